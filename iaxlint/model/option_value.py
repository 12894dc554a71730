"""Values that an option does not take, and what Asterisk makes of them."""

from __future__ import annotations

from iaxlint.model.option import OPTIONS
from iaxlint.model.value import NO, YES, leading_number, parse_c_number
from iaxlint.record import record

STRICT = ("bindport", "port")
"""Options whose numbers `ast_parse_arg` reads: in any of C's notations, with nothing after them."""
SHORT = ("maxcallnumbers", "maxcallnumbers_nonvalidated")
"""Options whose numbers are kept in 16 bits."""

NUMBERS = ("number", "seconds", "milliseconds")


@record
class Fault:
    """What is wrong with a value."""

    expected: str
    """What the option takes, for people, such as `a number from 1024 to 65535`."""
    used: str
    """What Asterisk uses instead."""


def check_value(name: str, value: str) -> Fault | None:
    """Whether an option takes a value; None where it does, and where only more than the value can tell.

    Looks at words and numbers: addresses, codecs and the like are for those who read them.
    """
    row = OPTIONS.get(name.lower())
    if row is None:
        return None
    kind, values, otherwise, _ = row
    words, bounds = _split(values)
    folded = value.lower()
    if kind == "boolean":
        good = folded in YES or folded in NO or folded in words or _within(_whole(value), bounds)
        return None if good else Fault(_listed(["yes", "no", *words], bounds), otherwise)
    if kind == "word":
        return None if folded in words else Fault(_listed(words, bounds), otherwise)
    if kind == "methods":
        return None if any(word in value for word in words) else Fault(_listed(words, bounds), otherwise)
    if kind not in NUMBERS or folded in words:
        return None
    number = parse_c_number(value.strip().removeprefix("+")) if name.lower() in STRICT else _whole(value)
    if _within(number, bounds):
        return None
    return Fault(_listed(words, bounds), _used(name.lower(), value, otherwise, bounds))


def nearest_word(name: str, value: str) -> str:
    """The word that an option takes and that a value is misspelt from, or ""."""
    from iaxlint.suggest import closest

    kind, values, *_ = OPTIONS.get(name.lower(), ("", "", "", ()))
    words = _split(values)[0] if kind in ("boolean", "word", "methods", *NUMBERS) else []
    return closest(value, [*words, "yes", "no"] if kind == "boolean" else words)


def _used(name: str, value: str, otherwise: str, bounds: list[tuple[int, int | None]]) -> str:
    number = None if name in STRICT else leading_number(value, 10)
    if number is not None and name in SHORT:
        number &= 0xFFFF
    if number is not None and _within(number, bounds):
        return str(number)
    return otherwise


def _whole(value: str) -> int | None:
    """A decimal number with nothing but blanks around it."""
    text = value.strip()
    digits = text[1:] if text[:1] in ("+", "-") else text
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else None


def _split(values: str) -> tuple[list[str], list[tuple[int, int | None]]]:
    """The words among an option's further values, and the bounds: `0-` has no upper one."""
    words: list[str] = []
    bounds: list[tuple[int, int | None]] = []
    for part in values.split("|") if values else ():
        if part.lstrip("-")[:1].isdecimal():
            low, dash, high = part.rpartition("-")
            if not dash or not low:
                bounds.append((int(part), int(part)))
            else:
                bounds.append((int(low), int(high) if high else None))
        else:
            words.append(part)
    return words, bounds


def _within(number: int | None, bounds: list[tuple[int, int | None]]) -> bool:
    return number is not None and any(low <= number and (high is None or number <= high) for low, high in bounds)


def _listed(words: list[str], bounds: list[tuple[int, int | None]]) -> str:
    """`yes, no or auto`, `a number from 1024 to 65535`, `yes, no or a number from 0 up`."""
    items = list(words)
    for low, high in bounds:
        if low == high:
            items.append(str(low))
        else:
            items.append(f"a number from {low} up" if high is None else f"a number from {low} to {high}")
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"
