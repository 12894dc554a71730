"""One file that is to be replaced: its folder, held open, and the two names beside it that are used on the way.

Every folder on the way down is opened without following links, and everything is done relative to the last one: a
folder that somebody moves or replaces by a link in the meantime leads nowhere else.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from iaxlint.disk import FLAGS
from iaxlint.errors import InputError

Identity = tuple[int, int, int]
"""What tells a file from any other, and from itself after somebody wrote to it: inode, size, time of change in ns."""

MANY = 1 << 20
"""How many bytes are read at once."""

RESERVE = 256
"""How many files may be open beside the folders."""


class Slot:
    """The file `name` below the folder `root`; `token` and `number` make the names beside it its own.

    Raises `OSError` where the folder can't be opened.
    """

    __slots__ = ("base", "folder", "kept", "new")

    def __init__(self, root: str, name: str, token: str, number: int) -> None:
        *above, self.base = name.split("/")
        self.new = f".iaxlint-{token}-{number}.new"
        """The name of what will take the file's place."""
        self.kept = f".iaxlint-{token}-{number}.old"
        """A second name of what was there before."""
        self.folder = os.open(root, FLAGS & ~os.O_NOFOLLOW | os.O_DIRECTORY)
        for part in above:
            upper = self.folder
            try:
                self.folder = os.open(part, FLAGS | os.O_DIRECTORY, dir_fd=upper)
            finally:
                os.close(upper)

    def close(self) -> None:
        """Let go of the folder."""
        os.close(self.folder)

    def identity(self, name: str) -> Identity | None:
        """What stands under a name; None for nothing, and for what is no regular file."""
        try:
            info = os.stat(name, dir_fd=self.folder, follow_symlinks=False)
        except FileNotFoundError:
            return None
        return (info.st_ino, info.st_size, info.st_mtime_ns) if stat.S_ISREG(info.st_mode) else None

    def check(self, shown: str, data: bytes) -> Identity:
        """What the file is now; raises `InputError` unless it holds `data` and may be replaced."""
        descriptor = os.open(self.base, FLAGS, dir_fd=self.folder)
        try:
            info = os.fstat(descriptor)
            if not stat.S_ISREG(info.st_mode) or _read(descriptor, len(data) + 1) != data:
                raise InputError(f"{shown} has changed since it was read")
        finally:
            os.close(descriptor)
        if not (info.st_mode & 0o222 and os.access(self.base, os.W_OK, dir_fd=self.folder)):
            raise InputError(f"{shown} is read-only")
        if info.st_nlink > 1:
            raise InputError(f"{shown} has {info.st_nlink} names (hard links), which would part if it were mended")
        return info.st_ino, info.st_size, info.st_mtime_ns

    def write(self, data: bytes) -> Identity:
        """Write what will take the file's place, with its mode, owner and attributes, and wait for the disk."""
        old = os.open(self.base, FLAGS, dir_fd=self.folder)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(self.new, flags, 0o600, dir_fd=self.folder)
            try:
                write_whole(descriptor, data)
                _dress(descriptor, old)
                os.fsync(descriptor)
                info = os.fstat(descriptor)
            finally:
                os.close(descriptor)
        finally:
            os.close(old)
        return info.st_ino, info.st_size, info.st_mtime_ns

    def keep(self) -> None:
        """Give what is there a second name, so that it can be put back."""
        os.link(self.base, self.kept, src_dir_fd=self.folder, dst_dir_fd=self.folder, follow_symlinks=False)

    def put(self, name: str) -> None:
        """Let what stands under a name take the file's place."""
        os.replace(name, self.base, src_dir_fd=self.folder, dst_dir_fd=self.folder)

    def clear(self) -> None:
        """Remove both names beside the file."""
        for name in (self.new, self.kept):
            with suppress(FileNotFoundError):
                os.unlink(name, dir_fd=self.folder)

    def sync(self) -> None:
        """Wait until the disk has the names."""
        os.fsync(self.folder)


def make_room(files: int) -> None:
    """Let the process hold so many folders open, each with a lock, as far as it may."""
    from resource import RLIMIT_NOFILE, getrlimit, setrlimit

    soft, hard = getrlimit(RLIMIT_NOFILE)
    wanted = 2 * files + RESERVE
    if soft < wanted:
        with suppress(OSError, ValueError):
            setrlimit(RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))


def write_whole(descriptor: int, data: bytes) -> None:
    """Write all of it."""
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _read(descriptor: int, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := os.read(descriptor, min(most, MANY))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _dress(descriptor: int, old: int) -> None:
    """Give a file the owner, the mode and the extended attributes (access lists, labels) of another."""
    info, own = os.fstat(old), os.fstat(descriptor)
    if (info.st_uid, info.st_gid) != (own.st_uid, own.st_gid):
        os.fchown(descriptor, info.st_uid, info.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(info.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(old):
                os.setxattr(descriptor, name, os.getxattr(old, name))
