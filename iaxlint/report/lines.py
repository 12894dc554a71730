"""What a report for people is made of: lines of styled text, the same on a terminal and in a file."""

from __future__ import annotations

from iaxlint.record import record

Segment = tuple[str, str]
"""A style and a text; the styles are those of `STYLES`."""

STYLES = {
    "": "",
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "ok": "bold green",
    "unknown": "bold yellow",
    "name": "bold",
    "path": "cyan",
    "dim": "dim",
    "near": "bold blue",
    "help": "green",
}
"""What a terminal makes of each style."""

MARKS = {True: ("ok", "✓"), False: ("error", "✗"), None: ("unknown", "?")}
"""Of what works, what fails, and what no file can tell: style and sign."""


@record
class Line:
    """One line of a report."""

    segments: tuple[Segment, ...] = ()
    hang: int = 0
    """How far the next lines are indented where a narrow terminal must break this one."""
    url: str = ""
    """Where the line's first segment leads, on terminals that know links."""
    fixed: bool = False
    """Whether it must not be broken, because the lines around it are aligned with it."""


EMPTY = Line()


def line(*segments: Segment | str, hang: int = 0) -> Line:
    """A line of segments; a bare text has no style."""
    return Line(tuple(("", part) if isinstance(part, str) else part for part in segments), hang)
