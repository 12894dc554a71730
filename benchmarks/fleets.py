"""What it costs to check fleets of many servers: cold, and again when one file has changed.

Beside each check a process of its own parses the same files and does nothing else, one after the other; another does
so with the parser of asterisklint.  Time is that on the clock, with the processors' own beside it, which says more
where others use the machine.  Memory is what all processes of a check have together at their peak, each page that
they share counted once (`/proc`, Linux).

    python -m benchmarks fleets                     # rings of 10, 100 and 1,000 servers, and one of each other shape
    python -m benchmarks fleets ring:2000 star:500  # those that are named
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import made
from benchmarks.startup import ENVIRONMENT, IAXLINT
from benchmarks.table import table

FLEETS = ("ring:10", "ring:100", "ring:1000", "ring:2000", "star:500", "mesh:100")
ROUNDS = 3
SAMPLING = 0.02
"""Seconds between two looks at the memory."""

PARSE = """
import gc, pathlib, sys
{prepared}
gc.disable()
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.conf")):
    {parsed}
"""
PARSERS = {
    "parse": PARSE.format(
        prepared="from iaxlint.grammar import parse\nfrom iaxlint.source import Source",
        parsed='parse(Source("a.conf", path.read_bytes()))',
    ),
    "asterisklint": PARSE.format(
        prepared="from benchmarks.parse import asterisklint", parsed="asterisklint(path.read_bytes())"
    ),
}
"""Who merely parses the files, beside the checks: the parser of iaxlint, and that of another linter."""

HEADER = (
    "fleet",
    "lines",
    "parse s",
    "cold s",
    "warm s",
    "cold/parse",
    "cold/asterisklint",
    "CPU cold/parse",
    "warm/cold",
    "CPU warm/cold",
    "CPU ms a server",
    "MB",
    "KB a server",
)


@dataclass
class Cost:
    """What a run took: seconds on the clock, seconds of processors, and bytes at the peak."""

    wall: float
    processors: float
    memory: int


def run(argv: list[str]) -> Cost:
    """Run a command to its end."""
    start = time.perf_counter()
    nowhere = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, nowhere, 1), (os.POSIX_SPAWN_DUP2, nowhere, 2)]
    child = os.posix_spawn(argv[0], argv, ENVIRONMENT, file_actions=actions)
    os.close(nowhere)
    over = threading.Event()
    peaks: list[int] = [0]
    watcher = threading.Thread(target=_watch, args=(child, over, peaks))
    watcher.start()
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    over.set()
    watcher.join()
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(argv)} breaks down")
    return Cost(wall, usage.ru_utime + usage.ru_stime, max(peaks))


def measure(folder: Path, rounds: int) -> dict[str, list[Cost]]:
    """What parsing, a cold check and a warm one take, round by round."""
    costs: dict[str, list[Cost]] = {**{name: [] for name in PARSERS}, "cold": [], "warm": []}
    changed = sorted(folder.rglob("extensions.conf"))[-1]
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as cache:
            check = [IAXLINT, "check", str(folder), "--cache-dir", cache]
            for name, program in PARSERS.items():
                costs[name].append(run([sys.executable, "-c", program, str(folder)]))
            costs["cold"].append(run(check))
            changed.write_text(changed.read_text() + f"; a change, the {number}th\n")
            costs["warm"].append(run(check))
    return costs


def row(name: str, folder: Path) -> tuple[str, ...]:
    """A line of the table."""
    shape, _, count = name.partition(":")
    lines = made.write(folder, shape, int(count))
    costs = measure(folder, ROUNDS)
    wall = {kind: statistics.median(cost.wall for cost in each) for kind, each in costs.items()}
    memory = max(cost.memory for cost in costs["cold"])
    cpu = {kind: statistics.median(cost.processors for cost in each) for kind, each in costs.items()}
    return (
        f"{shape} of {int(count):,}",
        f"{lines:,}",
        *(f"{wall[kind]:.2f}" for kind in ("parse", "cold", "warm")),
        f"{wall['cold'] / wall['parse']:.2f}",
        f"{wall['cold'] / wall['asterisklint']:.2f}",
        f"{cpu['cold'] / cpu['parse']:.2f}",
        f"{wall['warm'] / wall['cold']:.2f}",
        f"{cpu['warm'] / cpu['cold']:.2f}",
        f"{cpu['cold'] / int(count) * 1000:.1f}",
        f"{memory / 1e6:.0f}",
        f"{memory / int(count) / 1e3:.0f}",
    )


def main(names: tuple[str, ...] = FLEETS) -> None:
    """Print the table, line by line as they are known."""
    rows = []
    for name in names:
        with tempfile.TemporaryDirectory() as scratch:
            rows.append(row(name, Path(scratch) / "fleet"))
            print(*rows[-1], file=sys.stderr, flush=True)
    print(table(f"Fleets of servers of {made.LINES} lines", HEADER, rows))


def _watch(child: int, over: threading.Event, peaks: list[int]) -> None:
    """Note how much memory a process and its children have."""
    while not over.wait(SAMPLING):
        peaks.append(sum(map(_memory, [child, *_children(child)])))


def _children(process: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _memory(process: int) -> int:
    """The bytes of a process, its share of what several have."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
