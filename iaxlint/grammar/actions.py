"""What the grammar's rules build: the nodes of the syntax tree.

An action is named after its rule and gets the text and the rule's parts.  Part 0 is the stretch of
the whole; then follows one part for each symbol: for a terminal the stretch that it matched,
`(start, end)`, or `(-1, -1)` where an optional one is absent, and for a rule what its action made.
An action that makes several nodes returns a list, which becomes so many parts of the rule above.
"""

from __future__ import annotations

from iaxlint.grammar import blocks, woven
from iaxlint.grammar.driver import ABSENT
from iaxlint.grammar.tree import (
    BadEscape,
    BadHeader,
    BadLine,
    BadName,
    Blank,
    Comment,
    Directive,
    Header,
    LongLine,
    Option,
    Parent,
    Section,
    Statement,
)
from iaxlint.source import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Stretch = tuple[int, int]
    Action = Callable[[str, Sequence[Any]], Any]

BLANKS = bytes(range(1, 33)).decode()
"""What Asterisk strips: all that `ast_strip` takes for blank."""

new = object.__new__


def spelled(text: str) -> str:
    """Text as Asterisk reads it, from text as it is written."""
    return decode(text.replace("\\;", ";") if ";" in text else text)


def _stripped(text: str, start: int, end: int) -> tuple[str, int, int]:
    """What is left of a stretch when the blanks at both ends are gone, and where it stands."""
    written = text[start:end]
    left = written.lstrip(BLANKS)
    start = end - len(left)
    left = left.rstrip(BLANKS)
    return left, start, start + len(left)


# ---- lines


def option(text: str, parts: Sequence[Stretch]) -> Option:
    """`key = value`."""
    node = new(Option)
    (node.start, node.end), key, op, (start, end), (node.comment, _), _ = parts
    written, node.key_start, node.key_end = _stripped(text, *key)
    if written[0] == "\\" and written[1:2] != ";":
        written = written[1:]
    node.key = spelled(written)
    node.op, node.op_start, op_end = _stripped(text, *op)
    if start < 0:
        start = end = op_end
    written, node.value_start, node.value_end = _stripped(text, start, end)
    node.value = spelled(written)
    return node


def bad_name(text: str, parts: Sequence[Stretch]) -> BadName:
    """`= value`."""
    node = new(BadName)
    (node.start, node.end), op, (start, end), (node.comment, _), _ = parts
    node.op, node.op_start, op_end = _stripped(text, *op)
    written, node.value_start, node.value_end = _stripped(text, start, end) if start >= 0 else ("", op_end, op_end)
    node.value = spelled(written)
    return node


def bad_line(text: str, parts: Sequence[Stretch]) -> BadLine:
    """`text`."""
    node = new(BadLine)
    (node.start, node.end), key, (node.comment, _), _ = parts
    written, node.text_start, node.text_end = _stripped(text, *key)
    node.text = spelled(written)
    return node


def bad_escape(text: str, parts: Sequence[Stretch]) -> BadEscape:
    """A backslash, then `text`."""
    node = new(BadEscape)
    (node.start, node.end), (start, end), (_, text_end), (node.comment, _), _ = parts
    written, node.text_start, node.text_end = _stripped(text, start, max(end, text_end))
    node.text = spelled(written)
    return node


def directive(text: str, parts: Sequence[Stretch]) -> Directive:
    """`#name argument`."""
    node = new(Directive)
    (node.start, node.end), name, _, (start, end), (node.comment, _), _ = parts
    written, node.name_start, node.name_end = _stripped(text, *name)
    node.name = spelled(written[1:])
    if start < 0:
        start = end = node.name_end
    written, node.argument_start, node.argument_end = _stripped(text, start, end)
    node.argument = spelled(written)
    return node


def header(text: str, parts: Sequence[Stretch]) -> Header:
    """`[name]`, and for `header_with_parents` `[name](parent,parent)`, then a tail."""
    node = new(Header)
    (node.start, node.end), (_, opened), (start, end), (_, closed), *parents, tail, (node.comment, _), _ = parts
    node.name_start, node.name_end = (start, end) if start >= 0 else (opened, opened)
    node.name = spelled(text[node.name_start : node.name_end])
    node.parents = tuple([_parent(text, *parent) for parent in parents[:-1]])
    start, end = tail
    if start < 0:
        start = end = parents[-1][1] if parents else closed
    written, node.tail_start, node.tail_end = _stripped(text, start, end)
    node.tail = spelled(written)
    return node


def _parent(text: str, start: int, end: int) -> Parent:
    node = new(Parent)
    node.start, node.end = start + 1, end  # the bracket or comma before it is part of the token
    node.name = spelled(text[start + 1 : end])
    return node


def bad_header(text: str, parts: Sequence[Stretch]) -> BadHeader:
    """`[name`, and for `bad_parents` `[name](parent`."""
    node = new(BadHeader)
    (node.start, node.end), (_, open_end), (start, end), *rest, (node.comment, _), _ = parts
    node.name_start, node.name_end = (start, end) if start >= 0 else (open_end, open_end)
    node.name = spelled(text[node.name_start : node.name_end])
    node.closed = bool(rest)
    return node


def comment(_: str, parts: Sequence[Stretch]) -> Comment:
    """`; text`."""
    node = new(Comment)
    (node.start, node.end), (node.comment, _end), _nl = parts
    return node


def blank(_: str, parts: Sequence[Stretch]) -> Blank:
    """A line of blanks."""
    node = new(Blank)
    node.start, node.end = parts[0]
    node.comment = -1
    return node


def long_line(_: str, parts: Sequence[Stretch]) -> LongLine:
    """A line too long for Asterisk."""
    node = new(LongLine)
    node.start, node.end = parts[0]
    node.comment = -1
    return node


# ---- the file


def alone(_: str, parts: Sequence[Any]) -> Any:
    """What a rule's only part is."""
    return parts[1]


def section(_: str, parts: Sequence[Any]) -> Section:
    """A header and what stands below it."""
    return Section(parts[1], list(parts[2:]))


def file(_: str, parts: Sequence[Any]) -> tuple[bool, list[Statement], list[Section]]:
    """Whether there is a byte-order mark, the statements above the first section, and the sections."""
    preamble = [part for part in parts[2:] if type(part) is not Section]
    return parts[1] != ABSENT, preamble, list(parts[2 + len(preamble) :])


ACTIONS: dict[str, Action] = {
    "file": file,
    "section": section,
    "line": alone,
    "option": option,
    "directive": directive,
    "header": header,
    "header_with_parents": header,
    "comment": comment,
    "blank": blank,
    "long_line": long_line,
    "hidden_long_line": long_line,
    "last_long_line": long_line,
    "bad_line": bad_line,
    "bad_name": bad_name,
    "bad_escape": bad_escape,
    "bad_header": bad_header,
    "bad_parents": bad_header,
    "block": blocks.block,
    "near": blocks.open_nest,
    "far": blocks.open_nest,
    "nested_near": blocks.nest,
    "nested_far": blocks.nest,
    "lost": blocks.lost,
    "cut": blocks.cut,
    "hidden": blocks.hidden,
    "ending": woven.ending,
    "dead_ending": woven.dead_ending,
}


def actions(line: Callable[[str], Statement]) -> dict[str, Action]:
    """The action of each rule; `line` parses what is left of a woven line."""
    weave = woven.weaver(line)
    return {**ACTIONS, "woven": weave, "woven_header": weave}
