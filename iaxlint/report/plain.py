"""Reports for people in a file or a pipe: no colour, no width, the same bytes every time."""

from __future__ import annotations

from iaxlint.report.escape import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from iaxlint.report.lines import Line


def write(lines: Iterable[Line], out: TextIO) -> None:
    """Write the lines."""
    out.writelines("".join([visible(text) for _, text in line.segments]).rstrip() + "\n" for line in lines)
