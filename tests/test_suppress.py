"""Comments that suppress findings; what they say when they are wrong stands in their rules' pages."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.diagnostics import Diagnostic
from iaxlint.engine import Report, check
from iaxlint.fleet.fleet import build_fleet
from iaxlint.grammar import parse
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.rules.registry import all_rules
from iaxlint.source import Source
from iaxlint.suppress import FILE, LINE, SECTION, suppressions

RULES = all_rules()


def found(folder: Path, text: str, **chosen: object) -> Report:
    """What is found in one iax.conf."""
    (folder / "iax.conf").write_text(text)
    server = load_server("foo", Folder(str(folder), "foo", None), Version.parse("22"))
    return check(build_fleet([server]), RULES, **chosen)


def names(report: Report) -> list[str]:
    return [each.rule.name for each in report.diagnostics]


def reads(comment: str) -> list[tuple[tuple[str, ...], str, int]]:
    """How the comments of a file are understood: the rules, the last day, and how far they reach."""
    tree = parse(Source("iax.conf", f"[general]\n{comment}\nbindport=4569\n".encode()))
    return [(each.names, each.until, each.reach) for each in suppressions(tree, RULES)]


@pytest.mark.parametrize(
    ("comment", "understood"),
    [
        ("; iaxlint: ignore[secret-weak]", [(("secret-weak",), "", LINE)]),
        (";iaxlint:ignore[IAX602,SECRET-weak, option-unknown]--x", [(("secret-weak", "option-unknown"), "", LINE)]),
        ("a=1 ; see above ; iaxlint: ignore[secret-weak] until 2027-01-31", [(("secret-weak",), "2027-01-31", LINE)]),
        ("; iaxlint: ignore-file[secret-weak] -- until 2027", [(("secret-weak",), "", FILE)]),
        ("; iaxlint: ignore[secret-weak]\n[bar]", [(("secret-weak",), "", SECTION)]),
        ("[bar](!) ; iaxlint: ignore[secret-weak]", [(("secret-weak",), "", SECTION)]),
        ("; checked by iaxlint: ignore nothing", []),
        ("a=iaxlint: ignore[secret-weak]", []),
        (";-- iaxlint: ignore[secret-weak] --;", []),
        (";--\niaxlint: ignore[secret-weak]\n; iaxlint: ignore[secret-weak]\n--;", []),
        ("a=1\\; iaxlint: ignore[secret-weak]", []),
        ("; iaxlint: ignore[secret-weak] until 2027-02-30", [((), "", LINE)]),
        ("; iaxlint: ignore[secret-weak] until 20270131", [((), "", LINE)]),
        ("; iaxlint: ignore[secret-weak] for 2027-01-31", [((), "", LINE)]),
        ("; iaxlint: ignore[secret-weak] until 2027-01-31 or so", [((), "", LINE)]),
        ("; iaxlint: ignore secret-weak", [((), "", LINE)]),
        # what is said of such comments themselves
        ("; iaxlint: ignore[suppression-invalid, suppression-unused]", [((), "", LINE)]),
        ("; iaxlint:", [((), "", LINE)]),
    ],
)
def test_a_comment_is_understood(comment: str, understood: list[tuple[tuple[str, ...], str, int]]) -> None:
    assert reads(comment) == understood


TEXT = """\
[general]
nonsense=1 ; iaxlint: ignore[option-unknown] until 2027-01-31 -- the vendor mends it
"""


@pytest.mark.parametrize(
    ("today", "left"), [("2027-01-30", []), ("2027-01-31", []), ("2027-02-01", ["option-unknown"])]
)
def test_a_comment_counts_up_to_its_last_day(tmp_path: Path, today: str, left: list[str]) -> None:
    report = found(tmp_path, TEXT, today=today)
    assert names(report) == left
    assert len(report.suppressed) == 1 - len(left)
    notes = [(note.message, note.place.start) for each in report.diagnostics for note in each.related]
    assert notes == [("suppressed until 2027-01-31", TEXT.index("iaxlint:"))] * len(left)


def test_a_suppressed_finding_keeps_the_reason(tmp_path: Path) -> None:
    """As the excuse that SARIF asks for."""
    report = found(tmp_path, TEXT, today="2027-01-01")
    assert [each.excuse for each in report.suppressed] == ["the vendor mends it"]


def test_each_line_has_its_own_comment(tmp_path: Path) -> None:
    lines = [f"nonsense{number}=1 ; iaxlint: ignore[option-unknown] -- {number}" for number in range(3)]
    report = found(tmp_path, "[general]\n" + "\n".join([*lines, "nonsense3=1"]))
    assert [each.excuse for each in report.suppressed] == ["0", "1", "2"]
    assert [made(each) for each in report.diagnostics] == ["option-unknown:5"]


def test_a_comment_for_the_file_speaks_of_its_first_character_and_of_what_is_missing_at_its_end() -> None:
    text = "x\n[general]\n; iaxlint: ignore-file[line-outside-section]"
    (comment,) = suppressions(parse(Source("iax.conf", text.encode())), RULES)
    assert comment.start == 0
    assert comment.end > len(text)


def test_few_names_that_no_rule_has_get_a_suggestion() -> None:
    """As looking for what somebody meant takes long, and a file may have any number of such names."""

    def hints(*words: str) -> int:
        text = "".join(f"[s{at}] ; iaxlint: ignore[{word}]\n" for at, word in enumerate(words))
        comments = suppressions(parse(Source("iax.conf", text.encode())), RULES)
        return sum("did you mean" in fault for each in comments for fault in each.faults)

    assert hints("secret-weka", "secret-wek") == 2
    assert hints(*["secret-weka"] * 30) == 30, "one that was looked for once is known"
    assert hints(*[f"secret-wea{char}" for char in string.ascii_letters[:40] if char != "k"]) == 20
    name = max((rule.name for rule in RULES), key=len)
    assert hints(name + "x") == 1


def test_a_comment_that_counts_goes_before_one_whose_day_is_over(tmp_path: Path) -> None:
    text = TEXT.replace("[general]", "[general] ; iaxlint: ignore[option-unknown]")
    assert names(found(tmp_path, text, today="2027-02-01")) == ["suppression-unused"]


def test_a_locked_rule_is_reported_and_names_the_comment(tmp_path: Path) -> None:
    report = found(tmp_path, TEXT, locked=["option-unknown"], today="2026-01-01")
    assert names(report) == ["option-unknown"]
    assert [note.message for note in report.diagnostics[0].related] == [
        "the settings let no comment suppress option-unknown"
    ]


def test_comments_can_be_passed_over(tmp_path: Path) -> None:
    report = found(tmp_path, TEXT + "; iaxlint: nothing\n", heed=False)
    assert names(report) == ["option-unknown"]
    assert report.suppressed == ()


def test_a_rule_that_does_not_run_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "iax.conf").write_text("[general]\nbindport=4569 ; iaxlint: ignore[secret-weak]\n")
    server = load_server("foo", Folder(str(tmp_path), "foo", None), Version.parse("22"))
    own = [rule for rule in RULES if rule.category == "style"]
    assert names(check(build_fleet([server]), own, known=RULES)) == []
    assert names(check(build_fleet([server]), RULES)) == ["suppression-unused"]


def test_what_is_suppressed_takes_no_number_from_the_others(tmp_path: Path) -> None:
    sections = "".join(f"[{name}]\ntype=friend\nhost=192.168.2.3\nqualify=maybe\n" for name in ("a", "b"))
    prints = {each.fingerprint for each in found(tmp_path, sections).diagnostics}
    report = found(tmp_path, sections.replace("[a]", "[a] ; iaxlint: ignore[value-invalid]"))
    assert report.suppressed
    assert {each.fingerprint for each in [*report.diagnostics, *report.suppressed]} == prints


@pytest.mark.parametrize("comment", ["; iaxlint: ignore[no-rule]\n", "; iaxlint: ignore[secret-weak]\n"])
def test_many_comments_and_many_findings_take_no_longer_than_their_number(tmp_path: Path, comment: str) -> None:
    lines = "".join(f"nonsense{number}=1\n" for number in range(2_000))
    report = found(tmp_path, comment * 2_000 + "[general]\n" + lines)
    assert names(report).count("option-unknown") == 2_000


PIECES = [*"[],-;= \t\xe4", "ignore", "until", "iaxlint:", "2027-01-31", "option-unknown"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_comment_breaks_the_reading_of_it(text: str) -> None:
    tree = parse(Source("iax.conf", f"[general]\nx=1 ; iaxlint:{text}\n[{text}\n;{text}".encode()))
    for each in suppressions(tree, RULES):
        assert 0 <= each.start <= each.end <= len(tree.source.text) + 1
        assert tree.source.text[each.place.start : each.place.end].startswith("iaxlint:")


@given(st.text(string.printable, max_size=20))
def test_only_the_names_of_rules_suppress(name: str) -> None:
    words = {word for rule in RULES for word in (rule.name, rule.code.lower())}
    understood = reads(f"a=1 ; iaxlint: ignore[{name.replace(chr(10), '')}]")
    listed = {word.strip().lower() for word in name.partition("]")[0].partition("--")[0].split(",")}
    assert all(set(rules) == set() for rules, *_ in understood) or listed & words


def made(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.rule.name}:{diagnostic.place.source.line(diagnostic.place.start)}"


def test_an_included_file_speaks_of_itself_alone(tmp_path: Path) -> None:
    (tmp_path / "more.conf").write_text("nonsense=1\nbindport=4569\n")
    text = "; iaxlint: ignore-file[option-unknown]\n[general]\ndrivel=1\n#include more.conf\n"
    report = found(tmp_path, text)
    assert [(made(each), each.place.source.path) for each in report.diagnostics] == [
        ("option-unknown:1", "foo/more.conf")
    ]
