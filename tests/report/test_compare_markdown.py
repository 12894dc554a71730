"""A comparison as a comment: every row is one line, and there is room for it."""

from __future__ import annotations

import re

from iaxlint.call.difference import Change
from iaxlint.fleet.fleet import build_fleet
from iaxlint.report.compare import Comparison, Side
from iaxlint.report.compare_markdown import compare_markdown

NASTY = "a|b `c` <img src=x> @admin #12 [l](u) *b* _i_ ~s~ \x1b[31m \u202e $x$ &amp;"


def comparison(*changes: Change) -> Comparison:
    return Comparison(Side("main (1234567890)", build_fleet([])), Side("the work tree", build_fleet([])), [*changes])


def test_every_row_is_one_line_with_as_many_cells_as_the_head() -> None:
    changes = [Change("lost", True, NASTY, NASTY, NASTY, NASTY) for _ in range(3)]
    text = compare_markdown(comparison(*changes))
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) == 5
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    assert "@admin" not in text
    assert "<img" not in text
    assert "\x1b" not in text


def test_a_comment_has_room_for_it() -> None:
    text = compare_markdown(comparison(*[Change("lost", True, "x", "y", "z", "a" * 999) for _ in range(99)]))
    assert len(text) < 65_000
    assert re.search(r"\d+ more would make this too long", text)


def test_nothing_differs() -> None:
    assert compare_markdown(comparison()) == (
        "### iaxlint: no regression\n\nFrom main (1234567890) to the work tree."
        " No call, registration or account differs.\n"
    )
