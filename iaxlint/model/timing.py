"""Time specifications of `include` lines, `GotoIfTime` and the like: always, never, or it depends.

Source: `pbx_timing.c`.
"""

from __future__ import annotations

from iaxlint.model.value import scan_int

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LAST_DAY = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MINUTES = 24 * 60
_DIGITS = "0123456789"


def _place(text: str, most: int, names: tuple[str, ...]) -> int | None:
    """The place of a name or number, counted from 0; None for what is neither."""
    if text.lower() in names:
        return names.index(text.lower())
    number = scan_int(text.lstrip(" \t")[:2])
    return number - 1 if number is not None and 1 <= number <= most else None


def _range(text: str, most: int, names: tuple[str, ...] = ()) -> set[int]:
    """The days or months that one field allows; ranges go round the end."""
    if text in ("", "*"):
        return set(range(most))
    allowed: set[int] = set()
    for part in text.split("&"):
        first, dash, last = part.partition("-")
        start = _place(first, most, names)
        end = _place(last, most, names) if dash else start
        if start is None or end is None:
            continue
        allowed.add(end)
        while start != end:
            allowed.add(start)
            start = (start + 1) % most
    return allowed


def _minute(text: str) -> int | None:
    """`HH:MM` as minutes since midnight (`sscanf("%2d:%2d")`)."""
    before, colon, after = text.lstrip(" \t").partition(":")
    hour = scan_int(before) if len(before) <= 2 and not before.strip(_DIGITS) else None
    minute = scan_int(after.lstrip(" \t")[:2])
    if not colon or hour is None or minute is None or hour > 23 or not 0 <= minute <= 59:
        return None
    return hour * 60 + minute


def _from_first_digit(text: str) -> str:
    return text[next((at for at, char in enumerate(text) if char in _DIGITS), len(text)) :]


def _minutes(text: str) -> int:
    """How many minutes of the day the first field allows."""
    if text in ("", "*"):
        return _MINUTES
    allowed = bytearray(_MINUTES)
    for part in text.split("&"):
        first, dash, last = part.partition("-")
        start = _minute(first)
        end = _minute(_from_first_digit(last)) if dash else start
        if start is None or end is None:
            continue
        if start <= end:
            allowed[start : end + 1] = b"\1" * (end + 1 - start)
        else:
            allowed[start:] = b"\1" * (_MINUTES - start)
            allowed[: end + 1] = b"\1" * (end + 1)
    return sum(allowed)


def applies(specification: str) -> bool | None:
    """Whether `<times>,<weekdays>,<days>,<months>[,<timezone>]` holds always or never; None: time decides.

    A bar may stand for a comma.  What Asterisk cannot read in a field it skips, which leaves less.
    """
    times, weekdays, days, months = ([*specification.replace("|", ",").split(","), "", "", ""])[:4]
    minutes = _minutes(times)
    on_weekdays = _range(weekdays, 7, _DAYS)
    on_days = _range(days, 31)
    in_months = _range(months, 12, _MONTHS)
    possible = any(day < _LAST_DAY[month] for month in in_months for day in on_days)
    if not minutes or not on_weekdays or not possible:
        return False
    always = minutes == _MINUTES and len(on_weekdays) == 7 and len(on_days) == 31 and len(in_months) == 12
    return True if always else None
