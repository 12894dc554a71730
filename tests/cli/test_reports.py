"""Several reports of one run, each in a file that is whole at any time."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from iaxlint.cli import main
from iaxlint.report import FORMATS
from iaxlint.whole import write_whole

BROKEN = str(Path(__file__).parents[2] / "examples" / "broken")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*words: str) -> int:
    return main(["check", BROKEN, *words])


def test_each_format_goes_where_it_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = [word for name in FORMATS if name != "text" for word in ("--output-format", f"{name}=out.{name}")]
    assert check("--output-format", "text", *wanted) == 1
    shown = capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == {f"out.{name}" for name in FORMATS if name != "text"}
    assert check() == 1
    assert capsys.readouterr().out == shown
    for name in FORMATS:
        assert check("--output-format", name) == 1
        alone = capsys.readouterr().out
        assert alone == (shown if name == "text" else (folder / f"out.{name}").read_text())


@pytest.mark.parametrize("name", FORMATS)
def test_the_exit_status_hangs_on_no_format(folder: Path, name: str) -> None:
    assert check("--output-format", name, "--output-file", "out") == 1
    assert check("--output-format", name, "--output-file", "out", "--fail-on", "never") == 0
    assert check("--output-format", name, "--output-file", "out", "--select", "auth-plaintext") == 0
    assert check("--output-format", name, "--output-file", "out/out") == 2


@pytest.mark.parametrize("name", ["iaxlint.toml", "hosts.ini", "known.json", "foo/iax.conf"])
def test_no_file_that_was_read_is_written_over(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "foo").mkdir()
    (folder / "foo" / "iax.conf").write_text("[general]\n")
    (folder / "hosts.ini").write_text("foo\n")
    (folder / "known.json").write_text('{"version": 1, "findings": []}')
    (folder / "iaxlint.toml").write_text('inventory = "hosts.ini"\nbaseline = "known.json"\n')
    before = (folder / name).read_text()
    assert main(["check", "foo", "--output-file", name]) == 2
    assert capsys.readouterr().err == f"iaxlint: cannot write the report to {name}: that file was just read\n"
    assert (folder / name).read_text() == before


def test_a_file_stays_what_it_is(folder: Path) -> None:
    out, link = folder / "out", folder / "link"
    out.write_text("old")
    out.chmod(0o640)
    link.symlink_to(out)
    assert check("--output-format", "json", "--output-file", "link") == 1
    assert link.is_symlink()
    assert json.loads(out.read_text())["version"] == 1
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


def test_what_cannot_be_written_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = folder / "out"
    out.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert check("--output-file", "out") == 2
    assert out.read_text() == "old"
    assert list(folder.iterdir()) == [out]


def test_a_pipe_and_a_stream_are_written_to(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE) as reader:
        write_whole("pipe", "é\n")
        assert reader.communicate()[0] == "é\n".encode()
    log = folder / "log"
    with log.open("wb") as out:
        code = "from iaxlint.whole import write_whole; write_whole('/dev/stdout', 'a'); write_whole('/dev/stdout', 'b')"
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True)
    assert log.read_text() == "ab"
    assert pipe.is_fifo()


def test_text_in_a_file_is_plain_and_as_wide_as_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    check("--output-file", "out", "-q")
    text = (folder / "out").read_text()
    assert "\x1b" not in text
    assert "checked." not in text
