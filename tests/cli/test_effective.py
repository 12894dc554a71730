"""Who decides a setting is told beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaxlint.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "iaxlint.toml").write_text(
        'asterisk = "18"\nignore = ["style"]\n\n[per-file-ignores]\n"old/*" = ["IAX6"]\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, tuple[str, str]]:
    """Value and origin of each setting."""
    assert main(["check", "--show-settings", *words]) == 0
    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()[2:]]
    cells = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    return {name: (value, where) for name, value, where in cells}


@pytest.mark.usefixtures("folder")
def test_the_command_line_goes_before_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    settings = shown(capsys)
    assert settings["asterisk"] == ("18", "iaxlint.toml:1")
    assert settings["ignore"] == ("style", "iaxlint.toml:2")
    assert settings["per-file-ignores.old/*"] == ("IAX6", "iaxlint.toml:5")
    settings = shown(capsys, "--asterisk", "20", "--ignore", "syntax,option", "-q", "--color", "auto")
    assert settings["asterisk"] == ("20", "command line")
    assert settings["ignore"] == ("syntax, option", "command line")
    assert settings["quiet"] == ("yes", "command line")
    assert settings["color"] == ("auto", "command line")


@pytest.mark.usefixtures("folder")
def test_a_profile_says_what_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys)["fail-on"] == ("error", "default")
    assert shown(capsys, "--profile", "strict")["fail-on"] == ("warning", "profile strict")
    assert shown(capsys, "--profile", "strict", "--fail-on", "never")["fail-on"] == ("never", "command line")


def test_no_secret_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "iaxlint.toml").write_text('placeholders = ["x"]\nlocked = ["IAX2/foo:Tq7-mLw2-Zx9e@bar/1"]\n')
    assert "Tq7-mLw2-Zx9e" not in str(shown(capsys))
