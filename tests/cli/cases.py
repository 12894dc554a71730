"""Reads a case: prose, commands with exactly what they print, and the files that they see.

    Any words.

    $ iaxlint check foo
    what it prints on standard output
    ! what it prints on standard error
    [exit 1]

    -- foo/iax.conf --
    [general]

`$ iaxlint ... < FILE` gives it standard input; `$ NAME=value iaxlint ...` sets the environment.
`python tests/cli/cases.py` writes what the commands print now into every case.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

CASES = sorted((Path(__file__).parent.parent / "fixtures" / "cli").glob("*.txt"))

FILE = re.compile(r"^-- (\S+) --\n", re.M)
COMMAND = re.compile(r"^(?=\$ )", re.M)

ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm"}


@dataclass
class Case:
    """One file of `tests/fixtures/cli`."""

    prose: str
    commands: list[str]
    """Each with what it prints."""
    files: str
    """All files, as they stand in the case."""

    def __str__(self) -> str:
        return self.prose + "".join(self.commands) + self.files


def read(path: Path) -> Case:
    """A case, in parts that give the file back when joined."""
    text = path.read_text(encoding="utf-8")
    first = FILE.search(text)
    script, files = (text[: first.start()], text[first.start() :]) if first else (text, "")
    prose, *commands = COMMAND.split(script)
    return Case(prose, commands, files)


def replayed(case: Case) -> Case:
    """The case with what its commands print now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cwd"
        folder.mkdir()
        (folder / ".git").mkdir()
        _, *parts = FILE.split(case.files)
        for file, text in zip(parts[::2], parts[1::2], strict=True):
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Case(case.prose, [run(command, folder) for command in case.commands], case.files)


def run(command: str, folder: Path) -> str:
    """A command with what it prints now."""
    line = command.partition("\n")[0]
    words = shlex.split(line.removeprefix("$ "))
    environment = dict(ENVIRONMENT)
    while "=" in words[0]:
        name, _, environment[name] = words.pop(0).partition("=")
    assert words.pop(0) == "iaxlint", line
    source = subprocess.DEVNULL
    data = None
    if "<" in words:
        words, (file,) = words[: words.index("<")], words[words.index("<") + 1 :]
        source, data = None, (folder / file).read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "iaxlint", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        **({"stdin": source} if data is None else {"input": data}),
    )
    errors = "".join(f"! {line}\n" for line in done.stderr.decode().splitlines())
    return f"{line}\n{done.stdout.decode()}{errors}[exit {done.returncode}]\n\n"


if __name__ == "__main__":
    for path in CASES:
        path.write_text(str(replayed(read(path))), encoding="utf-8")
