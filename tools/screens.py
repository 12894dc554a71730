"""Bring the screens in documents up to date: `screens.py FILE...`.

A fenced block marked `console` holds commands after `$ ` and what they print.  Those of iaxlint are
run in the checkout, as they stand, and their output is put in the place of what the block holds.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.M | re.S)
PROMPT = "$ "


def refreshed(document: str) -> str:
    """The document with what its commands print now."""
    return BLOCK.sub(lambda block: "".join(map(screen, commands(block[0]))), document)


def commands(block: str) -> list[str]:
    """The commands of a block, each with what stands below it."""
    return re.split(rf"(?m)^(?={re.escape(PROMPT)})", block)[1:]


def screen(command: str) -> str:
    """A command and its output; only iaxlint's own are run."""
    line = command.partition("\n")[0]
    words = shlex.split(line.removeprefix(PROMPT), comments=True)
    if words[0] != "iaxlint":
        return command
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{line}\n{done.stdout}{done.stderr}"


def main() -> None:
    """Rewrite the files that are named."""
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(refreshed(path.read_text()))


if __name__ == "__main__":
    main()
