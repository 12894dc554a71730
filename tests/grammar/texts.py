"""Texts to parse: what was recorded, what was written by hand, and what Hypothesis makes up."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

FIXTURES = Path(__file__).parent.parent / "fixtures"

MARKS = [
    *(";", "--;", ";--", ";---", ";--;", "--", "-", "\\", "\\;", "\\\\;", "\n", "\r\n", "\r", " ", "  ", "\t", "\0"),
    *("=", "=>", "+=", "+", ">", "[", "]", "(", ")", ",", "!", "#", "#include", "a", "bc", "\x7f", "\x80", "\xff"),
    "\xef\xbb\xbf",
]
LINES = [
    *("[a]", "[a](!)", "[a](b,c)", "[a] (b)", "[a", "[a](b", "x=1", "x => 1 ; c", "y += 2", "same text", "= 1"),
    *("; comment", ";-- block --;", ";-- open", "--;", "x=a--;b", "x=1 ;--", "x=be ;-- in --; tween ; tail"),
    *("x=a--;b ;-- c --; d", "--; z=3", ";--;x=1", "\\;x=1", "\\[x]=1", "\\ x=1", "x\\;y=1", "a\0=1", "", "   "),
    *('#include "a"', "#exec", "#x\x80y", "[a;-- c --;](b;--c--;,d)", "+;-- x --;=1", "=;-- x --;> 1"),
]
LONG = ["x" * 8190, "y" * 8191, "; " * 4200, ";--" + "z" * 8188]

raw = st.lists(st.sampled_from(MARKS), max_size=30).map("".join)
"""Marks in any order: hardly a line of it means anything."""

long = st.integers(0, len(LONG) - 1).map(LONG.__getitem__)
lined = st.lists(st.one_of(st.sampled_from(LINES), raw, long), max_size=12).map("\n".join)
"""Lines that say something, in any order, with some that do not."""

TEXTS = st.one_of(raw, lined, st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
"""Files, one character a byte."""


def files() -> list[bytes]:
    """Every file that ships with the tests: recorded, and written by hand."""
    found = [case["text"] for name in ("loader", "loader-more") for case in _cases(name)]
    for name in ("calls", "calls-more"):
        found += [text for case in _cases(name) for server in case["files"].values() for text in server.values()]
    recorded = {text.encode("utf-8", "surrogateescape") for text in found}
    return [*sorted(recorded), *(path.read_bytes() for path in sorted((FIXTURES / "grammar").glob("*.conf")))]


def _cases(name: str) -> list[dict[str, dict[str, dict[str, str]]]]:
    """The cases of a recording; their texts stand under `text`, or under `files` by server and name."""
    return json.loads((FIXTURES / "recorded" / f"{name}.json").read_text())
