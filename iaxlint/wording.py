"""Words that go with numbers, and names that can't be shown as they are written."""

from __future__ import annotations

SECRET_NAMES = ("secret", "password")
"""Options whose value is a secret."""


def count(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def option_name(written: str) -> str:
    """An option's name as it may be shown: of `secret K9fw=` all but the first word is the secret, or a part of it."""
    words = written.split(maxsplit=1)
    return f"{words[0]} <secret>" if len(words) > 1 and words[0].lower() in SECRET_NAMES else written
