"""`iaxlint check --watch`: again whenever a file changes, on a terminal, until Ctrl-C.

Whatever a run asked the disk for, found or not, is what the next run waits for.  It is looked at by stat(2) again and
again: that needs no library, and sees changes on every file system, also on those of other machines.
"""

from __future__ import annotations

import gc
import os
import stat
import sys
from time import monotonic, sleep

from iaxlint.cli.check import run_once
from iaxlint.cli.output import is_terminal
from iaxlint.cli.run import bug, complain
from iaxlint.disk import Disk
from iaxlint.errors import InputError
from iaxlint.settings import load_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from iaxlint.cli.arguments import Options

PACE = 0.25
"""Seconds between two looks, at least."""
SHARE = 20
"""A look is followed by so many times the time that it took, at least: a large fleet keeps no core busy."""
STILL = 0.1
"""Seconds without a further change after which a change counts: an editor may write a file in several steps."""
CLEAR = "\x1b[H\x1b[2J\x1b[3J"

State = dict[str, tuple[object, ...]]
"""What tells of each path that it has changed; empty for one that is not there."""


class Noted(Disk):
    """The disk, and how every path looked when it was first asked for."""

    def __init__(self) -> None:
        self.seen: State = {}

    def note(self, path: str) -> None:
        """Remember how a path looks."""
        if path not in self.seen:
            self.seen[path] = stamp(path)

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file."""
        self.note(path)
        return super().is_file(path)

    def names(self, folder: str) -> list[str]:
        """What a folder holds."""
        self.note(folder)
        return super().names(folder)

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder."""
        self.note(folder)
        return super().folders(folder)

    def check(self, path: str) -> None:
        """Raise `OSError` where nothing is that can be read."""
        self.note(path)
        super().check(path)

    def read(self, path: str, most: int) -> tuple[bytes, str]:
        """The first bytes of a file."""
        self.note(path)
        return super().read(path, most)


def watch(options: Options) -> NoReturn:
    """Check for ever; raises `InputError` where there is no terminal, and `KeyboardInterrupt` in the end."""
    if not is_terminal() or os.environ.get("TERM") == "dumb":
        raise InputError("--watch clears the screen, and so needs a terminal; run check without it here")
    gc.enable()
    try:
        while True:
            disk = Noted()
            for path in (*options.paths, *_others(options)):
                disk.note(path)
            _check(options, disk)
            sys.stdout.write(f"\nWatching {len(disk.seen)} paths; Ctrl-C ends it.\n")
            sys.stdout.flush()
            _await_change(disk.seen)
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        raise


def _check(options: Options, disk: Disk) -> None:
    """One run; what keeps it from reporting is said, and mended by whoever is editing."""
    sys.stdout.write(CLEAR)
    sys.stdout.flush()
    try:
        run_once(options, disk)
    except InputError as error:
        complain(str(error))
    except Exception as error:
        if options.debug:
            raise
        complain(bug(error))
    sys.stdout.flush()
    gc.collect()


def _others(options: Options) -> list[str]:
    """What is read beside the servers' files and the settings."""
    try:
        baseline = options.baseline or load_settings(options.config, options.paths).baseline
    except InputError:
        baseline = None
    return [file for file in (options.config, baseline) if file]


def _await_change(seen: State) -> None:
    """Return when something is not as it was, and has stayed as it is for a while."""
    now = seen
    while now == seen:
        started = monotonic()
        now = {path: stamp(path) for path in seen}
        if now == seen:
            sleep(max(PACE, SHARE * (monotonic() - started)))
    before: State = {}
    while now != before:
        sleep(STILL)
        before, now = now, {path: stamp(path) for path in seen}


def stamp(path: str) -> tuple[object, ...]:
    """What the file system tells of a path without its being read; of a folder, what it holds that is not hidden."""
    try:
        info = os.stat(path)
        if stat.S_ISDIR(info.st_mode):
            return tuple(sorted(name for name in os.listdir(path) if not name.startswith(".")))
    except (OSError, ValueError):
        return ()
    return info.st_mtime_ns, info.st_size, info.st_ino
