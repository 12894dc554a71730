"""Every known way to fail is found by a rule, in a case that shows it, or it is told why no file can tell."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from iaxlint.rules.registry import all_rules

ROOT = Path(__file__).resolve().parents[1]
TOOL = runpy.run_path(str(ROOT / "tools" / "failure_modes.py"))
MODES = TOOL["modes"]()
RULES = {rule.name for rule in all_rules()}
KNOWN = 123
"""How many ways to fail there are."""


def firing_cases(rule: str) -> set[str]:
    """The titles of the cases of a rule's page in which the rule must find something."""
    page = (ROOT / "tests" / "fixtures" / "rules" / f"{rule}.md").read_text(encoding="utf-8")
    parts = re.split(r"^## ", page, flags=re.M)[1:]
    return {part.partition("\n")[0].strip() for part in parts if f": [{rule}] " in part}


def test_every_mode_stands_there_once() -> None:
    assert [mode.number for mode in MODES] == list(range(1, KNOWN + 1))


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: str(mode.number))
def test_mode_is_found_or_explained(mode: object) -> None:
    cases, reason = vars(mode)["cases"], vars(mode)["reason"]
    assert cases or reason
    for rule, title in cases:
        assert rule in RULES
        assert title in firing_cases(rule), f"{rule}.md has no case of this title that fires"


def test_page_is_up_to_date() -> None:
    assert TOOL["PAGE"].read_text(encoding="utf-8") == TOOL["text"](), "run: python tools/failure_modes.py"
