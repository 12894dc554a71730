"""Every rule's page holds: what it marks is found, and nothing else of that rule is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import PAGES, Case, Mark, load_case, read_page

from iaxlint.engine import Report, check
from iaxlint.rules.page import page
from iaxlint.rules.registry import RETIRED, all_rules

RULES = {rule.name: rule for rule in all_rules()}
CASES = {path.stem: read_page(path) for path in sorted(PAGES.glob("*.md"))}
CODES = {code: name for line in (PAGES / "codes.txt").read_text().splitlines() for code, name in [line.split()]}


@pytest.mark.parametrize("case", [case for cases in CASES.values() for case in cases], ids=str)
def test_case(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = check(load_case(case, tmp_path), list(RULES.values()))
    assert not report.crashes, report.crashes[0]
    assert_no_secret(case, report)
    spoken_of = {case.page, *(mark.rule for mark in case.marks)}
    found = [
        (
            Mark(place.source.path, place.source.position(place.start)[0], diagnostic.severity, name, ""),
            diagnostic.message,
        )
        for diagnostic in report.diagnostics
        if (name := diagnostic.rule.name) in spoken_of and (place := diagnostic.place)
    ]
    for mark in case.marks:
        met = next(
            (
                pair
                for pair in found
                if (pair[0].path, pair[0].line, pair[0].severity, pair[0].rule)
                == (mark.path, mark.line, mark.severity, mark.rule)
                and mark.part in pair[1]
            ),
            None,
        )
        assert met, f"{mark} is not met by any of {found}"
        found.remove(met)
    assert not found, f"found and not marked: {found}"


def assert_no_secret(case: Case, report: Report) -> None:
    """Nothing that is said holds a secret of the case, nor half of one."""
    secrets = {
        part
        for text in case.files.values()
        for secret in re.findall(r"(?:\bsecret=|register => \w+:|IAX2/\w+:)([^\s@]+)", text)
        for part in (secret, secret[: len(secret) // 2], secret[len(secret) // 2 :])
        if len(part) > 4
    }
    for found in report.diagnostics:
        said = (found.message, found.help, *(related.message for related in found.related))
        assert not [secret for secret in secrets for text in said if secret in text], found.rule.name


@pytest.mark.parametrize("name", RULES)
def test_rule_has_a_firing_and_a_silent_case(name: str) -> None:
    cases = CASES.get(name, [])
    assert any(case.fires for case in cases), f"no case of {name}.md fires"
    assert any(not case.fires for case in cases), f"no case of {name}.md is silent"


@pytest.mark.parametrize("name", RULES)
def test_rule_explains_itself(name: str) -> None:
    explained = page(RULES[name])
    assert explained.summary.endswith(".")
    assert len(explained.summary) <= 110
    assert explained.text
    assert explained.mend
    example = explained.example.splitlines()
    assert example
    firing = [text.splitlines() for case in CASES.get(name, ()) if case.fires for text in case.files.values()]
    assert any(holds(text, example) for text in firing), f"no firing case of {name}.md holds the docstring's example"


def holds(text: list[str], example: list[str]) -> bool:
    """Whether the lines of an example stand in a file in their order."""
    lines = iter(line.strip() for line in text)
    return all(line.strip() in lines for line in example if line.strip())


def test_every_page_belongs_to_a_rule() -> None:
    assert set(CASES) == set(RULES)


def test_codes_and_names_are_never_given_twice() -> None:
    now = {rule.code: rule.name for rule in RULES.values()}
    assert len(now) == len(all_rules())
    assert not now.keys() & RETIRED.keys()
    assert not set(now.values()) & set(RETIRED.values())
    assert {**now, **RETIRED} == CODES, "codes.txt lists every code that was ever given; only ever add to it"


@pytest.mark.parametrize("name", RULES)
def test_code_lies_in_the_block_of_its_category(name: str) -> None:
    blocks = {
        "syntax": "0",
        "option": "12",
        "link": "3",
        "registration": "4",
        "dialplan": "5",
        "security": "6",
        "style": "7",
    }
    assert RULES[name].code[3] in blocks[RULES[name].category]
