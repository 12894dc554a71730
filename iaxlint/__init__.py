"""iaxlint: a static verifier for IAX2 trunks between Asterisk servers."""

__version__ = "0.1.0"
