"""One server's configuration folder: the files below it, and nothing else.

A path may be written as the server itself sees it, so `/etc/asterisk/x.conf` means `x.conf` of the
folder.  Symbolic links are followed as long as they stay below it.  Nothing outside is ever read, nor
anything that is not a regular file.
"""

from __future__ import annotations

import errno
import os
from posixpath import normpath

from iaxlint.disk import DISK, NotRegularError
from iaxlint.grammar import parse
from iaxlint.placeholder import PLACEHOLDERS
from iaxlint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from iaxlint.disk import Disk
    from iaxlint.grammar.tree import File

DEPLOYED = "/etc/asterisk"
"""Where the folder lies on the server, unless its `asterisk.conf` says otherwise."""

NOWHERE = frozenset({errno.ENAMETOOLONG, errno.ELOOP})
"""Errors of names that lead to no file on any machine."""

LARGEST = 64 << 20
"""How many bytes of one file are read at most."""

LARGEST_SUM = 256 << 20
"""How many bytes of all files together are read at most."""

MOST_MATCHES = 10_000
"""How many names a pattern may stand for, and how many alternatives its braces may have."""

SPECIAL = frozenset("*?[{\\")
"""What makes a name a pattern."""


class FileError(Exception):
    """A file that is not read, and why.

    `kind` is `missing`, `not-regular`, `unreadable`, `outside` or `too-large`; `reason` is for people.
    """

    def __init__(self, kind: str, path: str, reason: str) -> None:
        super().__init__(f"{path} {reason}")
        self.kind = kind
        self.path = path
        self.reason = reason


class Folder:
    """One server's configuration folder.

    `root` is its path, `shown` how users see that path (empty for the current folder), `overlay` maps
    names to bytes that stand in the place of what is on `disk`.  Names are relative to the folder and
    have forward slashes.  Every file is read and parsed once.
    """

    __slots__ = (
        "_left",
        "_overlay",
        "_real",
        "_sources",
        "complete",
        "consulted",
        "deployed",
        "disk",
        "exec_allowed",
        "placeholders",
        "root",
        "shown",
    )

    def __init__(self, root: str, shown: str, overlay: dict[str, bytes] | None = None, disk: Disk = DISK) -> None:
        self.root = root
        self.disk = disk
        self.shown = shown
        self.placeholders = PLACEHOLDERS
        """What its files may leave to be filled in."""
        self.deployed: tuple[str, ...] = (DEPLOYED,)
        """Absolute paths that mean the folder itself."""
        self.exec_allowed: bool | None = None
        """Whether `#exec` runs programs; None where that is not known."""
        self.consulted = False
        """Whether `asterisk.conf` was asked for both."""
        self.complete = True
        """Whether a file that is not here is not on the server either."""
        self._overlay = overlay or {}
        self._real = disk.real(root)
        self._sources: dict[str, Source | FileError] = {}
        self._left = LARGEST_SUM

    def __repr__(self) -> str:
        return f"Folder({self.root!r})"

    def path(self, name: str) -> str:
        """A file's path as users see it."""
        return f"{self.shown}/{name}" if self.shown not in ("", ".") else name

    def file(self, name: str) -> File:
        """The syntax tree of a file; raises `FileError`."""
        known = self.source(name)
        return known.tree or parse(known)

    def source(self, name: str) -> Source:
        """A file as it stands; raises `FileError`."""
        known = self._sources.get(name)
        if known is None:
            try:
                known = Source(self.path(name), self._data(name))
            except FileError as error:
                # what was raised knows where, and so this folder with all that it holds
                known = FileError(error.kind, error.path, error.reason)
            self._sources[name] = known
        if isinstance(known, FileError):
            raise FileError(known.kind, known.path, known.reason)
        return known

    def part(self) -> None:
        """Part the files that were read from their trees: they know each other, and neither would go by itself."""
        for source in self.sources().values():
            source.tree = None

    def sources(self) -> dict[str, Source]:
        """What was read so far, by name."""
        return {name: known for name, known in self._sources.items() if isinstance(known, Source)}

    def real_name(self, name: str) -> str:
        """The name below the folder that a name leads to when links are followed; the folder's own is `.`."""
        return os.path.relpath(self.disk.real(os.path.join(self.root, name)), self._real).replace(os.sep, "/")

    def edited(self, texts: dict[str, bytes]) -> Self:
        """The folder with other bytes in the place of some files; all others are as they were read."""
        from copy import copy

        other = copy(self)
        other.deployed, other.consulted, other.exec_allowed = (DEPLOYED,), False, None
        other._overlay = {**self._overlay, **texts}
        other._sources = {name: known for name, known in self._sources.items() if name not in texts}
        other._left += sum(len(known.text) for name, known in self.sources().items() if name in texts)
        return other

    def locate(self, path: str) -> str:
        """The name of what an `#include` asks for; raises `FileError` where that lies outside."""
        for base in (*self.deployed, self.root, self._real):
            whole = normpath(path if path.startswith("/") else f"{base}/{path}")
            if whole == base:
                return ""
            if whole.startswith(base.rstrip("/") + "/"):
                return whole[len(base.rstrip("/")) + 1 :] + "/" * path.endswith("/")
        raise FileError("outside", path, "lies outside the configuration folder, so it is not read")

    def glob(self, pattern: str) -> list[str]:
        """The names that a pattern stands for, in the order of glob(3) with GLOB_NOMAGIC and GLOB_BRACE.

        One without magic characters stands for itself, whether there is such a file or not.  Raises
        `FileError` where it leads outside or stands for too many.
        """
        if SPECIAL.isdisjoint(pattern):
            return [pattern]
        from iaxlint.loader.globs import alternatives, is_magic, unescape

        expanded = alternatives(pattern, MOST_MATCHES)
        if expanded is None:
            raise FileError("too-large", pattern, f"has more than {MOST_MATCHES} alternatives")
        found: list[str] = []
        for alternative in expanded:
            found += self._matches(alternative) if is_magic(alternative) else [unescape(alternative)]
            if len(found) > MOST_MATCHES:
                raise FileError("too-large", pattern, f"stands for more than {MOST_MATCHES} files")
        return found

    def _matches(self, pattern: str) -> list[str]:
        """The existing names that a pattern without braces stands for."""
        from iaxlint.loader.globs import is_magic, matcher, unescape

        places = [""]
        for part in pattern.split("/"):
            above, places = places, []
            for place in above:
                if is_magic(part):
                    places += [f"{place}{name}/" for name in filter(matcher(part), self._names(place))]
                else:
                    places.append(f"{place}{unescape(part)}/")
                if len(places) > MOST_MATCHES:
                    raise FileError("too-large", pattern, f"leads to more than {MOST_MATCHES} names")
        found = [place[:-1] for place in places]
        return sorted((name for name in found if self.exists(name)), key=os.fsencode)

    def exists(self, name: str) -> bool:
        """Whether there is anything of that name, be it a link that leads nowhere."""
        return name in self._overlay or self.disk.exists(os.path.join(self.root, name))

    def _names(self, below: str) -> list[str]:
        """What a folder below the root holds; nothing where that is no folder."""
        place = os.path.join(self.root, below)
        self._check(self.disk.real(place), below)
        names = {known[len(below) :].partition("/")[0] for known in self._overlay if known.startswith(below)}
        try:
            return list(names.union(self.disk.names(place)))
        except OSError:
            return list(names)

    def _data(self, name: str) -> bytes:
        data = self._overlay.get(name)
        if data is None:
            data = self._read(name)
        self._left -= len(data)
        return data

    def _read(self, name: str) -> bytes:
        place = os.path.join(self.root, name)
        limit = min(LARGEST, self._left)
        try:
            self.disk.check(place)
            real = self.disk.real(place)
            self._check(real, name)
            inside = real[len(self._real) :].lstrip(os.sep).replace(os.sep, "/")
            if inside in self._overlay:
                return self._overlay[inside]
            data, opened = self.disk.read(real, limit + 1)
        except NotRegularError as error:
            raise FileError("not-regular", self.path(name), f"is {error}") from None
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise FileError("missing", self.path(name), "does not exist") from None
        except OSError as error:
            if error.errno in NOWHERE:
                raise FileError("missing", self.path(name), "does not exist") from None
            reason = (error.strerror or "error").lower()
            raise FileError("unreadable", self.path(name), f"cannot be read: {reason}") from None
        self._check(opened, name)
        if len(data) > limit:
            most = f"{LARGEST >> 20} MiB of a file, and {LARGEST_SUM >> 20} MiB of a folder"
            raise FileError("too-large", self.path(name), f"is too large: at most {most}, are read")
        return data

    def _check(self, real: str, name: str) -> None:
        if real and real != self._real and not real.startswith(self._real.rstrip(os.sep) + os.sep):
            raise FileError(
                "outside", self.path(name), "leads outside the configuration folder by a link, so it is not read"
            )
