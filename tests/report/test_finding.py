"""What people see of a finding."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import as_plain, found, mismatch, nowhere, on_terminal, report, stripped

from iaxlint.diagnostics import Diagnostic, Place
from iaxlint.report.escape import width
from iaxlint.report.finding import finding_lines, report_lines
from iaxlint.report.snippet import Page
from iaxlint.source import Source

WHOLE = """\
error IAX301[secret-mismatch] bar rejects the calls of foo
  --> foo/iax.conf:6:8 (foo, [bar])
    |
  6 | secret=<secret>
    |        ^^^^^^^^
  ::: bar/iax.conf:100:1 (bar)
    |
100 | secret = <secret>
    | ----------------- bar accepts this one
    = help: put one secret into both sections
    = fix: put a random secret on both ends (unsafe)
"""


def plain(finding: Diagnostic, page: Page | None = None) -> str:
    return as_plain(list(finding_lines(finding, page or Page(100))))


def excerpt(data: bytes, words: str, columns: int = 100) -> list[str]:
    """The quoted line and its underline, behind the gutter."""
    lines = plain(found(Source("x.conf", data), words), Page(columns)).splitlines()
    return [line[4:] for line in lines[3:5]]


def test_a_finding_shows_both_lines_and_no_secret() -> None:
    assert plain(mismatch()) == WHOLE.replace("  --> ", "   --> ").replace("  ::: ", "   ::: ")


def test_those_who_ask_see_secrets() -> None:
    shown = plain(mismatch(), Page(100, show_secrets=True))
    assert "  6 | secret=password123 ; since 2005\n    |        ^^^^^^^^^^^\n" in shown


def test_the_summary_counts() -> None:
    lines = as_plain(list(report_lines(report(mismatch(), mismatch()), nowhere(), Page(100)))).splitlines()
    assert lines[-3:] == [
        "2 errors: 0 servers, 4 files and 2 links checked.",
        "What a rule means and how to mend it: iaxlint rule secret-mismatch",
        "2 findings can be mended with --fix --unsafe-fixes.",
    ]
    assert as_plain(list(report_lines(report(), nowhere(), Page(100)))) == (
        "nothing found: 0 servers, 4 files and 2 links checked.\n"
    )


def test_tabs_and_wide_characters_keep_the_underline_in_place() -> None:
    assert excerpt(b"host\t=\tx", "x") == ["host    =    x", " " * 13 + "^"]
    assert excerpt("context=電話 ; x".encode(), "; x") == ["context=電話 ; x", " " * 13 + "^^^"]
    data = "context=電話".encode()
    assert excerpt(data, data.decode("latin-1")[8:]) == ["context=電話", " " * 8 + "^^^^"]


def test_control_characters_are_shown_as_escapes() -> None:
    assert excerpt(b"a=\x1b[2Jb", "b") == [r"a=\x1b[2Jb", " " * 9 + "^"]
    assert excerpt(b"a=\xff\xe2\x80\xaeb", "b") == [r"a=\xff\u202eb", " " * 12 + "^"]


def test_a_byte_order_mark_takes_no_room() -> None:
    assert excerpt(b"\xef\xbb\xbfa=b", "b") == ["a=b", "  ^"]


def test_long_lines_are_cut_around_what_is_marked() -> None:
    line, under = excerpt(b"x" * 500 + b"=marked;" + b"y" * 500, "marked", 60)
    assert len(line) <= 60
    assert line.startswith("…x")
    assert line.endswith("y…")
    assert line[under.index("^") : under.rindex("^") + 1] == "marked"
    line, under = excerpt(b"z" * 500, "z" * 500, 60)
    assert line.endswith("z…")
    assert len(under) <= len(line) <= 60


def test_a_place_may_be_empty_or_end_on_a_later_line() -> None:
    source = Source("x.conf", b"one\ntwo\n")
    assert plain(Diagnostic("m", Place(source, 3, 3))).splitlines()[-1] == "  |    ^"
    assert plain(Diagnostic("m", Place(source, 1, 6))).splitlines()[-1] == "  |  ^^"
    assert plain(Diagnostic("m", Place(source, 8, 8))).splitlines()[1] == " --> x.conf:3:1"
    assert plain(Diagnostic("m", Place(Source("x.conf", b""), 0, 0))).splitlines()[1:] == [" --> x.conf:1:1"]


def test_rich_reads_nothing_of_it_as_markup() -> None:
    finding = mismatch()
    finding.message = "section [bold] of [/red] at 10.0.0.1:phone: and [link=x]y[/link] \x1b[31m"
    lines = list(finding_lines(finding, Page(200)))
    assert stripped(on_terminal(lines, 200)) == as_plain(lines)
    assert r"section [bold] of [/red] at 10.0.0.1:phone: and [link=x]y[/link] \x1b[31m" in as_plain(lines)


def test_a_terminal_shows_colours_and_a_link() -> None:
    shown = on_terminal(list(finding_lines(mismatch(), Page(100))), 100)
    assert "\x1b[1;31m" in shown
    assert "\x1b]8;" in shown


@pytest.mark.parametrize("columns", [20, 30, 40, 79])
def test_narrow_terminals_break_between_words(columns: int) -> None:
    finding = mismatch()
    finding.message = "the calls of foo are rejected because " + "the secret differs " * 6
    shown = stripped(on_terminal(list(finding_lines(finding, Page(columns))), columns))
    assert max(map(width, shown.splitlines())) <= max(columns, 34)
    words = " ".join(shown.split())
    assert "the secret differs the secret differs" in words


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=80), st.integers(0, 80), st.integers(0, 80), st.integers(20, 60))
def test_any_bytes_can_be_quoted(data: bytes, start: int, end: int, columns: int) -> None:
    start, end = sorted((min(start, len(data)), min(end, len(data))))
    lines = list(finding_lines(Diagnostic("m", Place(Source("x", data), start, end), severity="error"), Page(columns)))
    shown = as_plain(lines)
    assert all(line.isprintable() for line in shown.splitlines())
    assert stripped(on_terminal(lines, 500)).splitlines() == shown.splitlines()
