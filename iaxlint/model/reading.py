"""What the lines of `iax.conf` need to be understood, and what Asterisk logs of them."""

from __future__ import annotations

from iaxlint.placeholder import PLACEHOLDERS
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.access import AccessRule, Range
    from iaxlint.model.allow import CodecReader
    from iaxlint.model.named import NamedLists
    from iaxlint.model.version import Version
    from iaxlint.placeholder import Placeholders

Lines = list[tuple[str, "Variable"]]
"""Loaded lines in order, each with its option's name in lower case."""

Decided = dict[str, list["Variable"]]
"""Loaded lines by option name in lower case, in order."""


@record
class Complaint:
    """Something that Asterisk would log while it reads a value."""

    kind: str
    """Kebab-case, such as `codec-unknown`."""
    level: str
    """`NOTICE`, `WARNING` or `ERROR`."""
    message: str
    """In the words of Asterisk's own log; a secret never stands in it."""
    variable: Variable
    section: str
    """The name of the section that the line was read for."""


@record
class Reading:
    """The state of reading one server's `iax.conf`."""

    version: Version
    codecs: CodecReader
    lists: NamedLists
    problems: list[Complaint]
    rules: dict[int, list[AccessRule]]
    """What good `permit` and `deny` lines say, by the identity of the line: a friend's user and peer share them."""
    ranges: dict[str, Range]
    """What their elements mean."""
    placeholders: Placeholders = PLACEHOLDERS
    """What values may leave to be filled in."""
    section: str = ""
    """The name of the user or peer that is being built."""
    continued: bool = False
    """Whether a section of that name was read before, to which this one adds."""

    def complain(self, kind: str, level: str, message: str, variable: Variable) -> None:
        """Keep what Asterisk would log about a line."""
        self.problems.append(Complaint(kind, level, message, variable, self.section))


@record
class Definition:
    """The lines that define a user or a peer: a section's, after those of `[general]` in users.conf."""

    name: str
    categories: list[Category]
    lines: Lines
    grouped: Decided | None = None

    @property
    def decided(self) -> Decided:
        """The lines by option; nobody may change it, because a friend's user and peer share it."""
        if self.grouped is None:
            self.grouped = {}
            merge(self.grouped, self.lines)
        return self.grouped


def define(name: str, categories: list[Category]) -> Definition:
    """The lines of sections, one after the other."""
    lines = [
        # to ask costs less than a copy of each name, and most are in lower case
        (variable.name if variable.name.islower() else variable.name.lower(), variable)
        for category in categories
        for variable in category.variables
    ]
    return Definition(name, categories, lines)


def merge(decided: Decided, lines: Lines) -> None:
    """Add lines to those that stand above them."""
    for option, variable in lines:
        found = decided.get(option)
        if found is None:
            decided[option] = [variable]
        else:
            found.append(variable)


def bucket(name: str) -> int:
    """The hash bucket that a user or peer of this name lies in; one bucket is searched after the other.

    Source: `include/asterisk/strings.h:ast_str_hash`, `main/astobj2_hash.c`, `MAX_PEER_BUCKETS`.
    """
    number = 5381
    for byte in name.encode("utf-8", "surrogateescape"):
        number = (number * 33 ^ byte) & 0xFFFFFFFF
    return (number & 0x7FFFFFFF) % 563
