"""What the settings say of servers that are not there."""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.settings import LARGEST, Reader
from iaxlint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
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


def idle(file: str, disk: Disk, key: str, why: str, help_text: str, *, sure: bool) -> Idle:
    """One of them, with the line of its key in a file of settings, which is read once more for that."""
    text = disk.text(file, f"the settings {file}", LARGEST)
    where, _, last = key.partition(".") if "." in key else ("", "", key)
    line = Reader(file, text).line(last, where)
    return Idle(key, why, help_text, sure, Source(file, text.encode("utf-8", "surrogateescape")), line or 1)
