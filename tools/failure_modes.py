"""Write docs/failure-modes.md from the table of failures: python tools/failure_modes.py"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "tests" / "fixtures" / "failure-modes.toml"
PAGE = ROOT / "docs" / "failure-modes.md"

INTRODUCTION = """\
# How IAX2 fails, and which rule finds it

{total} ways in which two Asterisk servers fail to talk over IAX2, or talk to somebody they should not. {found} of them
are found; for the other {told} it is told why no file can tell. The name of a rule leads to its page, and the words
behind it are the case there in which the failure is found: the cases are tests. This page is made by
`python tools/failure_modes.py` from `tests/fixtures/failure-modes.toml`.
"""


@dataclass(frozen=True)
class Mode:
    """One way to fail."""

    number: int
    symptom: str
    cases: tuple[tuple[str, str], ...]
    """Rules, each with the title of the case that shows the failure."""
    reason: str
    """Why no file can tell, or what is left to say."""


def modes() -> list[Mode]:
    """The table, by number."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["mode"]
    return [
        Mode(
            row["number"],
            row["symptom"],
            tuple((rule, title) for rule, _, title in (case.partition(": ") for case in row.get("cases", ()))),
            row.get("reason", ""),
        )
        for row in rows
    ]


def found(mode: Mode) -> str:
    """What finds it, for the last column."""
    links = [f"[`{rule}`](../tests/fixtures/rules/{rule}.md): {title}" for rule, title in mode.cases]
    return "<br>".join([*links, *([mode.reason] if mode.reason else [])])


def text() -> str:
    """The whole page."""
    table = modes()
    with_rules = sum(bool(mode.cases) for mode in table)
    introduction = INTRODUCTION.format(total=len(table), found=with_rules, told=len(table) - with_rules)
    rows = [f"| {mode.number} | {mode.symptom} | {found(mode)} |" for mode in table]
    return "\n".join([introduction, "| | what happens | found by |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
