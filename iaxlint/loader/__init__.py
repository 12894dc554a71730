"""What Asterisk loads: `main/config.c`, with the origin of every value."""
