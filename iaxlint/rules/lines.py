"""Lines of `iax.conf` that Asterisk passes over without a word, found in one walk over all accounts.

The walk looks at each option of a section once, whatever the number of rules, for most lines are right.
"""

from __future__ import annotations

from iaxlint.model.option import FOREIGN, OPTIONS, REMOVED, versions_of
from iaxlint.model.option_value import NUMBERS, check_value
from iaxlint.placeholder import begins_statement
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.loader.config import Variable
    from iaxlint.model.option_value import Fault
    from iaxlint.model.reading import Decided
    from iaxlint.model.server import Server
    from iaxlint.model.version import Version

Roles = tuple[str, ...]
"""What a section is to Asterisk: `general`, `user`, `peer`, or the last two."""

BOTH = ("user", "peer")

HELD = frozenset(
    name for name, row in OPTIONS.items() if row[0] in ("boolean", "word", "methods", *NUMBERS) and name != "type"
)
"""Options whose values are held against what they take; `type` has rules of its own."""


@record
class Stray:
    """A line that is passed over, or has an effect that it does not look like."""

    kind: str
    """The name of the rule that reports it."""
    variable: Variable
    section: str
    roles: Roles
    other: Variable | None = None
    """The line that counts instead."""
    fault: Fault | None = None
    """What is wrong with its value."""


def strays(server: Server) -> Iterator[Stray]:
    """Every such line in `[general]` and in the sections of users and peers."""
    version = server.version
    faults: dict[tuple[str, str], Fault | None] = {}
    for section, roles, decided in accounts(server):
        looks = version.memo.once(("strays", roles, *decided), lambda: _looks(roles, decided, version))  # noqa: B023
        for option, answer in looks:
            lines = decided[option]
            if answer:
                yield Stray(answer, lines[0], section, roles)
                continue
            for line in lines:
                key = option, line.value
                if key not in faults:
                    faults[key] = check_value(option, line.value)
                fault = faults[key]
                if fault is not None and not server.folder.placeholders.fills(line.value):
                    yield Stray("value-invalid", line, section, roles, fault=fault)
        for option, lines in decided.items():
            if len(lines) > 1 and _last_counts(option, roles) and not _judge(option, roles, version):
                yield from _overridden(lines, section, roles)


def _looks(roles: Roles, options: Iterable[str], version: Version) -> list[tuple[str, str]]:
    """The options among those of a section that have to be looked at, each with the rule that reports any such line."""
    judged = ((option, _judge(option, roles, version)) for option in options)
    return [(option, answer) for option, answer in judged if answer or option in HELD]


def accounts(server: Server) -> Iterator[tuple[str, Roles, Decided]]:
    """Each section of `iax.conf` with its roles and lines, those of a friend once."""
    iax = server.iax
    kinds = {id(section.category): section.kind for section in iax.sections}
    yield "general", ("general",), iax.general.decided
    for role, owners in (("user", iax.users), ("peer", iax.peers)):
        for name, owner in owners.items():
            own = {kinds.get(id(category), "") for category in owner.categories}
            # sections of users.conf have options of their own, and are not among those of iax.conf
            if "" not in own and not (role == "peer" and own == {"friend"} and name in iax.users):
                yield name, BOTH if "friend" in own else (role,), owner.decided


def _judge(option: str, roles: Roles, version: Version) -> str:
    """Which rule has something to say about an option in such a section; empty where it is read."""
    ranges = [found for role in roles if (found := versions_of(option, role))]
    if any(version.within(*found) for found in ranges):
        return ""
    if begins_statement(option):
        return ""
    if option in REMOVED:
        return "option-obsolete"
    if ranges:
        return "option-too-new"
    if option in OPTIONS:
        return "option-misplaced"
    return "option-foreign" if option in FOREIGN else "option-unknown"


def _last_counts(option: str, roles: Roles) -> bool:
    """Whether in each role only the last of several lines counts."""
    row = OPTIONS.get(option)
    rules = [repeat for scope, _, repeat in row[3] if scope in roles] if row else []
    return bool(rules) and all(repeat == "last" for repeat in rules)


def _overridden(lines: list[Variable], section: str, roles: Roles) -> Iterator[Stray]:
    """Lines that a later one of the same section, as it is written, makes idle."""
    last = lines[-1]
    for line in lines[:-1]:
        if line.value != last.value and not line.via and line.source is last.source and not last.via:
            between = line.source.text[line.node.end : last.node.start]
            if not between.startswith("[") and "\n[" not in between:
                yield Stray("option-overridden", line, section, roles, last)
