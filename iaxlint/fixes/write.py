"""Replace several files, all of them or none, whatever happens on the way."""

from __future__ import annotations

import os

from iaxlint.errors import InputError
from iaxlint.fixes import JOURNAL
from iaxlint.fixes.journal import BACK, READY, WRITING, Entry, Journal, close, locked, settle
from iaxlint.record import record
from iaxlint.settings import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fixes.slot import Slot


@record
class Replacement:
    """A file, what it held when it was read, and what it is to hold."""

    folder: str
    """A configuration folder that was given, by its real path."""
    name: str
    """Below the folder, without links on the way."""
    path: str
    """The file as users see it."""
    old: bytes
    new: bytes


def replace_files(files: list[Replacement]) -> None:
    """Replace all files; raises `InputError` if that can't be done, and then none is replaced.

    A process that is killed on the way leaves a journal, by which the next run brings all to one end.
    """
    if not hasattr(os, "O_DIRECTORY"):
        raise InputError("files are mended on POSIX systems only; --diff shows what would be done")
    folders = sorted({file.folder for file in files})
    for folder in folders:
        if os.path.lexists(os.path.join(folder, JOURNAL)):
            raise InputError(f"nothing was mended: {shown_path(folder) or '.'} holds the journal of an earlier run")
    from secrets import token_hex

    entries = [Entry(file.folder, file.name, (0, 0, 0)) for file in files]
    journal = Journal(folders[0], token_hex(8), WRITING, entries)
    with locked(folders):
        try:
            slots = journal.slots()
        except OSError as error:
            raise InputError(f"nothing was mended: {error.strerror}") from None
        try:
            _replace(journal, slots, files)
        finally:
            close(slots)


def _replace(journal: Journal, slots: list[Slot], files: list[Replacement]) -> None:
    at = files[0]
    try:
        for at, slot, entry in zip(files, slots, journal.entries, strict=True):
            entry.old = slot.check(at.path, at.old)
        journal.create()
        for at, slot, entry in zip(files, slots, journal.entries, strict=True):
            entry.new = slot.write(at.new)
            slot.keep()
            slot.sync()
        for at, slot, entry in zip(files, slots, journal.entries, strict=True):
            if slot.identity(slot.base) != entry.old:
                raise InputError(f"{at.path} has changed since it was read")
        journal.become(READY)
        settle(journal, slots)
    except BaseException as error:
        if os.path.lexists(journal.path) and _end(journal, slots) and isinstance(error, OSError):
            return
        if isinstance(error, OSError):
            raise InputError(f"nothing was mended: cannot write {at.path}: {error.strerror}") from None
        if isinstance(error, InputError):
            raise InputError(f"nothing was mended: {error}") from None
        raise


def _end(journal: Journal, slots: list[Slot]) -> bool:
    """Put back what was replaced, unless all was; whether all was.  Raises `InputError` where that fails, too."""
    try:
        done = all(
            entry.new is not None and slot.identity(slot.base) == entry.new
            for entry, slot in zip(journal.entries, slots, strict=True)
        )
        if journal.state == READY and not done:
            journal.become(BACK)
        return settle(journal, slots)[0]
    except OSError as error:
        names = ", ".join(entry.shown for entry in journal.entries)
        raise InputError(f"{names}: only some were mended ({error.strerror}); the next run will finish it") from None
