"""What is different on a terminal: colours, links, its width, and a sign of life."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

UNSET = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS")

CODES = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")

FOO = """\
[general]
bindport=4569

[bar]
type=friend
host=192.168.2.3
secert=Tq7-mLw2-Zx9e
context=a\x1b[31mred\x07b ; [/red] 10.0.0.1:phone:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "foo").mkdir()
    (tmp_path / "foo/iax.conf").write_text(FOO)
    return tmp_path


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", **more}


def on_terminal(folder: Path, *words: str, columns: int = 100, **more: str) -> str:
    """What a command shows on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "iaxlint", *words],
        cwd=folder,
        env=environment(**more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:
        pass
    os.close(ours)
    process.wait(30)
    return shown.decode().replace("\r\n", "\n")


def piped(folder: Path, *words: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "iaxlint", *words],
        cwd=folder,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.stdout.decode()


def test_a_terminal_gets_colours_and_the_same_words(folder: Path) -> None:
    shown = on_terminal(folder, "check", "foo", columns=300)
    assert "\x1b[1;3" in shown
    assert CODES.sub("", shown) == piped(folder, "check", "foo")


def test_nothing_of_a_file_reaches_the_terminal_raw(folder: Path) -> None:
    shown = on_terminal(folder, "show", "peers", "foo", columns=300)
    assert r"a\x1b[31mred\x07b" in shown
    assert "\x1b[31mred" not in shown
    assert "\x07" not in shown


@pytest.mark.parametrize("columns", [30, 60, 100])
def test_no_line_is_wider_than_the_terminal(folder: Path, columns: int) -> None:
    text = CODES.sub("", on_terminal(folder, "check", "foo", columns=columns))
    assert max(map(len, text.splitlines())) <= columns


@pytest.mark.parametrize(
    ("words", "more", "colour"),
    [
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
        ((), {"CLICOLOR": "0"}, False),
        ((), {"CLICOLOR": "1"}, True),
        ((), {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ((), {"NO_COLOR": ""}, True),
        (("--color", "never"), {}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "always"), {"TERM": "dumb"}, True),
    ],
)
def test_who_decides_on_a_terminal(folder: Path, words: tuple[str, ...], more: dict[str, str], colour: bool) -> None:
    assert ("\x1b[1;3" in on_terminal(folder, "check", "foo", *words, **more)) == colour


@pytest.mark.parametrize(
    ("words", "more", "colour"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"CLICOLOR_FORCE": "0"}, False),
        ((), {"CLICOLOR": "1"}, False),
        (("--color", "always"), {}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--output-format", "json", "--color", "always"), {}, False),
    ],
)
def test_who_decides_in_a_pipe(folder: Path, words: tuple[str, ...], more: dict[str, str], colour: bool) -> None:
    assert ("\x1b[1;3" in piped(folder, "check", "foo", *words, **more)) == colour


EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

EVERY_REPORT = [
    ("check", "foo"),
    ("check", "foo", "--output-format", "concise"),
    ("trace", "foo", "--dial", "IAX2/bar/1"),
    ("links", "foo"),
    ("diff", str(EXAMPLES / "foo"), str(EXAMPLES / "bar")),
    ("show", "config", "foo/iax.conf"),
    ("show", "peers", "foo"),
    ("rule", "secret-weak"),
    ("rule", "--all"),
]


@pytest.mark.parametrize("words", EVERY_REPORT, ids=lambda words: words[0])
def test_every_report_heeds_the_wish_for_colour(folder: Path, words: tuple[str, ...]) -> None:
    wanted, unwanted = piped(folder, *words, FORCE_COLOR="1"), piped(folder, *words, NO_COLOR="1")
    assert CODES.search(wanted)
    assert CODES.sub("", wanted) == unwanted
    assert not CODES.search(unwanted)


@pytest.mark.parametrize("language", ["C", "C.UTF-8", "POSIX"])
def test_piped_bytes_do_not_hang_on_the_language(folder: Path, language: str) -> None:
    (folder / "foo/iax.conf").write_bytes("[général]\ntype=ж\n".encode() + b"\xff=1\n")
    plain = piped(folder, "check", "foo", LC_ALL=language, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert plain == piped(folder, "check", "foo")


def test_a_sign_of_life_comes_late_and_goes_away(folder: Path) -> None:
    shown = on_terminal(folder, "check", "foo")
    assert "reading" not in shown
    code = (
        "import sys, iaxlint.cli.progress as progress\n"
        "progress.PATIENCE, progress.PACE = 0, 0.001\n"
        "from iaxlint.cli import main\n"
        "sys.exit(main())\n"
    )
    (folder / "bar").mkdir()
    (folder / "bar/iax.conf").write_text(FOO)
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", code, "check", "foo", "bar"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    life = os.read(ours, 1000)
    assert re.match(rb"\r\| (reading \d of 2 servers|checking)\x1b\[K", life)
    assert life.endswith(b"\r\x1b[K")
    os.close(ours)
    assert "reading" not in done.stdout.decode()
