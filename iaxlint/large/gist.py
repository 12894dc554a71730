"""The sketch of a server from no more of its `iax.conf` than it takes: most lines say nothing of who is where.

Such lines are taken out of the text before it is read, and so is every section but the first of those that then say
the same.  Both are done only where a line means the same wherever it stands: in a file without includes, without
comments over more than a line and without sections that add to others.
"""

from __future__ import annotations

import re

from iaxlint.large.sketch import sketch
from iaxlint.loader.folder import FileError
from iaxlint.model.peer import WHEREABOUTS
from iaxlint.model.server import OUTLINE, outline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaxlint.loader.folder import Folder
    from iaxlint.model.version import Version

MAIN, OTHER = OUTLINE

_BLANKS = r"[\x01-\x09\x0b-\x20]*"
_REST = r"(?:;[^\n]*)?\n"
_INVOLVED = re.compile(rf"(?m)^{_BLANKS}(?:#|\[[^\]\n]*\]\([^\n)]*\+)")
"""An `#include` and its kin, and a section that adds to another."""
_HEADER = re.compile(rf"(?m)^{_BLANKS}\[([^\]\n]*)(?:\]\(([^\n)]*))?")
_IDLE = re.compile(rf"(?am)^[ \t]*(?!(?i:type|{'|'.join(WHEREABOUTS)})[ \t=])[A-Za-z_]\w*[ \t]*=[^\n;\\]*{_REST}")
"""A line that says neither what a section is nor where its peer is."""
_BARE = re.compile(rf"(?am)^\[(\w[\w-]{{,60}})\](\(\w[\w,-]*\))[ \t]*{_REST}(?:[ \t]*{_REST})*(?=\[|\Z)")
"""A section without lines of its own: what it says, its templates say."""


def brief(folder: Folder, version: Version) -> dict[str, Any]:
    """The sketch of the server whose folder it is."""
    try:
        text = folder.source(MAIN).text
    except FileError:
        text = ""
    found = gist(text) if text and not folder.exists(OTHER) else None
    if found is not None:
        text, alike = found
        told = _sketched(folder.edited({MAIN: text.encode("latin-1")}), version)
        if alike.keys() <= set(told["waiting"]):
            users = set(told["users"])
            told["users"] = sorted(users.union(*(names for first, names in alike.items() if first in users)))
            told["waiting"] = sorted([*told["waiting"], *(name for names in alike.values() for name in names)])
            return told
    return _sketched(folder, version)


def _sketched(folder: Folder, version: Version) -> dict[str, Any]:
    told = sketch(outline(folder, version))
    folder.part()
    return told


def gist(text: str) -> tuple[str, dict[str, list[str]]] | None:
    """What of a file says who is where, and which sections say the same as one that is left; None: it takes all."""
    if ";--" in text or "--;" in text or (("#" in text or "+" in text) and _INVOLVED.search(text)):
        return None
    headers = list(_HEADER.finditer(text))
    names = [header[1].lower() for header in headers]
    last = max((at for at, name in enumerate(names) if name == "general"), default=-1)
    if last + 1 >= len(headers):
        return None
    start = headers[last + 1].start()
    kept = _IDLE.sub("", text[start:])
    single = _single(names, [header[2].lower() for header in headers if header[2]])
    alike: dict[str, list[str]] = {}
    firsts: dict[str, str] = {}

    def left(section: re.Match[str]) -> str:
        name, parents = section.groups()
        if name.lower() not in single:
            return section[0]
        first = firsts.setdefault(parents, name)
        if first == name:
            return section[0]
        alike.setdefault(first, []).append(name)
        return ""

    kept = _BARE.sub(left, kept)
    return text[:start] + kept, alike


def _single(names: list[str], parents: list[str]) -> set[str]:
    """The names that one section has, and that mean nothing else."""
    times: dict[str, int] = {}
    for name in (*names, *",".join(parents).split(","), "callnumberlimits"):
        times[name] = times.get(name, 0) + 1
    return {name for name in names if times[name] == 1}
