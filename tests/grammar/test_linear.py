"""The work that parsing takes grows no faster than the text, whatever the text."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from iaxlint.grammar import parse
from iaxlint.source import Source

SHAPES: dict[str, Callable[[int], str]] = {
    "lines": lambda n: "[a]\n" + "x=1\n" * n,
    "headers": lambda n: "[a](b,c)\n" * n,
    "parents": lambda n: "[a](" + ",b" * n + ")\n",
    "alternating lines": lambda n: "[a]\n" + "x=1\n; c\n\n" * n,
    "lines without meaning": lambda n: "a\n=1\n[\n\\\n#\n" * n,
    "blanks": lambda n: " \n" * n,
    "one long line": lambda n: "x=" + "y" * n * 100,
    "many long lines": lambda n: ("x" * 9000 + "\n") * (n // 10),
    "semicolons": lambda n: ";" * n,
    "escaped semicolons": lambda n: "\\;" * n,
    "zero bytes": lambda n: "\0" * n + "\0\n" * n,
    "nested, on one line": lambda n: ("x=1" + ";--" * 1000 + "--;" * 1000 + "\n") * (n // 1000),
    "nested, each on its line": lambda n: ";--\n" * n,
    "nested and closed": lambda n: ";--\n" * n + "--;\n" * n,
    "nested, with long lines": lambda n: (";--\n" * 50 + "x" * 9000 + "\n") * (n // 100),
    "stray ends": lambda n: "--;\n" * n,
    "stray ends made up for": lambda n: "--;\n" * n + ";--\n" * n,
    "woven lines": lambda n: "x=1;-- c --;2\n" * (n // 10),
    "one woven line after another": lambda n: "x=1;--\n--;" * (n // 10),
    "dead lines": lambda n: "a--;b;--c;--d--;e\n" * (n // 10),
}


def calls(text: str) -> int:
    """How many functions are called to parse a text, in Python and in C."""
    count = 0

    def count_one(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    source = Source("a.conf", text.encode("latin-1"))
    sys.setprofile(count_one)
    try:
        parse(source)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_text(shape: str) -> None:
    small, large = (calls(SHAPES[shape](size)) for size in (1000, 4000))
    assert large <= 4.2 * small + 100


@pytest.mark.parametrize("depth", [128, 129, 100_000])
def test_comments_nest_as_deep_as_one_likes(depth: int) -> None:
    tree = parse(Source("a.conf", (";--\n" * depth + "--;\n" * depth + "[a]\n").encode()))
    assert [block.depth for block in tree.preamble] == [depth]
    assert [section.header.name for section in tree.sections] == ["a"]
