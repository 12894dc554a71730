"""Checking again whenever a file changes, on a real terminal."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from select import select

import pytest

from iaxlint.cli import main
from iaxlint.cli.watch import Noted, stamp

GOOD = "[general]\nbindport=4569\n[bar]\ntype=peer\nhost=192.168.2.3\n"
BAD = GOOD + "mailboxdetail=yes\n"
PATIENCE = 60
"""Seconds after which a test gives up; it never waits for less than what it waits for."""


class Terminal:
    """`iaxlint check --watch` and what it shows."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.ours, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "iaxlint", "check", "--watch", "--color", "never", *words],
            cwd=folder,
            env={**os.environ, "TERM": "xterm"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)

    def shows(self, words: str) -> str:
        """What is shown up to some words."""
        shown = ""
        while words not in shown:
            assert select([self.ours], [], [], PATIENCE)[0], shown
            shown += os.read(self.ours, 4096).decode()
        return shown

    def rest(self) -> str:
        """What is shown until the end."""
        shown = b""
        try:
            while part := os.read(self.ours, 4096):
                shown += part
        except OSError:
            pass
        return shown.decode()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo/iax.conf").write_text(GOOD)
    return tmp_path


@pytest.fixture
def terminal(folder: Path) -> Iterator[Terminal]:
    shown = Terminal(folder, "foo")
    yield shown
    shown.process.kill()
    shown.process.wait()
    os.close(shown.ours)


def test_it_checks_again_until_it_is_interrupted(folder: Path, terminal: Terminal) -> None:
    first = terminal.shows("Ctrl-C ends it.")
    assert first.startswith("\x1b[H\x1b[2J")
    assert "option-obsolete" not in first
    (folder / "foo/iax.conf").write_text(BAD)
    assert "option-obsolete" in terminal.shows("Ctrl-C ends it.")
    (folder / "iaxlint.toml").write_text("asterisk = ")
    assert "iaxlint: iaxlint.toml: not valid TOML" in terminal.shows("Ctrl-C ends it.")
    (folder / "iaxlint.toml").write_text('ignore = ["option-obsolete"]')
    assert "option-obsolete" not in terminal.shows("Ctrl-C ends it.")
    (folder / "foo/iax.conf").rename(folder / "foo/away")
    assert "no iax.conf in foo" in terminal.shows("Ctrl-C ends it.")
    (folder / "foo/away").rename(folder / "foo/iax.conf")
    assert "checked." in terminal.shows("Ctrl-C ends it.")
    assert terminal.interrupt() == 130
    assert terminal.rest().strip() == ""


def test_it_needs_a_terminal(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert main(["check", "--watch", "foo"]) == 2
    assert capsys.readouterr().err == (
        "iaxlint: --watch clears the screen, and so needs a terminal; run check without it here\n"
    )


def test_what_is_not_there_is_watched_too(folder: Path) -> None:
    disk = Noted()
    assert not disk.is_file(str(folder / "foo/users.conf"))
    assert disk.seen == {str(folder / "foo/users.conf"): ()}


def test_a_folder_changes_with_what_it_shows(folder: Path) -> None:
    before = stamp(str(folder))
    (folder / ".foo.swp").touch()
    assert stamp(str(folder)) == before
    (folder / "bar").mkdir()
    assert stamp(str(folder)) != before
