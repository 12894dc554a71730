"""What `chan_iax2` and `pbx_config` make of the loaded files: one server."""
