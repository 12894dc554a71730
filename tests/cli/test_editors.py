"""What editors and CI take lines apart by takes apart what a check prints."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from iaxlint.cli import main

ROOT = Path(__file__).resolve().parents[2]
EDITORS = ROOT / "editors"

CONVERSIONS = {"%f": r"(.+?)", "%l": r"(\d+)", "%c": r"(\d+)", "%m": r"(.+)", "\\ ": " "}
"""What an item of Vim's errorformat stands for."""

Found = tuple[str, int, int]


def github() -> str:
    (matcher,) = json.loads((EDITORS / "iaxlint-matcher.json").read_text())["problemMatcher"]
    (pattern,) = matcher["pattern"]
    return parts_in_order(pattern)


def vscode() -> str:
    (task,) = json.loads((EDITORS / "vscode/tasks.json").read_text())["tasks"]
    assert task["problemMatcher"]["fileLocation"] == ["relative", "${workspaceFolder}"]
    return parts_in_order(task["problemMatcher"]["pattern"])


def parts_in_order(pattern: dict[str, Any]) -> str:
    assert [pattern[name] for name in ("file", "line", "column", "code", "message")] == [1, 2, 3, 5, 6]
    return str(pattern["regexp"])


def vim() -> str:
    text = (EDITORS / "vim/compiler/iaxlint.vim").read_text()
    form = re.search(r"errorformat=(.*?),%\+G", text)
    assert form
    return re.sub(r"%\w|\\ ", lambda item: CONVERSIONS[item[0]], form[1]) + "$"


def emacs() -> str:
    text = (EDITORS / "emacs/iaxlint.el").read_text()
    form = re.search(r"\(iaxlint \"(.*)\" 1 2 3\)", text)
    assert form
    lisp = form[1].replace("\\\\", "\\")
    return lisp.replace("\\(", "(").replace("\\)", ")")


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[Found]]:
    """The lines of the concise format, and the places of the same findings as JSON has them."""
    monkeypatch.chdir(ROOT)
    main(["check", "examples/broken", "--output-format", "concise"])
    lines = capsys.readouterr().out.splitlines()
    main(["check", "examples/broken", "--output-format", "json"])
    findings = json.loads(capsys.readouterr().out)["diagnostics"]
    return lines, [(each["path"], *each["range"]["start"].values()) for each in findings]


@pytest.mark.parametrize("pattern", [github, vscode, vim, emacs], ids=lambda each: each.__name__)
def test_each_part_of_a_line_is_found(printed: tuple[list[str], list[Found]], pattern: Any) -> None:
    lines, places = printed
    parts = [re.match(pattern(), line, re.ASCII) for line in lines]
    assert lines
    assert [(part[1], int(part[2]), int(part[3])) for part in parts if part] == places


def test_the_program_that_is_called_knows_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    for path in (path for path in EDITORS.rglob("*") if path.is_file()):
        used = set(re.findall(r"""(?<=[ '"])--[a-z][a-z-]+""", path.read_text()))
        assert used <= known, path
