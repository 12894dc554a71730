"""What stops a run."""

from __future__ import annotations


class InputError(Exception):
    """What was asked for cannot be done: a word on the command line, the settings, or the input.

    Its message is for people: it says what is wrong and what to do instead, and holds no secret.
    """


class NoServerError(InputError):
    """A folder holds no server's configuration."""
