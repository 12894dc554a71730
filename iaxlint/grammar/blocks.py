"""Comment blocks, `;--` to `--;`, and what a stray `--;` hides."""

from __future__ import annotations

from iaxlint.grammar.tree import Block, LongLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class Nest:
    """A block while it is read; the blocks nested in it are done when it is."""

    __slots__ = ("back", "depth", "end", "innermost", "long_lines", "mark", "stray")
    end: int
    """Up to where it has been read."""
    mark: int
    """The offset of the mark that begins it."""
    stray: bool
    """Whether that is a `--;`."""
    depth: int
    """How deep it nests, itself included."""
    back: int
    """Where the first mark that leads back stands; -1 where it is still to come."""
    long_lines: list[LongLine]
    innermost: int
    """The last `;--` that nothing closes, once the end of the file has been seen; else -1."""

    def __init__(self, start: int, end: int, parts: Sequence[Any]) -> None:
        begin = parts[0]
        inner = [part for part in parts if type(part) is Nest]
        self.end = end
        self.mark = start + len(begin) - 3
        self.stray = not begin.endswith(";--")
        self.depth = 1 + max([nest.depth for nest in inner], default=0)
        self.back = inner[0].back if inner else -1
        self.long_lines = _joined([nest.long_lines for nest in inner])
        self.long_lines += [part for part in parts if type(part) is LongLine]
        self.innermost = -1


def _joined(lists: list[list[LongLine]]) -> list[LongLine]:
    """All in one list, in any order, and in linear time however deep the blocks nest."""
    lists.sort(key=len)
    joined = lists.pop() if lists else []
    for more in lists:
        joined += more
    return joined


def _place(line: LongLine) -> int:
    return line.start


def open_nest(_: str, start: int, end: int, parts: Sequence[Any]) -> Nest:
    """A block without the mark that ends it."""
    return Nest(start, end, parts)


def nest(_: str, start: int, end: int, parts: Sequence[Any]) -> Nest:
    """A block with the mark that ends it."""
    made = Nest(start, end, parts)
    if made.back < 0:
        made.back = end - 3
    return made


def lost(_: str, start: int, end: int, parts: Sequence[Any]) -> Nest:
    """A block that the file ends in."""
    made = Nest(start, end, parts)
    last = parts[-1]
    if not made.stray:
        made.innermost = last.innermost if type(last) is Nest else made.mark
    if made.back < 0:
        made.back = end
    return made


def block(_: str, start: int, end: int, parts: Sequence[Any]) -> Block:
    """A block that is a statement."""
    made = parts[0]
    node = Block.__new__(Block)
    node.start = start
    node.end = end
    node.comment = -1
    node.mark, node.depth, node.stray, node.innermost = made.mark, made.depth, False, made.innermost
    node.long_lines = sorted(made.long_lines, key=_place)
    node.closed = len(parts) > 1  # a lost one has no mark after it
    return node


def cut(text: str, start: int, end: int, parts: Sequence[Any]) -> Block:
    """A block that breaks a line off."""
    node = block(text, start, end, parts)
    node.start = node.mark
    return node


def hidden(text: str, _start: int, end: int, parts: Sequence[Any]) -> list[Nest | Block]:
    """What a stray `--;` hides: a nest for the rest of its line, a block for the lines that follow."""
    first, last = parts[0], parts[-1]
    if first.back < 0:
        first.back = first.end + len(parts[1]) - 3
    nests = [part for part in parts if type(part) is Nest]
    node = Block.__new__(Block)
    node.start = text.index("\n", first.mark)
    node.end = end
    node.comment = -1
    node.mark, node.stray = first.mark, True
    node.depth = max([nest.depth for nest in nests])
    node.long_lines = _joined([nest.long_lines for nest in nests])
    node.closed, node.innermost = type(last) is not Nest, -1
    if type(last) is Block:
        node.closed, node.innermost = last.closed, last.innermost
        node.long_lines += last.long_lines
    node.long_lines.sort(key=_place)
    return [first, node]
