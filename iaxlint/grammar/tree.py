"""The syntax tree of a `.conf` file: what is written, not yet what Asterisk loads.

Nodes keep byte offsets into their source, the end exclusive; `Source.position` turns one into line
and column.  Text fields (`key`, `value`, `name`, ...) are what Asterisk's parser sees: one-line
`;-- --;` comments cut out, `\\;` turned into `;`, blanks stripped, decoded for people.  The
statements of a file tile it: joined, their stretches give the file back, byte for byte.
"""

from __future__ import annotations

from iaxlint.source import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.source import Source


class Node:
    """Anything that stands in the file, from offset `start` up to `end`."""

    __slots__ = ("end", "start")
    start: int
    end: int


class Statement(Node):
    """One line with its line ending, or as many as a block comment makes of it.

    A line that a block comment breaks off ends where the block starts, and the block is the next
    statement; when the block ends amid a line, what follows it is a statement of its own.
    """

    __slots__ = ("comment",)
    comment: int
    """The offset of the `;` that starts a comment after it on its line; -1 where none does."""


class Head:
    """What stands before the value of an option; those that are written alike share it.

    Offsets count from the start of the option.
    """

    __slots__ = ("key", "key_end", "key_start", "op", "op_start", "value_end", "value_start")
    key: str
    key_start: int
    key_end: int
    op: str
    op_start: int
    value_start: int
    value_end: int
    """-1 where it follows from the value itself, as it does but in lines with comment blocks in them."""


class Option(Statement):
    """`key = value`, `key => value` or `key += value`.

    There may be very many, so each keeps only what is its own.
    """

    __slots__ = ("head", "key", "value")
    head: Head
    key: str
    value: str

    @property
    def op(self) -> str:
        """`=`, `=>` or `+=`."""
        return self.head.op

    @property
    def key_start(self) -> int:
        """The offset that the key starts at."""
        return self.start + self.head.key_start

    @property
    def key_end(self) -> int:
        """The offset that the key ends at."""
        return self.start + self.head.key_end

    @property
    def op_start(self) -> int:
        """The offset that the operator starts at."""
        return self.start + self.head.op_start

    @property
    def value_start(self) -> int:
        """The offset that the value starts at, or would."""
        return self.start + self.head.value_start

    @property
    def value_end(self) -> int:
        """The offset that the value ends at."""
        if self.head.value_end >= 0:
            return self.start + self.head.value_end
        return self.value_start + len(encode(self.value)) + self.value.count(";")  # each is written `\\;`


class Directive(Statement):
    """`#include "file"`, `#tryinclude file`, `#exec program`, or a word that Asterisk does not know."""

    __slots__ = ("argument", "argument_end", "argument_start", "name", "name_end", "name_start")
    name: str
    """Without the `#`."""
    name_start: int
    name_end: int
    argument: str
    """With its quotes."""
    argument_start: int
    argument_end: int


class Parent(Node):
    """One word between the parentheses of a header: `!`, `+`, or the name of a template; blanks count."""

    __slots__ = ("name",)
    name: str


class Header(Statement):
    """`[name]`, `[name](!)`, `[name](template, ...)`, `[name](+)`."""

    __slots__ = ("name", "name_end", "name_start", "parents", "tail", "tail_end", "tail_start")
    name: str
    """With its blanks, as they count."""
    name_start: int
    name_end: int
    parents: tuple[Parent, ...]
    """Empty when no `(` follows the `]` at once."""
    tail: str
    """What stands after the header on its line, and what Asterisk does not read."""
    tail_start: int
    tail_end: int


class BadHeader(Statement):
    """A header whose `]` or `)` is missing; Asterisk refuses the file."""

    __slots__ = ("closed", "name", "name_end", "name_start")
    name: str
    name_start: int
    name_end: int
    closed: bool
    """Whether the `]` stands there, so that the `)` is what is missing."""


class BadLine(Statement):
    """Text with no equal sign; Asterisk warns and skips it."""

    __slots__ = ("text", "text_end", "text_start")
    text: str
    text_start: int
    text_end: int


class BadName(Statement):
    """An equal sign with no name before it; Asterisk warns and skips the line."""

    __slots__ = ("op", "op_start", "value", "value_end", "value_start")
    op: str
    op_start: int
    value: str
    value_start: int
    value_end: int


class BadEscape(Statement):
    """A backslash at the start of a line with nothing after it to escape; Asterisk refuses the file."""

    __slots__ = ("text", "text_end", "text_start")
    text: str
    """From the backslash on."""
    text_start: int
    text_end: int


class LongLine(Statement):
    """A line of 8191 bytes or more; Asterisk's buffer does not hold it, and the line is skipped."""

    __slots__ = ()


class Blank(Statement):
    """A line of blanks."""

    __slots__ = ()


class Comment(Statement):
    """`; text` alone on its line, or what a zero byte at the start of a line hides."""

    __slots__ = ()


class Block(Statement):
    """`;-- text --;` over part of a line or several; or the lines that a stray `--;` hides."""

    __slots__ = ("closed", "depth", "innermost", "long_lines", "mark", "stray")
    mark: int
    """The offset of the `;--` that opens it, or of the stray `--;`, which stands on the line above."""
    closed: bool
    """Whether it ends before the file does."""
    depth: int
    """How deep the comments nest; Asterisk hangs on the 129th."""
    innermost: int
    """The offset of the last `;--` that nothing closes; -1 where there is none."""
    long_lines: list[LongLine]
    """The lines in it that are too long; any marks in them do not count."""
    stray: bool
    """Whether it starts at a `--;` outside a comment, which hides what follows up to a `;--`."""


class Section:
    """A header and the statements below it, up to the next header."""

    __slots__ = ("body", "header")

    def __init__(self, header: Header | BadHeader, body: list[Statement]) -> None:
        self.header = header
        self.body = body

    @property
    def start(self) -> int:
        """The offset of its header."""
        return self.header.start

    @property
    def end(self) -> int:
        """The offset that its last statement ends at."""
        return (self.body[-1] if self.body else self.header).end


class File:
    """A whole file: the statements above the first header, then the sections."""

    __slots__ = ("bom", "preamble", "sections", "source")

    def __init__(self, source: Source, bom: str, preamble: list[Statement], sections: list[Section]) -> None:
        self.source = source
        self.bom = bom
        """The byte-order mark before the first statement, or nothing."""
        self.preamble = preamble
        self.sections = sections

    def statements(self) -> Iterator[Statement]:
        """All statements, headers included, in the order of the file."""
        yield from self.preamble
        for section in self.sections:
            yield section.header
            yield from section.body

    def section_at(self, offset: int) -> Section | None:
        """The section whose header or lines an offset lies in; None above the first."""
        from bisect import bisect_right

        at = bisect_right(self.sections, offset, key=_start)
        return self.sections[at - 1] if at else None

    def pieces(self) -> Iterator[str]:
        """The stretches of the file that its nodes stand for, one character a byte; joined, they are the file."""
        yield self.bom
        for statement in self.statements():
            yield self.source.text[statement.start : statement.end]


def _start(section: Section) -> int:
    return section.start
