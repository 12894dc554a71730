"""In sound configurations nothing is found but what is explained."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOL = runpy.run_path(str(ROOT / "tools" / "silence.py"))
EXPLAINED: dict[str, dict[str, str]] = TOOL["explained"]()


@pytest.fixture(scope="module")
def found() -> dict[str, Counter[tuple[str, str]]]:
    return {name: TOOL["counts"](name) for name in EXPLAINED}


def test_each_configuration_is_described() -> None:
    assert set(EXPLAINED) == {path.name for path in TOOL["QUIET"].iterdir() if path.is_dir()}


def test_each_finding_is_explained_and_none_is_an_error(found: dict[str, Counter[tuple[str, str]]]) -> None:
    for name, counted in found.items():
        assert {rule for rule, _ in counted} == EXPLAINED[name].keys() - {"about"}, name
        assert not [rule for rule, severity in counted if severity == "error"], name


def test_page_is_up_to_date(found: dict[str, Counter[tuple[str, str]]]) -> None:
    assert TOOL["PAGE"].read_text(encoding="utf-8") == TOOL["text"](found), "run: python tools/silence.py"
