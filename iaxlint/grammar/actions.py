"""What the grammar's rules build: the nodes of the syntax tree.

An action is named after its rule.  It gets the text, the stretch of the whole, and the rule's parts,
which follow each other without a gap: the text of each terminal, empty where an optional one is
absent, and what the actions of other rules made.  An action that makes several nodes returns them as
a list, and each is a part of the rule above.
"""

from __future__ import annotations

from iaxlint.grammar import blocks, woven
from iaxlint.grammar.tree import (
    BadEscape,
    BadHeader,
    BadLine,
    BadName,
    Blank,
    Comment,
    Directive,
    Head,
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
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    Action = Callable[[str, int, int, Sequence[Any]], Any]
    Run = Callable[[str, int, Iterable[Sequence[str]], Callable[[Any], None]], int]

BLANKS = bytes(range(1, 33)).decode()
"""All that `ast_strip` takes for blank."""

new = object.__new__


def spelled(written: str) -> str:
    """Text as Asterisk reads it, for people, from text as it is written."""
    return decode(written.replace("\\;", ";") if ";" in written else written)


def _stripped(written: str, start: int) -> tuple[str, int, int]:
    """What a token says without the blanks around it, and where that starts and ends; the token starts at `start`."""
    if not written:
        return "", start, start
    left = written.lstrip(BLANKS)
    start += len(written) - len(left)
    left = left.rstrip(BLANKS)
    return spelled(left), start, start + len(left)


def _comment(end: int, comment: str, newline: str) -> int:
    """Where the comment starts that ends a line, or -1."""
    return end - len(newline) - len(comment) if comment else -1


# ---- lines


def items(text: str) -> Run:
    """The action of many options, comments and blank lines in a row, for one text.

    Most lines of a large file are options, and most of those begin alike.  So what stands before the
    value is looked at once for all that begin with the same characters, which also share it.
    """
    is_plain = text.isascii() and "\\;" not in text
    heads: dict[str, Head] = {}

    def run(_: str, at: int, rows: Iterable[Sequence[str]], add: Callable[[Statement], None]) -> int:
        for key, op, value, comment, newline, remark, end_of_remark, blank in rows:
            node: Option | Comment | Blank
            if key:
                node = new(Option)
                head = heads.get(key + op)
                if head is None:
                    head = heads[key + op] = _head(key, op)
                node.head = head
                node.key = head.key
                node.start = at
                at += head.value_start + len(value)
                if value and value[-1] <= " ":
                    value = value.rstrip(BLANKS)
                node.value = value if is_plain else spelled(value)
                if comment:
                    node.comment = at
                    at += len(comment)
                else:
                    node.comment = -1
                at += len(newline)
            elif remark:
                node = new(Comment)
                node.start = at
                at += len(remark)
                node.comment = at - len(remark.lstrip(BLANKS))
                at += len(end_of_remark)
            elif blank:
                node = new(Blank)
                node.start = at
                node.comment = -1
                at += len(blank)
            else:
                break  # what follows is none of these
            node.end = at
            add(node)
        return at

    return run


def _head(key: str, op: str) -> Head:
    head = new(Head)
    _, head.key_start, head.key_end = _stripped(key, 0)
    written = key[head.key_start : head.key_end]
    head.key = spelled(written[1:] if written[0] == "\\" and written[1:2] != ";" else written)
    head.op, head.op_start, _ = _stripped(op, len(key))
    head.value_start = len(key) + len(op)
    head.value_end = -1
    return head


def bad_name(_: str, start: int, end: int, parts: Sequence[Any]) -> BadName:
    """`= value`."""
    node = new(BadName)
    node.start, node.end = start, end
    op, value, comment, newline = parts
    node.op, node.op_start, _end = _stripped(op, start)
    node.value, node.value_start, node.value_end = _stripped(value, start + len(op))
    node.comment = _comment(end, comment, newline)
    return node


def bad_line(_: str, start: int, end: int, parts: Sequence[Any]) -> BadLine:
    """`text`."""
    node = new(BadLine)
    node.start, node.end = start, end
    text, comment, newline = parts
    node.text, node.text_start, node.text_end = _stripped(text, start)
    node.comment = _comment(end, comment, newline)
    return node


def bad_escape(_: str, start: int, end: int, parts: Sequence[Any]) -> BadEscape:
    """A backslash, then `text`."""
    node = new(BadEscape)
    node.start, node.end = start, end
    escape, text, comment, newline = parts
    node.text, node.text_start, node.text_end = _stripped(escape + text, start)
    node.comment = _comment(end, comment, newline)
    return node


def directive(_: str, start: int, end: int, parts: Sequence[Any]) -> Directive:
    """`#name argument`."""
    node = new(Directive)
    node.start, node.end = start, end
    word, gap, argument, comment, newline = parts
    name, node.name_start, node.name_end = _stripped(word, start)
    node.name = name[1:]
    node.argument, node.argument_start, node.argument_end = _stripped(argument, start + len(word) + len(gap))
    node.comment = _comment(end, comment, newline)
    return node


def header(_: str, start: int, end: int, parts: Sequence[str]) -> Header:
    """`[name] tail`."""
    bracket, name, closer, tail, comment, newline = parts
    node = new(Header)
    node.start = start
    node.end = end
    node.comment = _comment(end, comment, newline)
    node.name = spelled(name)
    node.name_start = start = start + len(bracket)
    node.name_end = start = start + len(name)
    node.parents = ()
    node.tail, node.tail_start, node.tail_end = _stripped(tail, start + len(closer))
    return node


def header_with_parents(_: str, start: int, end: int, parts: Sequence[str]) -> Header:
    """`[name](parent,parent) tail`."""
    bracket, name, closer, *parents, last, tail, comment, newline = parts
    node = header(_, start, end, (bracket, name, closer, "", comment, newline))
    at = node.tail_start
    made = []
    for written in parents:
        parent = new(Parent)
        parent.start = at + 1  # the bracket or comma before it is part of the token
        parent.end = at = at + len(written)
        parent.name = spelled(written[1:])
        made.append(parent)
    node.parents = tuple(made)
    node.tail, node.tail_start, node.tail_end = _stripped(tail, at + len(last))
    return node


def bad_header(_: str, start: int, end: int, parts: Sequence[Any]) -> BadHeader:
    """`[name`, or for `bad_parents` `[name](parent,parent`."""
    node = new(BadHeader)
    node.start, node.end = start, end
    bracket, name, *rest, comment, newline = parts
    node.name = spelled(name)
    node.name_start = start + len(bracket)
    node.name_end = node.name_start + len(name)
    node.closed = bool(rest)
    node.comment = _comment(end, comment, newline)
    return node


def long_line(_: str, start: int, end: int, _parts: Sequence[Any]) -> LongLine:
    """A line too long for Asterisk."""
    node = new(LongLine)
    node.start = start
    node.end = end
    node.comment = -1
    return node


# ---- the file


def alone(_: str, _start: int, _end: int, parts: Sequence[Any]) -> Any:
    """What a rule's only part is."""
    return parts[0]


def section(_: str, _start: int, _end: int, parts: Sequence[Any]) -> Section:
    """A header and what stands below it."""
    return Section(parts[0], list(parts[1:]))


def file(_: str, _start: int, _end: int, parts: Sequence[Any]) -> tuple[str, list[Statement], list[Section]]:
    """The byte-order mark, the statements above the first section, and the sections."""
    preamble = [part for part in parts[1:] if type(part) is not Section]
    return parts[0], preamble, list(parts[1 + len(preamble) :])


ITEMS = {"option": (0, 3), "comment": (5, 1), "blank": (7, 0)}
"""The rules of which a run is made, with the number of parts that others have before and after theirs."""

ACTIONS: dict[str, Action] = {
    "file": file,
    "section": section,
    "line": alone,
    "directive": directive,
    "header": header,
    "header_with_parents": header_with_parents,
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


def actions_for(text: str, line: Callable[[str], Statement]) -> tuple[dict[str, Action], dict[str, Run]]:
    """The actions for one text, and those for many items of a list; `line` parses what is left of a woven line."""
    run = items(text)
    weave = woven.weaver(line)
    single = {name: _single(run, before, after) for name, (before, after) in ITEMS.items()}
    return {**ACTIONS, **single, "woven": weave, "woven_header": weave}, {"_item": run}


def _single(run: Run, before: int, after: int) -> Action:
    """What is made of a single item, with so many parts of other items before and after its own."""
    blank_before, blank_after = ("",) * before, ("",) * after

    def action(text: str, start: int, _end: int, parts: Sequence[Any]) -> Any:
        made: list[Any] = []
        run(text, start, [(*blank_before, *parts, *blank_after)], made.append)
        return made[0]

    return action
