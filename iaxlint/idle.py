"""What the settings say of servers that are not there."""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.settings import LARGEST, Reader
from iaxlint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.disk import Disk


@record
class Idle:
    """A table or an inventory that is about none of the servers."""

    key: str
    """`inventory`, or `servers.pbx-*`."""
    why: str
    help: str
    sure: bool
    """Whether all servers are known that it could be about, and not only those that a command line gives."""
    source: Source
    line: int
    """From 1."""


def idles(file: str, disk: Disk, told: Iterable[tuple[str, str, str, bool]]) -> tuple[Idle, ...]:
    """What is told of keys of a file of settings, which is read once more for the lines: key, why, help, sure."""
    rows = list(told)
    if not rows:
        return ()
    text = disk.text(file, f"the settings {file}", LARGEST)
    reader, source = Reader(file, text), Source(file, text.encode("utf-8", "surrogateescape"))
    return tuple(Idle(*row, source, reader.line(*_parted(row[0])) or 1) for row in rows)


def _parted(key: str) -> tuple[str, str]:
    """The last part of a key, and the tables that it is in."""
    where, dot, last = key.partition(".")
    return (last, where) if dot else (key, "")
