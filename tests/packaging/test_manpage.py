"""The manual page says what --help says, and roff takes all of it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from iaxlint.cli.run import COMMANDS, load_command

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "man/iaxlint.1").read_text()


def test_it_is_current() -> None:
    assert runpy.run_path(str(ROOT / "tools/manpage.py"))["page"]() == PAGE, "run: make screens"


def test_it_has_every_command_and_option() -> None:
    for name in COMMANDS:
        _, _, section = PAGE.partition(f".SS iaxlint {name}\n")
        for option in load_command(name).OPTIONS:
            assert option.name.replace("-", "\\-") in section.partition("\n.SS ")[0], (name, option.name)


def test_only_known_requests_and_escapes_stand_in_it() -> None:
    requests = {line.split()[0] for line in PAGE.splitlines() if line.startswith((".", "'"))}
    assert requests == {".TH", ".SH", ".SS", ".PP", ".TP", ".br"}
    assert set(re.findall(r"\\.", PAGE)) <= {"\\-", "\\&", "\\e", "\\f"}
    assert set(re.findall(r"\\f(.)", PAGE)) == {"B", "I", "R"}
    assert PAGE.isascii()
