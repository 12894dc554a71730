"""The grammar finds in a file what config.c reads of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from iaxlint.grammar import parse
from iaxlint.grammar.tree import (
    BadEscape,
    BadHeader,
    BadLine,
    BadName,
    Block,
    Directive,
    File,
    Header,
    LongLine,
    Option,
)
from iaxlint.source import Source, encode
from tests.grammar.reference import Line, lines
from tests.grammar.texts import TEXTS, files


def said(tree: File) -> Iterator[Line]:
    """The tree's statements in the words of the reference; comments and blank lines say nothing."""
    for node in tree.statements():
        words: list[str] = []
        if isinstance(node, Option):
            words = [node.key, node.op, node.value]
        elif isinstance(node, Directive):
            words = [node.name, node.argument]
        elif isinstance(node, Header):
            words = [node.name, node.tail, *(parent.name for parent in node.parents)]
        elif isinstance(node, BadHeader):
            words = [node.name, "no )" if node.closed else "no ]"]
        elif isinstance(node, BadName):
            words = [node.op, node.value]
        elif isinstance(node, Block):
            yield from [("LongLine",) for _ in node.long_lines]
        if isinstance(node, Option | Directive | Header | BadHeader | BadName | BadLine | BadEscape | LongLine):
            yield type(node).__name__, *map(encode, words)


def compared(line: Line) -> Line:
    """A line without the name of a header that is not closed, where comments may end."""
    return line if line[0] != "BadHeader" or line[-1] != "no ]" else ("BadHeader", "no ]")


def check(data: bytes) -> None:
    text = data.decode("latin-1")
    tree = parse(Source("a.conf", data))
    assert [compared(line) for line in said(tree)] == [compared(line) for line in lines(text)]


def test_every_file_is_read_as_config_c_does() -> None:
    for data in files():
        check(data)


@settings(max_examples=4000, deadline=None)
@given(TEXTS)
def test_any_text_is_read_as_config_c_does(text: str) -> None:
    check(text.encode("latin-1"))


@pytest.mark.parametrize("size", [8190, 8191, 8192, 16381, 16382, 16383])
@pytest.mark.parametrize("end", ["", "\n", "\nx=1\n"])
@pytest.mark.parametrize("start", ["[a]\n", "", "\xef\xbb\xbf", "[a]\n;--\n", "[a]\nx=a--;\n"])
def test_a_line_is_as_long_as_the_buffer(start: str, size: int, end: str) -> None:
    first = start.rpartition("\n")[2]
    check((start + "x=".ljust(size - len(first), "y") + end).encode("latin-1"))
