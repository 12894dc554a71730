"""What makes replacing several files one step: a list of them, written before the first is replaced.

It goes through these states, each of them on the disk before the next begins:

| state     | what is there | if the process ends here, the next run |
|-----------|---------------|----------------------------------------|
| `writing` | some of the new files, each beside the one that it will replace | removes them |
| `ready`   | all new files; some may have taken their places | lets the others take theirs |
| `back`    | a replacement failed; some of the old files may be back | puts the others back |

A journal is only followed where it leads into folders that were given, and to files that are what they were when it
was written, by inode, size and time: one that somebody made up, or that came with a checkout, moves nothing.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress

from iaxlint.disk import FLAGS
from iaxlint.errors import InputError
from iaxlint.fixes import JOURNAL
from iaxlint.fixes.slot import Slot, make_room, write_whole
from iaxlint.record import record
from iaxlint.settings import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iaxlint.fixes.slot import Identity

VERSION = 1
WRITING, READY, BACK = STATES = ("writing", "ready", "back")
LARGEST = 8 << 20
"""Bytes of a journal that are read."""
PATIENCE = 100
"""How often a lock is asked for that another run holds, every 20th of a second."""


@record
class Entry:
    """One file of a journal."""

    folder: str
    """Of those that were given, by its real path."""
    name: str
    """Below the folder, without links on the way."""
    old: Identity
    new: Identity | None = None
    """None while it is being written."""

    @property
    def shown(self) -> str:
        """The file as users see it."""
        return shown_path(os.path.join(self.folder, self.name))


@record
class Journal:
    """The files that are replaced together; it lies in `home`, the folder of the first of them."""

    home: str
    token: str
    state: str
    entries: list[Entry]

    @property
    def path(self) -> str:
        """Where it lies."""
        return os.path.join(self.home, JOURNAL)

    def slots(self) -> list[Slot]:
        """The files, their folders held open."""
        slots: list[Slot] = []
        make_room(len(self.entries))
        try:
            for number, entry in enumerate(self.entries):
                slots.append(Slot(entry.folder, entry.name, self.token, number))
        except OSError:
            close(slots)
            raise
        return slots

    def create(self) -> None:
        """Put it on the disk for the first time."""
        _write(self.path, self._data(self.state), os.O_EXCL)
        _sync(self.home)

    def become(self, state: str) -> None:
        """Put it on the disk in another state, all at once."""
        _write(f"{self.path}~", self._data(state), os.O_TRUNC)
        os.replace(f"{self.path}~", self.path)
        self.state = state
        _sync(self.home)

    def remove(self) -> None:
        """Forget it: all is done."""
        with suppress(FileNotFoundError):
            os.unlink(f"{self.path}~")
        os.unlink(self.path)
        with suppress(OSError):
            _sync(self.home)

    def _data(self, state: str) -> bytes:
        rows = [
            {"folder": os.path.relpath(entry.folder, self.home), "name": entry.name, "old": entry.old, "new": entry.new}
            for entry in self.entries
        ]
        document = {"version": VERSION, "token": self.token, "state": state, "files": rows}
        return json.dumps(document, indent=1).encode("ascii") + b"\n"


def close(slots: Iterable[Slot]) -> None:
    """Let go of all folders."""
    for slot in slots:
        slot.close()


def settle(journal: Journal, slots: list[Slot]) -> tuple[bool, list[Entry]]:
    """Bring what a journal lists to its end, whichever way it goes; whether that was forward, and what was left alone.

    Left alone is what somebody else has changed since.  Raises `OSError` where it can't be done; then the journal
    still stands.
    """
    standings = [_standing(entry, slot) for entry, slot in zip(journal.entries, slots, strict=True)]
    forward = journal.state == READY and "torn" not in standings
    forward = forward and ("new" in standings or "foreign" not in standings)
    if journal.state == READY and not forward:
        journal.become(BACK)
    for slot, standing in zip(slots, standings, strict=True):
        if forward and standing == "old":
            slot.put(slot.new)
        elif not forward and standing == "new":
            slot.put(slot.kept)
    for slot in slots:
        slot.sync()
    for slot in slots:
        slot.clear()
    journal.remove()
    return forward, [entry for entry, standing in zip(journal.entries, standings, strict=True) if standing == "foreign"]


def _standing(entry: Entry, slot: Slot) -> str:
    """Whether a file is still the `old` one, is the `new` one, or a `foreign` one; `torn` if nothing can replace it."""
    there = slot.identity(slot.base)
    if there is not None and there == entry.new:
        return "new"
    if there != entry.old:
        return "foreign"
    return "old" if entry.new is not None and slot.identity(slot.new) == entry.new else "torn"


def recover(folders: Iterable[str]) -> list[str]:
    """Finish what a run that was killed left undone in these folders; what is to be told of it."""
    given = {os.path.realpath(folder) for folder in folders}
    notes = []
    for home in sorted(given):
        if os.path.lexists(os.path.join(home, JOURNAL)):
            notes += _recover(home, given)
    return notes


def _recover(home: str, given: set[str]) -> list[str]:
    path = os.path.join(home, JOURNAL)
    shown = shown_path(path)
    try:
        with locked([home], patient=True):
            if not os.path.lexists(path):
                return []
            data = _read(path)
            journal = _parsed(home, data, given) if data else None
            if journal is None:
                os.unlink(path)
                return [f"removed {shown}, of which nothing was written but its name"]
            with locked(sorted({entry.folder for entry in journal.entries} - {home}), patient=True):
                return _finished(journal)
    except (OSError, InputError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return [f"{shown} tells of files that an earlier run was replacing, and can't be followed: {reason}"]


def _finished(journal: Journal) -> list[str]:
    slots = journal.slots()
    try:
        forward, foreign = settle(journal, slots)
    finally:
        close(slots)
    left = [entry.shown for entry in foreign]
    names = ", ".join(entry.shown for entry in journal.entries if entry.shown not in left)
    notes = [f"{entry} has been changed since an earlier run was stopped, and is left as it is" for entry in left]
    if not names:
        return notes
    if forward:
        return [*notes, f"completed what an earlier run was stopped at: mended {names}"]
    return [*notes, f"took back what an earlier run was stopped at: {names} as before"]


@contextmanager
def locked(folders: Sequence[str], *, patient: bool = False) -> Iterator[None]:
    """Keep other runs away from folders; raises `InputError` if one is at work there, when patience is at an end."""
    make_room(len(folders))
    descriptors: list[int] = []
    try:
        for folder in folders:
            descriptors.append(os.open(folder, FLAGS | os.O_DIRECTORY))
            _lock(descriptors[-1], folder, PATIENCE if patient else 1)
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


def _lock(descriptor: int, folder: str, tries: int) -> None:
    from fcntl import LOCK_EX, LOCK_NB, flock
    from time import sleep

    for left in reversed(range(tries)):
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            if not left:
                raise InputError(f"another run is mending {shown_path(folder) or '.'} right now") from None
            sleep(0.05)
        except OSError:
            return  # a file system without locks
        else:
            return


def _parsed(home: str, data: bytes, given: set[str]) -> Journal:
    """A journal from its text; raises `InputError` for one that leads anywhere but into the folders given."""
    strange = InputError("it is none of iaxlint's; remove it")
    try:
        document = json.loads(data)
        if document["version"] != VERSION or document["state"] not in STATES or not _is_token(document["token"]):
            raise strange
        rows = [(row["folder"], row["name"], row["old"], row["new"]) for row in document["files"]]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise strange from None
    entries = []
    for folder, name, old, new in rows:
        if not (_is_name(name) and _is_path(folder) and _are_identities(old, new or old)):
            raise strange
        real = os.path.realpath(os.path.join(home, folder))
        if real not in given:
            raise InputError(f"give {shown_path(real)}, too")
        entries.append(Entry(real, name, tuple(old), tuple(new) if new else None))
    return Journal(home, document["token"], document["state"], entries)


def _is_token(token: object) -> bool:
    return isinstance(token, str) and token.isascii() and token.isalnum()


def _is_path(text: object) -> bool:
    if not isinstance(text, str) or "\0" in text:
        return False
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def _is_name(name: object) -> bool:
    return isinstance(name, str) and _is_path(name) and not {"", ".", ".."} & set(name.split("/"))


def _are_identities(*values: object) -> bool:
    return all(
        isinstance(value, list) and len(value) == 3 and all(type(part) is int for part in value) for value in values
    )


def _read(path: str) -> bytes:
    descriptor = os.open(path, FLAGS)
    try:
        return os.read(descriptor, LARGEST)
    finally:
        os.close(descriptor)


def _write(path: str, data: bytes, flag: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | flag, 0o600)
    try:
        write_whole(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(folder: str) -> None:
    descriptor = os.open(folder, FLAGS | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
