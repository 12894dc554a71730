"""Whatever the loader, the model and the call complain of, a rule reports it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import iaxlint
from iaxlint.loader.problems import KINDS as LOADER_KINDS
from iaxlint.model.dialplan_problems import KINDS as DIALPLAN_KINDS
from iaxlint.rules.dialplan import WHY
from iaxlint.rules.kinds import DIALPLAN_RULE_OF, RULE_OF, UNREPORTED
from iaxlint.rules.registry import all_rules

ROOT = Path(iaxlint.__file__).parent
RULES = {(rule.scope, rule.name) for rule in all_rules()}
NAMES = {name for _, name in RULES}


def words(pattern: str, *folders: str) -> list[str]:
    """Every word that a pattern finds in the source of some parts of the package."""
    text = "\n".join(path.read_text() for folder in folders for path in sorted((ROOT / folder).glob("*.py")))
    return sorted({word for found in re.findall(pattern, text) for word in found if word})


COMPLAINTS = [
    kind
    for kind in words(r'complain\(\s*"([a-z-]+)"|\(?"([a-z]+-[a-z-]+)", (?:"[A-Z]+", )?(?:f?"|message\b)', "model")
    if kind not in DIALPLAN_KINDS
]
TRACED = {"dialplan-ends"}
"""Steps of calls that start in the caller's own dialplan, which only `trace` follows."""
STEPS = words(r'rule="([a-z-]+)"(?: if .* else "([a-z-]+)")?|rule, what = "([a-z-]+)"', "call")


@pytest.mark.parametrize("kind", LOADER_KINDS)
def test_every_problem_of_the_loader_has_a_rule(kind: str) -> None:
    assert ("Trouble", RULE_OF.get(kind, kind)) in RULES


@pytest.mark.parametrize("kind", DIALPLAN_KINDS)
def test_every_problem_of_the_dialplan_has_a_rule(kind: str) -> None:
    rule = DIALPLAN_RULE_OF.get(kind, kind)
    assert ("DialplanProblem", rule) in RULES
    assert kind in WHY or rule == kind or rule == "include-undefined"


@pytest.mark.parametrize("kind", COMPLAINTS)
def test_every_complaint_of_the_model_has_a_rule(kind: str) -> None:
    assert kind in UNREPORTED or ("Complaint", RULE_OF.get(kind, kind)) in RULES


@pytest.mark.parametrize("name", STEPS)
def test_every_step_that_fails_has_a_rule(name: str) -> None:
    assert name in NAMES | TRACED


def test_every_rule_about_a_step_is_named_by_one() -> None:
    assert {name for scope, name in RULES if scope == "Failure"} <= set(STEPS)


def test_no_kind_is_spoken_of_that_is_none() -> None:
    assert {*RULE_OF, *UNREPORTED} <= {*LOADER_KINDS, *COMPLAINTS}
    assert set(DIALPLAN_RULE_OF) <= set(DIALPLAN_KINDS)
