"""What Asterisk's loader makes of a file: categories, their variables, and what it complained of."""

from __future__ import annotations

from iaxlint.diagnostics import Place
from iaxlint.record import record
from iaxlint.source import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.grammar.tree import File, Header, Option, Statement
    from iaxlint.source import Source


def fold(name: str) -> str:
    """A name as strcasecmp(3) sees it: without regard to the case of ASCII letters, and of no others."""
    return name.lower() if name.isascii() else decode(encode(name).encode("latin-1").lower().decode("latin-1"))


@record
class Variable:
    """One loaded `name = value`, and the line that it comes from."""

    name: str
    value: str
    source: Source
    node: Option
    via: tuple[str, ...] = ()
    """The templates that handed it on, the one that was asked for first."""
    added: tuple[Variable, ...] = ()
    """The `+=` lines that lengthened it, each with the text that it added."""

    @property
    def line(self) -> int:
        """The line, from 1, that its name stands in."""
        return self.source.line(self.node.key_start)

    @property
    def place(self) -> Place:
        """From its name to the end of its value."""
        node = self.node
        return Place(self.source, node.key_start, max(node.value_end, node.op_start + len(node.op)))

    @property
    def name_place(self) -> Place:
        """Its name."""
        return Place(self.source, self.node.key_start, self.node.key_end)


@record
class Category:
    """One `[name]` as loaded, with the variables of its templates before its own."""

    name: str
    template: bool
    inherits: list[str]
    variables: list[Variable]
    source: Source
    node: Header

    @property
    def line(self) -> int:
        """The line, from 1, of its header."""
        return self.source.line(self.node.name_start)

    @property
    def place(self) -> Place:
        """The name between the brackets, with them."""
        return Place(self.source, self.node.name_start - 1, self.node.name_end + 1)


@record
class Problem:
    """What Asterisk would log while it loads, or why it refuses the file."""

    kind: str
    """A key of `loader.problems.KINDS`, such as `no-equal-sign` or `include-missing`."""
    message: str
    """In the words of Asterisk's own log."""
    fatal: bool
    """Whether Asterisk reads no further in `source`, and refuses the configuration if that is the file asked for."""
    source: Source
    line: int
    """From 1; 0 where neither Asterisk nor the file tells."""
    start: int
    end: int


@record
class Opaque:
    """A place whose contents no file can tell: `#exec`, an include from outside the folder, or a placeholder."""

    reason: str
    source: Source
    node: Statement | Header
    category: Category | None
    """The category that was open there: it may have got more variables."""


@record
class Config:
    """A configuration file with all that it includes, loaded."""

    name: str
    valid: bool
    """Whether Asterisk loads it at all."""
    categories: list[Category]
    """In Asterisk's order; empty when it is not valid."""
    problems: list[Problem]
    files: list[File]
    """Every syntax tree that took part, once each, in the order of loading."""
    opaque: list[Opaque]
    asked: dict[str, Place]
    """The line that first included each of the other files, by that file's path."""

    def categories_named(self, name: str) -> list[Category]:
        """The categories of a name, without regard to case (`ast_category_get` and its kin)."""
        wanted = fold(name)
        return [category for category in self.categories if fold(category.name) == wanted]
