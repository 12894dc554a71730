"""What every format makes of one fleet: to the byte as it was, whole, and as its readers understand it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fleet import ENDINGS, SECRET, golden, reports
from markdown_it import MarkdownIt

from iaxlint.diagnostics import CATEGORIES
from iaxlint.report import FORMATS
from iaxlint.report.escape import visible


@pytest.mark.parametrize("name", FORMATS)
def test_the_bytes_are_as_they_were(texts: dict[str, str], name: str) -> None:
    assert texts[name] == golden(name).read_bytes().decode(), "if this is right: python tests/formats/fleet.py"


def test_the_fleet_has_something_of_everything(texts: dict[str, str], found: list[dict[str, Any]]) -> None:
    whole = json.loads(texts["json"])
    assert {each["category"] for each in found} == set(CATEGORIES)
    assert {each["severity"] for each in found} == {"error", "warning"}
    assert {fix["safety"] for each in found for fix in each["fixes"]} == {"safe", "unsafe"}
    assert any(other["server"] not in ("", each["server"]) for each in found for other in each["related"])
    assert whole["aside"]["suppressed"] == 1
    assert whole["aside"]["baseline"] > 1
    assert whole["aside"]["fixed"]
    assert whole["diagnostics"] == [{key: value for key, value in each.items() if key != "version"} for each in found]
    assert set(ENDINGS) < set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_raw_and_nothing_is_told(texts: dict[str, str], folder: Path, name: str) -> None:
    assert all(char.isprintable() or char == "\n" for char in texts[name])
    assert not any(SECRET[at : at + 6] in texts[name] for at in range(len(SECRET) - 5))
    assert str(folder) not in texts[name]


def test_json_is_what_the_others_tell(texts: dict[str, str], found: list[dict[str, Any]]) -> None:
    counted = Counter(each["severity"] for each in found)
    assert len(json.loads(texts["gitlab"])) == len(found)
    assert Counter(each["severity"].lower() for each in json.loads(texts["rdjson"])["diagnostics"]) == counted
    errors = ElementTree.fromstring(texts["checkstyle"]).findall("file/error")
    assert Counter(error.get("severity") for error in errors) == counted
    assert len(texts["concise"].splitlines()) == len(found)


def test_github_reads_an_annotation_from_each_line(texts: dict[str, str], found: list[dict[str, Any]]) -> None:
    *commands, closing = texts["github"].splitlines()
    assert closing == "iaxlint: 6 errors, 7 warnings in 6 files"
    assert len(commands) == len(found)
    told = set()
    for command in commands:
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", command)
        assert match, command
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        told.add((unescaped(properties["file"]), int(properties["line"]), unescaped(match[3]).split("\n")[0]))
    assert told == {(shown(each["path"]), each["range"]["start"]["line"], shown(each["message"])) for each in found}
    levels = [command.split(" ")[0] for command in commands]
    assert levels == sorted(levels)


def unescaped(text: str) -> str:
    for escape, char in (("%0A", "\n"), ("%0D", "\r"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, char)
    return text


def shown(text: str) -> str:
    """What JSON holds, as the formats that have no escapes show it; a byte that is no text has lost its value."""
    return visible(text).replace("\ufffd", r"\xff")


def test_gitlab_tells_issues_apart(texts: dict[str, str]) -> None:
    issues = json.loads(texts["gitlab"])
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["severity"] for issue in issues} <= {"info", "minor", "major", "critical", "blocker"}


def test_junit_counts_right_and_fails_what_fails_the_run(folder: Path, texts: dict[str, str]) -> None:
    for words, failing in (((), {"error"}), (("--fail-on", "warning"), {"error", "warning"})):
        root = ElementTree.fromstring(reports(folder, *words)["junit"] if words else texts["junit"])
        assert {failure.get("type") for failure in root.iter("failure")} == failing
        for element in (root, *root):
            assert int(element.get("tests", "")) == len(list(element.iter("testcase")))
            assert int(element.get("failures", "")) == len(list(element.iter("failure")))
        assert [len(list(suite.iter("skipped"))) for suite in root] == [int(suite.get("skipped", "")) for suite in root]
    assert 'message="&quot;ours&quot; &lt;b&gt;&amp; theirs&lt;/b&gt; | secret=&lt;secret&gt;"' in texts["junit"]
    assert '<testcase name="no finding" classname="foo/extensions.conf" />' in texts["junit"]


def test_reviewdog_counts_bytes_and_its_suggestions_mend(folder: Path, texts: dict[str, str]) -> None:
    diagnostics = json.loads(texts["rdjson"])["diagnostics"]
    told = {each["code"]["value"]: each for each in diagnostics}
    data = (folder / "foo/iax.conf").read_bytes()
    (suggestion,) = told["option-obsolete"]["suggestions"]
    start, end = (offset(data, suggestion["range"][side]) for side in ("start", "end"))
    mended = data[:start] + suggestion["text"].encode() + data[end:]
    assert mended == data.replace(b"mailboxdetail=yes\r\n", b"")
    assert "suggestions" not in told["option-foreign"], "that fix is not safe"
    data = (folder / "bar/extensions.conf").read_bytes()
    place = told["include-undefined"]["location"]["range"]
    assert data[offset(data, place["start"]) : offset(data, place["end"])] == data.splitlines()[3]


def offset(data: bytes, position: dict[str, int]) -> int:
    """Where in a file a line and a column in bytes are."""
    lines = data.splitlines(keepends=True)
    return len(b"".join(lines[: position["line"] - 1])) + position["column"] - 1


TAGS = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "strong", "code", "a", "br", "ul", "li"} | {
    "details",
    "summary",
}


def test_markdown_is_a_table_and_two_lists(texts: dict[str, str], found: list[dict[str, Any]]) -> None:
    page = MarkdownIt("gfm-like", {"linkify": False}).render(texts["markdown"])
    assert page.count("<tr>") == len(found) + 1
    assert page.count("<td") == 3 * len(found)
    assert set(re.findall(r"<([a-z0-9]+)", page)) == TAGS
    assert {link.partition("://")[0] for link in re.findall(r'href="([^"]*)', page)} == {"https"}
    assert page.count("<li>") == 4
