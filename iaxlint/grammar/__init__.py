"""What is written: the grammar of Asterisk's `.conf` files, its parser and its syntax tree."""
