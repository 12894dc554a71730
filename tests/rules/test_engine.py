"""The engine: order, repetition, numbers, and rules that break."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import Case, load_case

from iaxlint.diagnostics import Diagnostic, Place
from iaxlint.engine import Report, check
from iaxlint.fleet.fleet import Fleet
from iaxlint.model.server import Server
from iaxlint.rules.registry import all_rules, rule

TRUNK = """\
[general]
mailboxdetail=yes
nonsense=1

[bar]
type=friend
host=192.168.2.3
username=foo
secret={secret}
context=fromiax
nonsense=2
nonsense=3
"""


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    return lambda files: load_case(Case("", "", files), tmp_path)


def trunks(load, secret: str = "K9fw-x2Tp-71nd") -> Fleet:
    return load({"foo/iax.conf": TRUNK.format(secret=secret), "baz/iax.conf": TRUNK.format(secret=secret)})


def places(report: Report) -> list[tuple[str, int, str]]:
    return [(found.place.source.path, found.place.start, found.rule.code) for found in report.diagnostics]


def test_findings_are_sorted_and_counted(load) -> None:
    report = check(trunks(load), all_rules())
    assert places(report) == sorted(places(report))
    assert report.files == 2
    assert sum(report.count(severity) for severity in ("error", "warning", "info")) == len(report.diagnostics)
    assert report.worst() in ("error", "warning")


def test_the_order_of_the_rules_changes_nothing(load) -> None:
    fleet = trunks(load)
    rules = all_rules()
    assert places(check(fleet, rules)) == places(check(fleet, reversed(rules)))


def test_what_only_its_place_tells_apart_is_numbered(load) -> None:
    report = check(trunks(load), all_rules())
    same = [found for found in report.diagnostics if found.rule.name == "option-unknown" and found.server == "foo"]
    assert [(found.section, found.ordinal) for found in same] == [("general", 0), ("bar", 0)]


def test_a_fingerprint_holds_no_value_and_no_line(load) -> None:
    def fingerprints(secret: str, above: str) -> list[str]:
        fleet = load({"foo/iax.conf": above + TRUNK.format(secret=secret)})
        return [found.fingerprint for found in check(fleet, all_rules()).diagnostics]

    first = fingerprints("password123", "")
    assert len(set(first)) == len(first)
    assert first == fingerprints("password456", "; a line more\n")


def test_a_file_that_is_included_twice_is_spoken_of_once(load) -> None:
    including = "#include trunks.conf\n[general]\n#include trunks.conf\n"
    fleet = load({"foo/iax.conf": including, "foo/trunks.conf": "[bar]\nno equal sign\n"})
    found = [found for found in check(fleet, all_rules()).diagnostics if found.rule.name == "line-without-equal-sign"]
    assert len(found) == 1


def test_a_line_of_a_template_is_spoken_of_once(load) -> None:
    sections = "".join(f"[{name}](base)\nhost=192.168.2.3\nsecret=K9fw-x2Tp-71nd\n" for name in ("a", "b", "c"))
    fleet = load({"foo/iax.conf": "[base](!)\ntype=friend\nnonsense=1\nqualify=maybe\n" + sections})
    names = [found.rule.name for found in check(fleet, all_rules()).diagnostics]
    assert names.count("option-unknown") == 1
    assert names.count("value-invalid") == 1


def test_a_rule_that_breaks_takes_no_other_with_it(load) -> None:
    @rule("X001", "breaks", category="style", severity="info", since="0.1")
    def breaks(server: Server) -> Iterator[Diagnostic]:
        """Break."""
        yield Diagnostic("first", Place(server.configs["iax.conf"].files[0].source, 0, 1))
        raise ValueError(server.name)

    @rule("X002", "works", category="style", severity="info", since="0.1")
    def works(server: Server) -> Iterator[Diagnostic]:
        """Work."""
        yield Diagnostic("second", Place(server.configs["iax.conf"].files[0].source, 0, 1), severity="error")

    report = check(trunks(load), [breaks, works])
    assert [(found.rule.name, found.severity) for found in report.diagnostics] == [
        ("breaks", "info"),
        ("works", "error"),
    ] * 2
    assert [crash.rule.name for crash in report.crashes] == ["breaks", "breaks"]


def test_a_selection_finds_nothing_else(load) -> None:
    fleet = trunks(load)
    only = [rule for rule in all_rules() if rule.name == "option-obsolete"]
    assert {found.rule.name for found in check(fleet, only).diagnostics} == {"option-obsolete"}
