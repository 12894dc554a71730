"""A file that is given by itself is judged by itself: what is not at hand is not missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iaxlint.cli import main

DIALPLAN = "[out]\nexten => 923,1,Dial(IAX2/bar/23)\n"


def findings(capsys: pytest.CaptureFixture[str], *paths: Path) -> list[str]:
    status = main(["check", "--output-format", "json", *map(str, paths)])
    found = json.loads(capsys.readouterr().out)["diagnostics"]
    assert status == bool([finding for finding in found if finding["severity"] == "error"])
    return [finding["name"] for finding in found]


def test_a_dialplan_without_its_iax_conf_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "extensions.conf").write_text(DIALPLAN)
    assert findings(capsys, tmp_path / "extensions.conf") == []


def test_several_dialplans_without_an_iax_conf_are_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [tmp_path / name for name in ("extensions.conf", "extensions_night.conf")]
    for path in paths:
        path.write_text(DIALPLAN)
    assert findings(capsys, *paths) == []


def test_a_dialplan_with_its_iax_conf_is_held_against_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "iax.conf").write_text("[general]\n")
    (tmp_path / "extensions.conf").write_text(DIALPLAN)
    assert findings(capsys, tmp_path / "extensions.conf") == ["peer-unknown"]


def test_an_iax_conf_in_a_database_makes_its_peers_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "iax.conf").write_text("[general]\n")
    (tmp_path / "extensions.conf").write_text(DIALPLAN)
    (tmp_path / "extconfig.conf").write_text("[settings]\niax.conf => odbc,asterisk,ast_config\n")
    assert "peer-unknown" not in findings(capsys, tmp_path)


def test_a_fault_within_the_file_is_still_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "extensions.conf").write_text(DIALPLAN + "include => nowhere\n")
    assert findings(capsys, tmp_path / "extensions.conf") == ["include-undefined"]
