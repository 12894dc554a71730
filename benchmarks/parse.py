"""What it costs to parse large files, beside other parsers of the same files.

Every round parses each file once with each parser, so that a machine that slows down slows all of
them down; a ratio is the median of the rounds' ratios.  The others do less, or other work: asterisklint
checks white space and keeps no columns, configparser keeps neither positions nor duplicates, and what has the
shape of `astconfigparser.py` keeps values only.
"""

from __future__ import annotations

import configparser
import gc
import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import shape
from benchmarks.inputs import extensions, iax
from benchmarks.table import table
from iaxlint.grammar import parse
from iaxlint.source import Source

ROUNDS = 5
OURS = "iaxlint, syntax tree"
GOALS = {"asterisklint 0.4.3": 4.0, "configparser": 1.2}

Parser = Callable[[bytes], object]


def ours(data: bytes) -> object:
    return parse(Source("a.conf", data))


def lines(data: bytes) -> object:
    """What no reader of lines can beat."""
    count = 0
    for line in io.BytesIO(data):
        count += len(line) > 1
    return count


def raw_config_parser(data: bytes) -> object:
    parser = configparser.RawConfigParser(
        strict=False,
        delimiters=("=",),
        comment_prefixes=(";",),
        inline_comment_prefixes=(";",),
        allow_no_value=True,
        empty_lines_in_values=False,
    )
    parser.read_string(data.decode())
    return parser


def asterisklint(data: bytes) -> object:
    from asterisklint import FileConfigParser
    from asterisklint.defines import MessageDefManager

    MessageDefManager.muted = True  # what it would print would cost it more than to find it
    file = io.BytesIO(data)
    file.name = "a.conf"
    parser = FileConfigParser(opener=lambda _: file)
    parser.include("a.conf")
    return list(parser)


def astconfigparser(data: bytes) -> object:
    return shape.parse(data.decode())


def stock(data: bytes) -> object:
    from tests.grammar.stock import parse as parse_by_lark

    return parse_by_lark(Source("a.conf", data))


PARSERS: dict[str, Parser] = {
    OURS: ours,
    "a loop over lines": lines,
    "configparser": raw_config_parser,
    "astconfigparser.py, its shape": astconfigparser,
    "asterisklint 0.4.3": asterisklint,
    "Lark itself, same grammar": stock,
}


def measure(data: bytes, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """The seconds that each parser took for a file, round by round."""
    times: dict[str, list[float]] = {name: [] for name in PARSERS}
    for _ in range(rounds):
        for name, parser in PARSERS.items():
            gc.collect()
            gc.disable()
            start = time.perf_counter()
            made = parser(data)
            times[name].append(time.perf_counter() - start)
            gc.enable()
            del made
    return times


def main() -> None:
    """Print a table for each file."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    files = {"iax.conf": iax(), "extensions.conf": extensions()}
    for file, data in files.items():
        times = measure(data)
        count = data.count(b"\n")
        rows: list[tuple[str, ...]] = []
        for name, seconds in times.items():
            ratio = statistics.median(theirs / own for theirs, own in zip(seconds, times[OURS], strict=True))
            goal = GOALS.get(name)
            rate = count / statistics.median(seconds) / 1000
            rows.append((name, f"{rate:.0f}", f"{ratio:.2f}", "" if goal is None else f"{goal:g}"))
        title = f"{file}, {count:,} lines: medians of {ROUNDS} interleaved rounds"
        print(table(title, ("parser", "1000 lines/s", "time, iaxlint = 1", "goal"), rows), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
