"""Every rule's page holds: what it marks is found, and nothing else of that rule is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pages import FRESH, PAGES, Case, Mark, chosen, examine, load_case, mend, read_page

from iaxlint.call.links import links
from iaxlint.diagnostics import Diagnostic
from iaxlint.engine import Report
from iaxlint.fleet.fleet import Fleet
from iaxlint.rules.page import page
from iaxlint.rules.registry import RETIRED, all_rules

RULES = {rule.name: rule for rule in all_rules()}
CASES = {path.stem: read_page(path) for path in sorted(PAGES.glob("*.md"))}
ALL = [case for cases in CASES.values() for case in cases]
CODES = {code: name for line in (PAGES / "codes.txt").read_text().splitlines() for code, name in [line.split()]}


@pytest.mark.parametrize("case", ALL, ids=str)
def test_case(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = examine(case, load_case(case, tmp_path), list(RULES.values()))
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


BEST = {"": 0, "unsafe": 1, "safe": 2}


@pytest.mark.parametrize("case", [case for case in ALL if case.fires], ids=str)
def test_what_is_mended(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fixes change what the page shows; then the rule finds less, no call is worse, and nothing is left to do."""
    monkeypatch.chdir(tmp_path)
    before = load_case(case, tmp_path)
    report = examine(case, before, list(RULES.values()))
    assert_declared(case.page, report)
    unsafely = case.unsafely or not case.mended
    fixes = chosen(report, case.page, unsafely=unsafely)
    texts = mend(fixes)
    if case.mended:
        assert {path: text.replace(FRESH, "<secret>") for path, text in texts.items()} == case.mended
    case = replace(case, files={**case.files, **texts})
    after = load_case(case, tmp_path)
    again = examine(case, after, list(RULES.values()))
    assert not again.crashes
    assert not chosen(again, case.page, unsafely=unsafely), "a second run would change something more"
    assert len(of(case.page, again)) == len(of(case.page, report)) - len(fixes)
    if all(fix.safety == "safe" for fix in fixes):
        assert_no_worse(before, after)
        assert {name for name in errors(again) if RULES[name].category == "security"} <= errors(report)


def assert_declared(name: str, report: Report) -> None:
    offered = [fix.safety for found in of(name, report) for fix in found.fixes]
    assert all(BEST[safety] <= BEST[RULES[name].fix] for safety in offered), f"{name} declares no such fix"


def assert_no_worse(before: Fleet, after: Fleet) -> None:
    """Every call comes to what it came to before, unless it failed."""
    now = {(call.caller.name, call.dial): call.verdict for link in links(after) for call in link.calls}
    for link in links(before):
        for call in link.calls:
            verdict = now.get((call.caller.name, call.dial), call.verdict)
            assert call.verdict in ("fails", verdict), f"{call.dial} from {call.caller.name}: {verdict}"


def of(name: str, report: Report) -> list[Diagnostic]:
    return [found for found in report.diagnostics if found.rule.name == name]


def errors(report: Report) -> set[str]:
    return {found.rule.name for found in report.diagnostics}


@pytest.mark.parametrize("name", RULES)
def test_rule_that_mends_shows_it(name: str) -> None:
    shown = max((1 if case.unsafely else 2 for case in CASES.get(name, ()) if case.mended), default=0)
    assert shown == BEST[RULES[name].fix], "the page has a case with the file as it is mended, if and only if there is"


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
    firing = [text.splitlines() for case in CASES.get(name, ()) if case.fires for text in texts(case)]
    assert any(holds(text, example) for text in firing), f"no firing case of {name}.md holds the docstring's example"


def holds(text: list[str], example: list[str]) -> bool:
    """Whether the lines of an example stand in a file in their order."""
    lines = iter(line.strip() for line in text)
    return all(line.strip() in lines for line in example if line.strip())


def texts(case: Case) -> list[str]:
    return [*case.files.values(), case.settings]


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
