"""What editors and CI take lines apart by takes apart what a check prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from iaxlint.cli import main

ROOT = Path(__file__).resolve().parents[2]
MATCHER = json.loads((ROOT / "editors/iaxlint-matcher.json").read_text())["problemMatcher"][0]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[dict]]:
    """What is found in the examples: in the concise format, and as JSON."""
    monkeypatch.chdir(ROOT)
    main(["check", "examples/broken", "--output-format", "concise"])
    lines = capsys.readouterr().out.splitlines()
    main(["check", "examples/broken", "--output-format", "json"])
    return lines, json.loads(capsys.readouterr().out)["diagnostics"]


def test_the_problem_matcher_finds_each_part(printed: tuple[list[str], list[dict]]) -> None:
    lines, findings = printed
    (pattern,) = MATCHER["pattern"]
    parts = [re.match(pattern["regexp"], line, re.ASCII) for line in lines]
    assert lines
    assert [(part[1], int(part[2]), int(part[3]), part[5], part[6]) for part in parts if part] == [
        (each["path"], *each["range"]["start"].values(), each["name"], each["message"]) for each in findings
    ]
    assert [pattern[name] for name in ("file", "line", "column", "code", "message")] == [1, 2, 3, 5, 6]
