"""Runs a command and notes what it asks of the system, in all of its processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import iaxlint

PROGRAM = """
import json, os, sys
from iaxlint.cli.run import run
notes = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
places, below = {}, [""]
opened = os.open

def remembering(path, flags, mode=0o777, *, dir_fd=None):
    below[0] = places.get(dir_fd, "")
    try:
        descriptor = opened(path, flags, mode, dir_fd=dir_fd)
    finally:
        place, below[0] = below[0], ""
    places[descriptor] = os.path.join(place, os.fsdecode(path))
    return descriptor

def paths(event, words):
    if event == "open":
        return [os.path.join(below[0], os.fsdecode(words[0]))] if isinstance(words[0], (str, bytes)) else []
    names = [os.fsdecode(word) for word in words[:2] if isinstance(word, (str, bytes))]
    folders = words[2:4] if event in TWO else words[-1:]
    return [os.path.join(places.get(folder, ""), name) for folder, name in zip(folders, names)]

def note(event, words):
    if event == "open" or event.split(".")[0] in ("os", "shutil"):
        told = paths(event, words) + [words[2] if event == "open" else 0]
    elif event.split(".")[0] in WATCHED:
        told = [word for word in words if isinstance(word, (str, int, tuple, list))]
    else:
        return
    os.write(notes, (json.dumps([event, told], default=repr) + "\\n").encode())

TWO = ("os.rename", "os.link")
WATCHED = {"subprocess", "socket", "pty", "ftplib", "http", "urllib", "ctypes", "webbrowser"}
os.open = remembering
sys.addaudithook(note)
sys.exit(run(sys.argv[2:]))
"""

LISTING = ("os.listdir", "os.scandir", "os.walk", "os.fwalk")
HARMLESS = ("os.fork", "os.putenv", "os.unsetenv")
"""What touches no file: processes of the same program."""
PIPE = ("socket.__new__", socket.AF_UNIX)
"""How processes of the same program are joined."""


class Event(NamedTuple):
    """What Python says of a step: for files the paths and how they are opened, else with which plain words."""

    name: str
    words: list[Any]

    @property
    def writes(self) -> bool:
        """Whether it opens a file for writing, or changes what there is."""
        if self.name == "open":
            return bool(self.words[-1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
        return self.name not in (*LISTING, *HARMLESS)

    @property
    def paths(self) -> list[str]:
        """The files or folders that it is about; none for a descriptor."""
        return [word for word in self.words[:-1] if isinstance(word, str)]


class Audited(NamedTuple):
    status: int
    printed: str
    events: list[Event]


def audited(words: list[str], folder: Path, notes: Path, **environment: str) -> Audited:
    """Run a command in a folder; `notes` is a file to be."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(notes), *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )
    printed = (done.stdout + done.stderr).decode()
    assert "Traceback" not in printed, printed
    assert "this is a bug" not in printed, printed
    assert done.returncode in (0, 1, 2)
    return Audited(done.returncode, printed, [Event(*json.loads(line)) for line in notes.read_text().splitlines()])


OWN = tuple(map(os.path.realpath, (sys.prefix, sys.base_prefix, Path(iaxlint.__file__).parent)))
"""Where Python and iaxlint itself lie."""
SEARCHED = os.path.dirname(OWN[-1])
"""Where Python looks for iaxlint, and with that for whatever is imported."""


def strays(done: Audited, folder: Path, *written: Path) -> list[Event]:
    """The events that a command which reads below a folder, and writes below others, has no business with."""
    return [event for event in done.events if not _may(event, folder, [str(path) for path in written])]


def _may(event: Event, folder: Path, written: list[str]) -> bool:
    if event.name in HARMLESS or (event.name, *event.words[:1]) == PIPE or event.paths in ([os.devnull], [SEARCHED]):
        return True
    if event.name != "open" and not event.name.startswith(("os.", "shutil.")):
        return False
    places = tuple(written) if event.writes else (str(folder), *written, *OWN)
    return all(os.path.realpath(folder / path).startswith(places) for path in event.paths)
