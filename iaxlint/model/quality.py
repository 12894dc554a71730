"""Options of `[general]` that decide no call, read for what Asterisk logs of them: threads, trunks, packet marks."""

from __future__ import annotations

from iaxlint.model.value import atoi, is_false, is_true, leading_number, scan_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.loader.config import Variable
    from iaxlint.model.reading import Reading
    from iaxlint.model.terms import Terms

DSCP = frozenset(
    [f"cs{number}" for number in range(8)]
    + [f"af{number}{drop}" for number in range(1, 5) for drop in range(1, 4)]
    + ["ef"]
)
"""Names that `tos` takes (`main/acl.c:dscp_pool1`), in lower case."""

Bounds = tuple[int, str, int, str]
"""The least value and what is logged below it, the greatest and what is logged above it."""

BOUNDS: dict[str, Bounds] = {
    "iaxthreadcount": (1, "iaxthreadcount must be at least 1.", 256, "limiting iaxthreadcount to 256"),
    "iaxmaxthreadcount": (0, "iaxmaxthreadcount must be at least 0.", 256, "Limiting iaxmaxthreadcount to 256"),
    "trunkfreq": (
        10,
        "trunkfreq must be between 10ms and 1000ms, using 10ms instead.",
        1000,
        "trunkfreq must be between 10ms and 1000ms, using 1000ms instead.",
    ),
}
"""Numbers that Asterisk brings back into their bounds."""


def _bounded(_: Terms, variable: Variable, reading: Reading) -> None:
    least, below, most, above = BOUNDS[variable.name.lower()]
    number = atoi(variable.value)
    if not least <= number <= most:
        reading.complain("number-out-of-range", "NOTICE", below if number < least else above, variable)


def _trunk_mtu(_: Terms, variable: Variable, reading: Reading) -> None:
    number = atoi(variable.value)
    if number and not 172 <= number < 4000:
        message = f"trunkmtu value out of bounds ({number}) at line {variable.line}"
        reading.complain("number-out-of-range", "NOTICE", message, variable)


def _token_expiration(_: Terms, variable: Variable, reading: Reading) -> None:
    number = scan_int(variable.value)
    if (number is None or number <= 0) and reading.version.number >= (14, 0):
        message = f"Invalid calltokenexpiration value {variable.value}. Should be integer greater than 0."
        reading.complain("number-invalid", "WARNING", message, variable)


def _network_change(_: Terms, variable: Variable, reading: Reading) -> None:
    if not is_true(variable.value) and not is_false(variable.value):
        message = f"subscribe_network_change_event value {variable.value} is not valid at line {variable.line}."
        reading.complain("boolean-invalid", "WARNING", message, variable)


def _tos(_: Terms, variable: Variable, reading: Reading) -> None:
    """A number in any of C's notations, or a name of `DSCP` (`main/acl.c:ast_str2tos`)."""
    if leading_number(variable.value, 30) is None and variable.value.lower() not in DSCP:
        message = f"Invalid tos value at line {variable.line}, refer to QoS documentation"
        reading.complain("tos-invalid", "WARNING", message, variable)


def _cos(_: Terms, variable: Variable, reading: Reading) -> None:
    """A number up to 7 (`main/acl.c:ast_str2cos`)."""
    number = scan_int(variable.value)
    if number is None or number > 7:
        message = f"Invalid cos value at line {variable.line}, refer to QoS documentation"
        reading.complain("cos-invalid", "WARNING", message, variable)


QUALITY: dict[str, Callable[[Terms, Variable, Reading], None]] = {
    **dict.fromkeys(BOUNDS, _bounded),
    "trunkmtu": _trunk_mtu,
    "calltokenexpiration": _token_expiration,
    "subscribe_network_change_event": _network_change,
    "tos": _tos,
    "cos": _cos,
}
"""What is done with a line, by its option's name in lower case."""
