"""Woven lines: what is left of a line when the comment blocks in it are taken out."""

from __future__ import annotations

from iaxlint.grammar.blocks import Nest
from iaxlint.grammar.tree import Block, Head, Header, Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from iaxlint.grammar.actions import Action
    from iaxlint.grammar.tree import Node, Statement


def ending(_: str, start: int, _end: int, parts: Sequence[Any]) -> int:
    """The end of a woven line: the offset of its comment, or -1."""
    return start if parts[0] else -1


def dead_ending(_: str, _start: int, _end: int, _parts: Sequence[Any]) -> int:
    """The end of a line that is not read up to its end: no comment."""
    return -1


def weaver(line: Callable[[str], Statement]) -> Action:
    """The action of a woven line; `line` parses what is left of it."""

    def woven(text: str, start: int, end: int, parts: Sequence[Any]) -> list[Statement]:
        """The statement that is left, and the block that breaks the line off, if one does."""
        left, comment, cut = _Left(text), -1, []
        nest: Nest | None = None
        at = start
        for part in parts:
            kind = type(part)
            if kind is Nest:
                nest, at = part, part.end
                continue
            after = at + len(part) if kind is str else at
            if nest:
                left.leave(nest, nest.back if nest.back >= 0 else after - 3)
                nest = None
            elif kind is str:
                left.keep(at, after)
            at = after
            if kind is int:
                comment = part
            elif kind is Block:
                end = part.start
                cut.append(part)
        node = line("".join(left.letters) + "\n")
        left.place(node, start)
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

    def place(self, node: Node, start: int) -> None:
        """Turn the node's offsets in the text that is left into those in the file, where the line starts at `start`."""
        origins = [*self.origins, self.origins[-1] + 1]
        if type(node) is Option:
            head = Head.__new__(Head)
            head.key, head.op = node.key, node.op
            stretches = (node.key_start, node.key_end), (node.value_start, node.value_end)
            (head.key_start, head.key_end), (head.value_start, head.value_end) = [
                (first - start, last - start) for first, last in [_moved(origins, *stretch) for stretch in stretches]
            ]
            head.op_start = origins[node.op_start] - start
            node.head = head
            return
        for parent in node.parents if type(node) is Header else ():
            parent.start, parent.end = _moved(origins, parent.start, parent.end)
        for name in type(node).__slots__:
            if name.endswith("_start"):
                last = f"{name[:-5]}end"
                first = getattr(node, name)
                setattr(node, name, origins[first])
                if hasattr(node, last):
                    setattr(node, last, _moved(origins, first, getattr(node, last))[1])


def _moved(origins: list[int], start: int, end: int) -> tuple[int, int]:
    """A stretch of the text that is left, as a stretch of the file."""
    return origins[start], origins[end - 1] + 1 if end > start else origins[start]
