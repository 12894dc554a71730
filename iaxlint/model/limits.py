"""`[callnumberlimits]`: how many call numbers a range of addresses may take (`chan_iax2.c:build_callno_limits`)."""

from __future__ import annotations

from iaxlint.model.access import AccessRule, read_rules
from iaxlint.model.value import scan_int
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.reading import Reading


@record
class Limit:
    """A line of `[callnumberlimits]`."""

    range: AccessRule
    limit: int
    variable: Variable


def read_limits(limits: list[Limit], category: Category, reading: Reading) -> None:
    """Add a section's lines; a range that is there already gets the new limit."""
    reading.section = category.name
    known = {(limit.range.family, limit.range.network, limit.range.mask): limit for limit in limits}
    for variable in category.variables:
        rules = read_range(variable.name, variable)
        number = scan_int(variable.value)
        if any(rule.problem for rule in rules):
            message = f"Call number limit for {variable.name} could not be added, Invalid address range"
            reading.complain("limit-range-invalid", "ERROR", message, variable)
        elif number is None or number < 0:
            message = f"Call number limit for {variable.name} could not be added. Invalid limit {variable.value}"
            reading.complain("limit-invalid", "ERROR", message, variable)
        else:
            rule = rules[0]
            range_ = (rule.family, rule.network, rule.mask)
            if range_ in known:
                known[range_].limit, known[range_].variable = number, variable
            else:
                known[range_] = Limit(rule, number, variable)
                limits.append(known[range_])


def read_range(text: str, variable: Variable) -> list[AccessRule]:
    """The elements of a range, of which Asterisk uses the first if all of them can be read."""
    return read_rules(text, variable, permit=True)


def in_search_order(limits: list[Limit]) -> list[Limit]:
    """As Asterisk searches them for an address: by hash bucket; the first that matches counts.

    Source: `chan_iax2.c:addr_range_hash_cb` and `main/netsock2.c:ast_sockaddr_hash`, on a little-endian machine.
    """
    return sorted(limits, key=lambda limit: _bucket(limit.range))


def _bucket(rule: AccessRule) -> int:
    number = int.from_bytes((rule.network & 0xFFFFFFFF).to_bytes(4, "big"), "little")
    return min(number, (1 << 32) - number) % 563
