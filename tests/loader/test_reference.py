"""The grammar and the loader together agree with a plain reading of the bytes, line by line."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from line_by_line import HangError, Reference

from iaxlint.loader import Folder, load
from iaxlint.source import encode

LINES = json.loads((Path(__file__).parent.parent / "fixtures" / "loader" / "lines.json").read_text())
"""Lines that are read in some way that one might not expect."""

TOKENS = [*";-\\=+[]()!,abxy \t\n\r\0\x0b#é", "--", ";--", "--;", "\\;", "+=", "=>", "\n", "\n", "\n[a]\n", "\nx=1"]

lines = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)
soup = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)
long = st.tuples(st.sampled_from(["x=", "x ", ";", "--;", "\\;"]), st.integers(8180, 8200), st.sampled_from("y;")).map(
    lambda parts: parts[0] + parts[2] * (parts[1] - len(parts[0]))
)
texts = st.one_of(lines, soup, st.tuples(lines, long, lines).map("\n".join))
whole = st.tuples(st.sampled_from(["", "[a]\nx=0\n", "\ufeff[a]\nx=0\n"]), texts, st.sampled_from(["", "\n"]))
NAMES = ("case.conf", "b.conf", "c.conf", "d/1.conf", "d/2.conf", "d/3.conf")


@settings(max_examples=400, deadline=None)
@given(whole.map("".join), st.lists(texts, max_size=len(NAMES) - 1))
@example("[a]\n#include d/*.conf\nz=1", ["", "", "\ufeffx=1\n;-- open\ny=1", "y=2\n--;", "\ufeffz=3\nno"])
@example("[a]\n#include b.conf\n#include b.conf\ny=2", ["x=1\n[i\n"])
@example("[a]\nx=1\n--; --;\ny=2\n;--\nz=3\n;-- foo\nw=4\n--;", [])
def test_loads_as_a_plain_reading_does(text: str, others: list[str]) -> None:
    check({name: text.encode() for name, text in zip(NAMES, [text, *others], strict=False)})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_load_as_a_plain_reading_does(data: bytes) -> None:
    check({"case.conf": b"[a]\n" + data})


def check(files: dict[str, bytes]) -> None:
    config = load(Folder("/nonexistent/etc", "", files), "case.conf")
    assert config is not None
    try:
        plain = Reference(files)
    except HangError:
        assert not config.valid
        return
    assert config.valid == plain.valid
    if config.valid:
        assert [
            (
                encode(c.name),
                c.template,
                [*map(encode, c.inherits)],
                [(encode(v.name), encode(v.value)) for v in c.variables],
            )
            for c in config.categories
        ] == [
            (latin(c.name), c.template, [*map(latin, c.inherits)], [(latin(n), latin(v)) for n, v in c.variables])
            for c in plain.categories
        ]
    logged = [re.sub(r" It begins with: .*", "", message, flags=re.DOTALL) for _, message in plain.log]
    assert [encode(problem.message) for problem in config.problems] == logged


def latin(text: bytes) -> str:
    return text.decode("latin-1")
