"""Files where there were none: all of them or none, over nothing that is there, and no secret for others to read."""

from __future__ import annotations

import os

from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

GUARDED, OPEN = 0o600, 0o644
"""Who may read a file: its owner alone where it holds a secret."""

PRIVATE = "iax.conf"
"""The file that holds secrets."""


def place(texts: Mapping[str, str], folder: str) -> None:
    """Write the files, by their paths below the folder, which is made if it is not there.

    They are written beside their places first, and moved there when all are whole.  Raises `InputError`, and leaves
    nothing behind, if one of them is there already, or can't be written.
    """
    tops = sorted({path.partition("/")[0] for path in texts}, reverse=True)
    _refuse_taken(tops, folder)
    made = not os.path.isdir(folder)
    try:
        os.makedirs(folder, exist_ok=True)
        _fill(texts, tops, folder)
    except OSError as error:
        if made and os.path.isdir(folder) and not os.listdir(folder):
            os.rmdir(folder)
        raise InputError(f"cannot write to {folder}: {error.strerror}; nothing was written") from None


def _fill(texts: Mapping[str, str], tops: list[str], folder: str) -> None:
    """Write all beside their places, then move them there; what was moved goes again if the rest can't follow."""
    import shutil
    import tempfile

    waiting = tempfile.mkdtemp(prefix=".iaxlint-", dir=folder)
    moved: list[str] = []
    try:
        for path, text in texts.items():
            _write(os.path.join(waiting, *path.split("/")), text)
        for top in tops:
            target = os.path.join(folder, top)
            _move(os.path.join(waiting, top), target)
            moved.append(target)
    except BaseException:
        for target in moved:
            shutil.rmtree(target) if os.path.isdir(target) else os.unlink(target)
        raise
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _refuse_taken(tops: list[str], folder: str) -> None:
    taken = [os.path.join(folder, top) for top in sorted(tops) if not _free(os.path.join(folder, top))]
    if taken:
        are = "is there already" if len(taken) == 1 else "are there already"
        raise InputError(f"{', '.join(taken)} {are}; nothing was written: name another folder with --output")


def _free(path: str) -> bool:
    """Whether nothing is there, or an empty folder."""
    if not os.path.lexists(path):
        return True
    return os.path.isdir(path) and not os.path.islink(path) and not os.listdir(path)


def _write(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    mode = GUARDED if os.path.basename(path) == PRIVATE else OPEN
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _move(source: str, target: str) -> None:
    """To a place where nothing is: a folder takes that of an empty one at most, a file that of none."""
    if os.path.isdir(source):
        os.rename(source, target)
        return
    with open(source, encoding="utf-8") as file, open(target, "x", encoding="utf-8", newline="\n") as copy:
        copy.write(file.read())
