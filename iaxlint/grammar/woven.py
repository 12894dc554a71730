"""Woven lines: what is left of a line when the comment blocks in it are taken out."""

from __future__ import annotations

from iaxlint.grammar.blocks import Nest
from iaxlint.grammar.tree import Block, Header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from iaxlint.grammar.tree import Node, Statement


def ending(_: str, parts: Sequence[tuple[int, int]]) -> int:
    """The end of a woven line: the offset of its comment, or -1."""
    return parts[1][0]


def dead_ending(_: str, _parts: Sequence[Any]) -> int:
    """The end of a line that is not read up to its end: no comment."""
    return -1


def weaver(line: Callable[[str], Statement]) -> Callable[[str, Sequence[Any]], list[Statement]]:
    """The action of a woven line; `line` parses what is left of it."""

    def woven(text: str, parts: Sequence[Any]) -> list[Statement]:
        """The statement that is left, and the block that breaks the line off, if one does."""
        start, end = parts[0]
        left, comment, cut = _Left(text), -1, []
        nest: Nest | None = None
        for part in parts[1:]:
            kind = type(part)
            if kind is Nest:
                nest = part
                continue
            if nest:
                left.leave(nest, nest.back if nest.back >= 0 else part[1] - 3)
                nest = None
            elif kind is tuple and part[0] >= 0:
                left.keep(*part)
            if kind is int:
                comment = part
            elif kind is Block:
                end = part.start
                cut.append(part)
        node = line("".join(left.letters) + "\n")
        left.place(node, end)
        node.start, node.end, node.comment = start, end, comment
        return [node, *cut]

    return woven


class _Left:
    """The text that is left, and the offset of each of its characters in the file.

    A semicolon that is text is written `\\;` in it, so that the grammar reads it as such.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.letters: list[str] = []
        self.origins: list[int] = []
        self.live = True

    def keep(self, start: int, end: int) -> None:
        """Keep a stretch as it is."""
        self.letters += self.text[start:end]
        self.origins += range(start, end)

    def leave(self, nest: Nest, back: int) -> None:
        """Leave a block out; but after a stray `--;` keep what stands before the first mark that leads back."""
        if not nest.stray:
            self.live = True
        elif self.live:
            self.live = False
            self._keep_raw(nest.mark + 2, back)

    def _keep_raw(self, start: int, end: int) -> None:
        escaped = False
        for at in range(start, end):
            letter = self.text[at]
            if letter in "\n\0":
                break
            letters = "\\;" if letter == ";" and not escaped else letter
            self.letters += letters
            self.origins += [at] * len(letters)
            escaped = letter == "\\"

    def place(self, node: Node, end: int) -> None:
        """Turn the node's offsets in the text that is left into offsets in the file; the line ends at `end`."""
        origins = [*self.origins, end, end]
        if type(node) is Header:
            for parent in node.parents:
                parent.start, parent.end = origins[parent.start], origins[parent.end - 1] + 1
        for name in type(node).__slots__:
            if name.endswith("_start"):
                at = getattr(node, name)
                setattr(node, name, origins[at])
                other = name[:-5] + "end"
                if hasattr(node, other):
                    until = getattr(node, other)
                    setattr(node, other, origins[until - 1] + 1 if until > at else origins[at])
