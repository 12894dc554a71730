"""Whatever stands in a file, every format stays whole and its readers get it back."""

from __future__ import annotations

import html
import json
import os
import re
from importlib import import_module
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import RULE, mismatch, nowhere, place, report
from markdown_it import MarkdownIt

from iaxlint.diagnostics import FRESH_SECRET, Diagnostic, Edit, Fix, Place, Related
from iaxlint.report import FOR_MACHINES
from iaxlint.report.escape import visible
from iaxlint.report.github import escaped, escaped_property
from iaxlint.report.json import dumps
from iaxlint.report.markdown import LONGEST
from iaxlint.report.markdown import escaped as in_markdown
from iaxlint.report.markup import document
from iaxlint.report.sarif import _link_text, _unlinked, artifact
from iaxlint.source import Source

TEXTS = st.text(st.characters() | st.sampled_from("%:,\r\n[]()\\|`*_<>&@#~\x1b\x9b\u202e\udcff "), max_size=40)


def rendered(name: str, *diagnostics: Diagnostic) -> str:
    text = import_module(f"iaxlint.report.{FOR_MACHINES[name]}").render(report(*diagnostics), nowhere())
    assert isinstance(text, str)
    return text


def may_be_a_path(text: str) -> bool:
    """Whether a system may give such a name to a file: of the surrogates, only those that stand for bytes."""
    try:
        return bool(os.fsencode(text))
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("name", FOR_MACHINES)
@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 60), st.integers(0, 60), TEXTS, TEXTS, TEXTS.filter(may_be_a_path))
def test_nothing_raw_from_any_file(
    name: str, data: bytes, start: int, end: int, message: str, other: str, path: str
) -> None:
    start, end = sorted((start, end))
    source = Source(path.replace("\0", "?"), data)
    finding = Diagnostic(message, Place(source, start, end), help=other, severity="error", rule=RULE)
    finding.related = (Related(other, Place(source, end, end), "bar"),)
    finding.fixes = (Fix(message, "safe", (Edit(finding.place, other),)),)
    text = rendered(name, finding)
    assert text.encode()
    assert text.endswith("\n")
    assert all(char.isprintable() or char == "\n" for char in text)
    if name in ("junit", "checkstyle"):
        ElementTree.fromstring(text)
    elif name not in ("github", "markdown"):
        json.loads(text)


@given(TEXTS)
def test_github_gets_the_message_back_on_one_line(text: str) -> None:
    for escape in (escaped, escaped_property):
        line = escape(text)
        assert not re.search(r"[\r\n]", line)
        for code, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            line = line.replace(code, char)
        assert line == text
    assert not re.search("[:,]", escaped_property(text))


@given(TEXTS)
def test_xml_gets_the_text_back(text: str) -> None:
    root = ElementTree.Element("a", b=visible(text))
    root.text = visible(text)
    parsed = ElementTree.fromstring(document(root))
    assert (parsed.get("b"), parsed.text or "") == (visible(text), visible(text))


@settings(max_examples=300)
@given(TEXTS)
def test_markdown_means_nothing_but_itself(text: str) -> None:
    page = MarkdownIt("gfm-like", {"linkify": False}).render(f"| a |\n|---|\n| x{in_markdown(text)}x |\n")
    cell = page.partition("<td>")[2].partition("</td>")[0]
    assert set(re.findall(r"<[^>]*>", cell)) <= {"<br>"}
    back = html.unescape(cell.replace("<br>", "\n")).replace("\u200b", "")
    assert back == "\n".join(map(visible, f"x{text}x".split("\n")))


def test_markdown_calls_nobody_and_links_nothing() -> None:
    assert in_markdown("@all http://x.example www.x.example") == ("@&#8203;all http&#58;//x.example www\\.x.example")


def test_markdown_is_no_longer_than_a_comment() -> None:
    text = rendered("markdown", *[mismatch()] * 1000)
    assert len(text) < LONGEST + 1000
    assert re.search(r"\n\n\d+ more would make this too long\.\n$", text)


@given(TEXTS)
def test_sarif_links_only_what_it_means_to(text: str) -> None:
    assert "](" not in _unlinked(text)
    assert re.fullmatch(r"(?:[^\[\]\\]|\\[\[\]\\])*", _link_text(text))
    assert re.sub(r"\\([\[\]\\])", r"\1", _link_text(text)) == visible(text)


@given(st.binary(min_size=1, max_size=30).filter(lambda path: not path.startswith(b"/")))
def test_sarif_paths_are_relative_and_can_be_turned_back(path: bytes) -> None:
    location = artifact(path.decode("utf-8", "surrogateescape"))
    assert location["uriBaseId"] == "%SRCROOT%"
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", str(location["uri"]))
    assert unquote_to_bytes(str(location["uri"])) == path


def test_a_file_elsewhere_is_named_as_it_is() -> None:
    assert artifact("/etc/asterisk/iax.conf") == {"uri": "file:///etc/asterisk/iax.conf"}


@given(TEXTS)
def test_json_shows_nothing_that_a_terminal_would_act_on(text: str) -> None:
    written = dumps({"text": text})
    assert all(char.isprintable() or char == "\n" for char in written)
    assert json.loads(written)["text"] == re.sub("[\ud800-\udfff]", "\ufffd", text)


@pytest.mark.parametrize("name", ["sarif", "rdjson"])
def test_a_fix_that_writes_a_secret_is_told_in_words_alone(name: str) -> None:
    finding = mismatch()
    finding.fixes = (Fix("new secret", "safe", (Edit(finding.place, FRESH_SECRET),)),)
    text = rendered(name, finding)
    assert '"fixes"' not in text
    assert '"suggestions"' not in text


def test_sarif_groups_the_edits_of_a_fix_by_file() -> None:
    finding = mismatch()
    other = finding.related[0].place.source
    here = place(finding.place.source, "friend")
    edits = (Edit(place(other, "[foo]"), "[fu]"), Edit(here, "peer"), Edit(Place(here.source, 0, 0), "; x\n"))
    finding.fixes = (Fix("both ends", "unsafe", edits),)
    (result,) = json.loads(rendered("sarif", finding))["runs"][0]["results"]
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "both ends (unsafe)"
    assert [change["artifactLocation"]["uri"] for change in fix["artifactChanges"]] == ["bar/iax.conf", "foo/iax.conf"]
    inserted, replaced = fix["artifactChanges"][1]["replacements"]
    assert inserted["deletedRegion"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}
    assert replaced["insertedContent"] == {"text": "peer"}


def test_github_shows_the_worst_first_and_says_what_it_cuts() -> None:
    minor, grave = mismatch(), mismatch()
    minor.severity = "info"
    *commands, closing = rendered("github", minor, *[grave] * 11).splitlines()
    assert [command.split(" ")[0] for command in commands] == ["::error"] * 11 + ["::notice"]
    assert closing == ("iaxlint: 11 errors, 1 info in 4 files; GitHub shows the first 10 of each kind as annotations")


@pytest.mark.parametrize("name", FOR_MACHINES)
def test_nothing_found_is_still_a_report(name: str) -> None:
    text = rendered(name)
    assert text.endswith("\n") or name == "jsonl"
    assert ("nothing found" in text) == (name in ("github", "markdown"))
