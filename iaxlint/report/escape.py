"""Text from configuration files, made safe and measurable for a terminal."""

from __future__ import annotations


def visible(text: str) -> str:
    """The text with everything that a terminal would not print as it stands turned into an escape.

    Control characters, ANSI escapes, text directions, invisible characters and bytes that are not UTF-8
    come out as `\\x1b` or `\\u202e`; what is printable stays, so that applying it twice changes nothing.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """How many columns of a terminal a printable text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(2 if east_asian_width(char) in "WF" else 0 if combining(char) else 1 for char in text)


def padded(text: str, room: int) -> str:
    """A printable text, followed by blanks up to so many columns."""
    return text + " " * (room - width(text))
