"""How Asterisk reads words and numbers in values: the C library's way, with all its leniency."""

from __future__ import annotations

from iaxlint.source import encode

INT_MAX = 0x7FFFFFFF

YES = frozenset({"yes", "true", "y", "t", "1", "on"})
NO = frozenset({"no", "false", "n", "f", "0", "off"})

_BLANKS = " \t\n\v\f\r"


def is_true(value: str) -> bool:
    """One of the words that mean yes (`main/utils.c:ast_true`); anything else does not."""
    return value.lower() in YES


def is_false(value: str) -> bool:
    """One of the words that mean no (`main/utils.c:ast_false`); anything else does not."""
    return value.lower() in NO


def leading_number(value: str, width: int = 0) -> int | None:
    """The decimal number that a text begins with, blanks before it and anything after it; None without one.

    This is `sscanf` with `%d`, or `%30d` with a `width` of 30, and no bounds.
    """
    text = value.lstrip(_BLANKS)
    if width:
        text = text[:width]
    end = 1 if text[:1] in ("+", "-") else 0
    start = end
    while end < len(text) and "0" <= text[end] <= "9":
        end += 1
    # no number that matters has more digits, and Python refuses to read thousands of them
    return int(text[: min(end, start + 24)]) if end > start else None


def scan_int(value: str) -> int | None:
    """`sscanf(value, "%30d", ...)`: a 32-bit number, or None where it reads none."""
    number = leading_number(value, 30)
    return None if number is None else _as_int32(number)


def scan_short(value: str) -> int | None:
    """`sscanf(value, "%10hu", ...)`: the number modulo 65536, or None where it reads none."""
    number = leading_number(value, 10)
    return None if number is None else number & 0xFFFF


def atoi(value: str) -> int:
    """The C library's `atoi`: 0 where there is no number."""
    number = leading_number(value)
    return 0 if number is None else _as_int32(number)


def _as_int32(number: int) -> int:
    """The low 32 bits of what `strtol` makes of it, which stops at the ends of its 64 bits."""
    number = max(-(1 << 63), min(number, (1 << 63) - 1)) & 0xFFFFFFFF
    return number - (1 << 32) if number > INT_MAX else number


def parse_unsigned(value: str, low: int, high: int) -> int | None:
    """A whole number in any of C's notations, with nothing after it, between two bounds; else None.

    Source: `main/config.c:ast_parse_arg` with `PARSE_UINT32 | PARSE_IN_RANGE`.
    """
    text = value.lstrip(_BLANKS)
    number = parse_c_number(text.removeprefix("+"))
    return number if number is not None and low <= number <= high else None


def parse_c_number(text: str) -> int | None:
    """A number as C writes it, `0x` for hexadecimal and `0` for octal; None for anything else."""
    if not text.isascii() or not text.isalnum() or len(text) > 24:
        return None
    base = 16 if text[:2] in ("0x", "0X") else 8 if text[0] == "0" and len(text) > 1 else 10
    try:
        return int(text[2:] if base == 16 else text, base)
    except ValueError:
        return None


def cut_bytes(text: str, most: int) -> str:
    """A text cut to so many bytes, as a buffer with one more for its NUL holds it (`ast_copy_string`)."""
    if len(text) * 4 <= most:
        return text
    kept = encode(text)
    return text if len(kept) <= most else kept[:most].encode("latin-1").decode("utf-8", "surrogateescape")
