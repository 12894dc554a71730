"""What the worst inputs cost: each is checked at one size and at twice that, and should cost twice as much, not more.

The inputs are what somebody may write who means harm, or a program that has gone wrong.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.fleets import run
from benchmarks.startup import IAXLINT
from benchmarks.table import table

if TYPE_CHECKING:
    from collections.abc import Callable

Files = dict[str, str]


def sections(size: int) -> Files:
    """So many peers."""
    peers = (
        f"[p{n}]\ntype=friend\nhost=10.{n >> 16}.{n >> 8 & 255}.{n & 255}\nsecret=Xk{n}-pq8Zr" for n in range(size)
    )
    return {"iax.conf": "\n".join(["[general]", "bindport=4569", *peers, ""])}


def templates(size: int) -> Files:
    """A chain of templates, each with a line of its own."""
    chain = (f"[t{n}](!,t{n - 1})\nsetvar=V{n}={n}" for n in range(1, size))
    return {"iax.conf": "\n".join(["[t0](!)", "type=friend", *chain, f"[last](t{size - 1})", "host=dynamic", ""])}


def includes(size: int) -> Files:
    """A file that is included so many times."""
    return {"iax.conf": "[general]\n" + "#include more.conf\n" * size, "more.conf": "disallow=all\nallow=ulaw\n" * 10}


def additions(size: int) -> Files:
    """A value that is lengthened so many times."""
    return {"iax.conf": "[general]\nsetvar=A\n" + "setvar += b\n" * size}


def patterns(size: int) -> Files:
    """Long patterns that begin alike."""
    lines = (f"exten => _{'X' * (n % 60)}[1-9]N{n:05}.,1,Dial(IAX2/bar/${{EXTEN}})" for n in range(size))
    trunk = "[general]\n[bar]\ntype=friend\nhost=10.0.0.9\nsecret=Zk4-pT9x-Lm2w\ncontext=in\n"
    return {"iax.conf": trunk, "extensions.conf": "\n".join(["[in]", *lines, ""])}


def contexts(size: int) -> Files:
    """Contexts that include one another in a row."""
    rows = (f"[c{n}]\ninclude => c{n + 1}\nexten => {n},1,Goto(c{n + 1},{n + 1},1)" for n in range(size))
    trunk = "[general]\n[bar]\ntype=friend\nhost=10.0.0.9\nsecret=Zk4-pT9x-Lm2w\ncontext=c0\n"
    return {"iax.conf": trunk, "extensions.conf": "\n".join([*rows, ""])}


def garbage(size: int) -> Files:
    """Lines of which nothing can be made."""
    return {"iax.conf": "[general]\n" + "secert ]] ;-- [x](+ #include =>\n" * size}


INPUTS: dict[str, tuple[Callable[[int], Files], int]] = {
    "sections": (sections, 10_000),
    "a chain of templates": (templates, 500),
    "one file included again and again": (includes, 1_000),
    "one value lengthened": (additions, 1_000),
    "long patterns": (patterns, 5_000),
    "contexts in a row": (contexts, 2_000),
    "lines of garbage": (garbage, 20_000),
}
"""By name, how each is made, and its smaller size."""


def cost(files: Files) -> tuple[float, float]:
    """The processors' seconds, and the megabytes at the peak."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, text in files.items():
            (Path(scratch) / name).write_text(text)
        spent = run([IAXLINT, "check", scratch])
    return spent.processors, spent.memory / 1e6


def main() -> None:
    """Print the table."""
    rows: list[tuple[str, ...]] = []
    for name, (make, size) in INPUTS.items():
        once, twice = cost(make(size)), cost(make(2 * size))
        rows.append((name, f"{2 * size:,}", f"{twice[0]:.2f}", f"{twice[1]:.0f}", f"{twice[0] / once[0]:.2f}"))
        print(*rows[-1], flush=True)
    print(table("Worst cases", ("input", "size", "CPU s", "MB", "against half the size"), rows))


if __name__ == "__main__":
    main()
