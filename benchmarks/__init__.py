"""How fast iaxlint starts and reads; each module prints its table when it is run."""
