"""Which fixes can be made, and which of them at once."""

from __future__ import annotations

import os
from bisect import bisect_left, insort
from itertools import pairwise

from iaxlint.record import record
from iaxlint.source import decode, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from iaxlint.diagnostics import Diagnostic, Edit, Fix
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server

Change = tuple[str, int, int, str]
"""Another text for a stretch of a file: the file by its real path, from where to where, and the text as in an edit."""


@record
class Held:
    """A file as it lies on the disk, and by which names servers read it."""

    folder: str
    """The configuration folder, by its real path."""
    name: str
    """Below the folder, without links on the way."""
    path: str
    """The file as users see it."""
    text: str
    """One character a byte."""
    readers: list[tuple[Server, str]]

    @property
    def real(self) -> str:
        """Where it lies."""
        return os.path.join(self.folder, self.name)


@record
class Offer:
    """A fix that may be made, and the findings that it would mend."""

    fix: Fix
    found: list[Diagnostic]
    changes: tuple[Change, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from others, and stays the same when lines move."""
        found = self.found[0]
        return found.rule.code, found.server, found.section, found.option, found.partner, str(found.ordinal)


def held_files(fleet: Fleet) -> dict[str, Held]:
    """The files that the servers have read, by each path that users see; links lead to one file by several."""
    by_path: dict[str, Held] = {}
    by_real: dict[str, Held] = {}
    for server in fleet.servers:
        folder = server.folder
        root = os.path.realpath(folder.root)
        for name, source in folder.sources().items():
            held = Held(root, folder.real_name(name), source.path, source.text, [])
            held = by_path[source.path] = by_real.setdefault(held.real, held)
            held.readers.append((server, name))
    return by_path


def offers(found: Iterable[Diagnostic], files: dict[str, Held], may: Callable[[Diagnostic, Fix], bool]) -> list[Offer]:
    """The first fix of each finding that may be made, in the order of the findings, each once."""
    made: dict[tuple[Change, ...], Offer] = {}
    for each in found:
        fix = next((fix for fix in each.fixes if may(each, fix)), None)
        if fix is None:
            continue
        changes = _changes(fix, files)
        if changes:
            made.setdefault(changes, Offer(fix, [], changes)).found.append(each)
    return list(made.values())


def _changes(fix: Fix, files: dict[str, Held]) -> tuple[Change, ...]:
    """What a fix changes where; nothing where that is in no file that was given, or can't be told."""
    changes = []
    for edit in fix.edits:
        held = files.get(edit.place.source.path)
        if held is None or not _fits(edit, held):
            return ()
        changes.append((held.real, edit.place.start, edit.place.end, edit.text))
    ordered = tuple(sorted(changes, key=lambda change: change[:3]))
    apart = all(one[0] != other[0] or one[2] <= other[1] for one, other in pairwise(ordered))
    return ordered if apart else ()


def _fits(edit: Edit, held: Held) -> bool:
    """Whether an edit is of the file as it lies there, and replaces no value that is filled in later."""
    place = edit.place
    if not (0 <= place.start <= place.end <= len(held.text) and len(place.source.text) == len(held.text)):
        return False
    value = decode(held.text[place.start : place.end])
    return not any(server.folder.placeholders.fills(value) for server, _ in held.readers if "\n" not in value)


def compatible(wanted: Iterable[Offer]) -> list[Offer]:
    """Those that can be made at once: of those that are in each other's way, the first.

    Two may write at one place, one below the other, but not the same.
    """
    taken: dict[str, list[Change]] = {}
    chosen = []
    for offer in wanted:
        if not any(_clashes(change, taken.get(change[0], ())) for change in offer.changes):
            chosen.append(offer)
            for change in offer.changes:
                insort(taken.setdefault(change[0], []), change)
    return chosen


def _clashes(change: Change, taken: Sequence[Change]) -> bool:
    """Whether a change overlaps one of those that are taken, or writes the same at the same place."""
    at = bisect_left(taken, change)
    if at and taken[at - 1][2] > change[1]:
        return True
    return at < len(taken) and (taken[at][1] < change[2] or taken[at] == change)


def applied(text: str, changes: Iterable[Change]) -> str:
    """A file's text, one character a byte, with changes made; those at one place in the order in which they come."""
    pieces: list[str] = []
    at = 0
    for _, start, end, new in sorted(changes, key=lambda change: change[1:3]):
        pieces += (text[at:start], encode(new))
        at = end
    return "".join((*pieces, text[at:]))
