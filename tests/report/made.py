"""Findings made by hand, for the tests of reports."""

from __future__ import annotations

import io
import re

from iaxlint.diagnostics import Diagnostic, Fix, Place, Related, Rule
from iaxlint.engine import Report
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.report import plain, text
from iaxlint.report.lines import Line
from iaxlint.source import Source

FOO = Source(
    "foo/iax.conf",
    b"""\
[general]
bindport=4569

[bar]
type=friend
secret=password123 ; since 2005
host\t=\t192.168.2.3
""",
)
BAR = Source("bar/iax.conf", b"\n" * 98 + b"[foo]\nsecret = other\n")


def nothing(_: object) -> list[Diagnostic]:
    return []


RULE = Rule("IAX301", "secret-mismatch", "link", "error", "0.1", "Failure", nothing)  # type: ignore[arg-type]


def place(source: Source, words: str) -> Place:
    """Where words stand in a source, in its own latin-1 text."""
    start = source.text.index(words)
    return Place(source, start, start + len(words))


def mismatch() -> Diagnostic:
    """A finding with everything that a finding can have."""
    return Diagnostic(
        "bar rejects the calls of foo",
        place(FOO, "password123"),
        help="put one secret into both sections",
        server="foo",
        section="bar",
        option="secret",
        partner="bar",
        related=(Related("bar accepts this one", place(BAR, "secret = other"), "bar"),),
        fixes=(Fix("put a random secret on both ends", "unsafe", ()),),
        severity="error",
        rule=RULE,
    )


def found(source: Source, words: str, message: str = "look", severity: str = "warning") -> Diagnostic:
    """A finding at some words of a source."""
    return Diagnostic(message, place(source, words), severity=severity, rule=RULE)


def report(*diagnostics: Diagnostic) -> Report:
    return Report(list(diagnostics), 4, 2, [])


def nowhere() -> Fleet:
    """A fleet of no servers."""
    return build_fleet([])


def as_plain(lines: list[Line]) -> str:
    out = io.StringIO()
    plain.write(lines, out)
    return out.getvalue()


def on_terminal(lines: list[Line], width: int) -> str:
    """With the terminal's codes."""
    out = io.StringIO()
    text.write(lines, out, width=width, links=True)
    return out.getvalue()


def stripped(output: str) -> str:
    """Without the terminal's codes."""
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", output)
