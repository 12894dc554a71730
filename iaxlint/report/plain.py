"""Reports for people in a file or a pipe: no colour, no width, the same bytes every time."""

from __future__ import annotations

from iaxlint.report.escape import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from iaxlint.report.lines import Line


CHUNK = 500
"""How many lines are written at once, also where Python is told not to buffer."""


def as_text(lines: Iterable[Line]) -> str:
    """The lines as one text."""
    from io import StringIO

    out = StringIO()
    write(lines, out)
    return out.getvalue()


def write(lines: Iterable[Line], out: TextIO) -> None:
    """Write the lines."""
    waiting: list[str] = []
    for line in lines:
        waiting.append("".join([visible(text) for _, text in line.segments]).rstrip())
        if len(waiting) == CHUNK:
            _write(waiting, out)
    _write(waiting, out)


def _write(waiting: list[str], out: TextIO) -> None:
    if waiting:
        waiting.append("")
        out.write("\n".join(waiting))
        waiting.clear()
