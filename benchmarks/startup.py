"""What a run costs from its first instruction to its last, as a multiple of a bare interpreter.

Every round runs each command once, so that a machine that slows down slows all of them down.  The
package is compiled to bytecode first, as an installation does it.
"""

from __future__ import annotations

import compileall
import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import table

ROUNDS = 21
ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.prefix) / "bin"
IAXLINT = str(BIN / "iaxlint")
TRACE = [IAXLINT, "trace", "examples/foo", "examples/bar", "--from", "foo", "--dial", "IAX2/bar/23"]
CHECK = [IAXLINT, "check", "examples/foo", "examples/bar"]
BARE = "python -c pass"
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""Without what would change how an interpreter starts, such as PYTHONDONTWRITEBYTECODE."""

GOALS = {"iaxlint --version": 2.5, "iaxlint check foo bar, piped": 5.0, "iaxlint check foo bar, on a terminal": 11.0}


def commands(scratch: Path) -> dict[str, list[str]]:
    """What is timed, by its name in the table."""
    found = {
        BARE: [sys.executable, "-c", "pass"],
        "iaxlint --version": [IAXLINT, "--version"],
        "iaxlint check foo bar, piped": CHECK,
        "iaxlint check foo bar, on a terminal": CHECK,
        "iaxlint check foo bar --output-format json": [*CHECK, "--output-format", "json"],
        "iaxlint trace foo bar, piped": TRACE,
        "python -c 'import lark'": [sys.executable, "-c", "import lark"],
        "python -c 'import rich.console'": [sys.executable, "-c", "import rich.console"],
    }
    if (BIN / "asterisklint").exists():
        small = scratch / "extensions.conf"
        small.write_bytes((ROOT / "examples/foo/extensions.conf").read_bytes())
        found["asterisklint dialplan-check, one file"] = [str(BIN / "asterisklint"), "dialplan-check", str(small)]
    return found


def warm_up(argv: list[str]) -> None:
    """Run a command once, to fill the caches, and refuse to time one that breaks down."""
    done = subprocess.run(
        argv, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if "Traceback" in done.stderr:
        sys.exit(f"{' '.join(argv)} breaks down:\n{done.stderr}")


def seconds(argv: list[str], *, terminal: bool) -> float:
    """The time that a command takes, its output read through a pipe or a terminal."""
    if not terminal:
        start = time.perf_counter()
        subprocess.run(argv, cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return time.perf_counter() - start
    ours, theirs = pty.openpty()
    environment = {**ENVIRONMENT, "TERM": "xterm-256color"}
    start = time.perf_counter()
    process = subprocess.Popen(argv, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    try:
        while os.read(ours, 65536):
            pass
    except OSError:  # the other end is closed: Linux says so with an error
        pass
    process.wait()
    taken = time.perf_counter() - start
    os.close(ours)
    return taken


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """The median seconds of each command, over interleaved rounds."""
    compileall.compile_dir(ROOT / "iaxlint", quiet=1)
    with tempfile.TemporaryDirectory() as scratch:
        timed = commands(Path(scratch))
        times: dict[str, list[float]] = {name: [] for name in timed}
        for argv in timed.values():
            warm_up(argv)
        for _ in range(rounds):
            for name, argv in timed.items():
                times[name].append(seconds(argv, terminal=name.endswith("terminal")))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print the table."""
    medians = measure()
    rows: list[tuple[str, ...]] = []
    for name, value in medians.items():
        ratio = value / medians[BARE]
        goal = GOALS.get(name)
        rows.append((name, f"{value * 1000:.1f}", f"{ratio:.2f}", "" if goal is None else f"{goal:g}"))
    print(table(f"Start-up: medians of {ROUNDS} interleaved runs", ("command", "ms", "ratio", "goal"), rows))


if __name__ == "__main__":
    main()
