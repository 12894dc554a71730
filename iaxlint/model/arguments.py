"""How applications and functions take their arguments apart."""

from __future__ import annotations

BLANKS = "".join(map(chr, range(1, 33)))
"""What `ast_strip` and its kin take for blank; other than `str.strip`, nothing above the space."""


def split_arguments(text: str, delimiter: str = ",", most: int = 100, *, raw: bool = False) -> list[str]:
    """Split at a delimiter that stands outside of parentheses, brackets and quotes.

    Quotes and backslashes are taken out, unless `raw`; the `most`-th argument has all that is left, as it
    stands.  Blanks stay.  An empty text has no arguments.  Source: `app.c:__ast_app_separate_args`.
    """
    found: list[str] = []
    part: list[str] = []
    depth = {"(": 0, "[": 0}
    quoted = False
    at, size = 0, len(text)
    while at < size and len(found) < most - 1:
        char = text[at]
        at += 1
        if char == delimiter and not quoted and not any(depth.values()):
            found.append("".join(part))
            part = []
            continue
        if char in depth:
            depth[char] += 1
        elif char in _OPENING:
            depth[_OPENING[char]] = max(0, depth[_OPENING[char]] - 1)
        elif char == '"' and delimiter != '"':
            quoted = not quoted
            char = char if raw else ""
        elif char == "\\":
            char = text[at - 1 if raw else at : at + 1]
            at += 1
        part.append(char)
    if text:
        found.append("".join(part) + text[at:])
    return found


_OPENING = {")": "(", "]": "["}


def leading_int(text: str) -> int | None:
    """The number that a text begins with, as `sscanf("%30d")` reads it; None where it begins with none."""
    text = text.lstrip(" \t\n\v\f\r")
    end = 1 if text[:1] in ("+", "-") else 0
    start = end
    while end < 30 and text[end : end + 1] in _DIGITS and end < len(text):
        end += 1
    if end == start:
        return None
    number = max(-(1 << 63), min(int(text[:end]), (1 << 63) - 1))
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)


_DIGITS = frozenset("0123456789")


def is_true(condition: str) -> bool:
    """Whether a condition holds: numbers unless 0, other texts unless empty (`pbx.c:pbx_checkcondition`)."""
    if not condition:
        return False
    number = leading_int(condition)
    return number is None or number != 0
