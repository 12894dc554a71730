"""What files there are, and what they hold: those on the disk, or others that stand in their place.

Whoever looks for servers, settings, configurations and keys asks a `Disk`, so that all of them see the same files.
"""

from __future__ import annotations

import os
import stat

from iaxlint.errors import InputError

FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class NotRegularError(OSError):
    """A folder, a device, a pipe: what is no regular file."""


class Disk:
    """The files of this machine.  Paths are absolute or relative to the current folder; links are followed."""

    __slots__ = ()

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file."""
        return os.path.isfile(path)

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        return os.path.isdir(path)

    def exists(self, path: str) -> bool:
        """Whether there is anything, be it a link that leads nowhere."""
        return os.path.lexists(path)

    def real(self, path: str) -> str:
        """The absolute path without links, whether there is anything or not."""
        return os.path.realpath(path)

    def names(self, folder: str) -> list[str]:
        """What a folder holds; raises `OSError`."""
        return os.listdir(folder)

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder, without links to folders; raises `OSError`."""
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]

    def check(self, path: str) -> None:
        """Raise `OSError` where nothing is that can be read, `NotRegularError` for what is no regular file."""
        _check_regular(os.stat(path))

    def read(self, path: str, most: int) -> tuple[bytes, str]:
        """The first `most` bytes of a regular file that is no link, and the path that they come from.

        The path is empty where the system does not tell it: a link may have been moved since it was looked at.
        Raises `OSError`.
        """
        descriptor = os.open(path, FLAGS)
        try:
            info = os.fstat(descriptor)
            _check_regular(info)
            return _read(descriptor, most, max(info.st_size, 4096)), _opened(descriptor)
        finally:
            os.close(descriptor)

    def text(self, path: str, shown: str, most: int) -> str:
        """A file of at most `most` bytes in UTF-8, with line feeds alone; `InputError` names what can't be read."""
        try:
            data, _ = self.read(self.real(path), most + 1)
            text = data.decode("utf-8-sig")
        except OSError as error:
            raise InputError(f"cannot read {shown}: {error.strerror or f'it is {error}'}") from None
        except UnicodeDecodeError:
            raise InputError(f"cannot read {shown}: the file is not UTF-8") from None
        if len(data) > most:
            raise InputError(f"cannot read {shown}: more than {most >> 20} MiB")
        return text.replace("\r\n", "\n")


DISK = Disk()
"""The files as they are now."""


class SteadyDisk(Disk):
    """The files of this machine for one run over many folders, in which none of these is taken to move.

    What is opened is still looked at when it is open, so a folder that does move leads nowhere else.
    """

    __slots__ = ("_folders",)

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def real(self, path: str) -> str:
        """The absolute path without links; where a folder leads is asked of the system once."""
        folder, _, name = path.rpartition("/")
        if not folder or name in ("", ".", ".."):
            return super().real(path)
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = super().real(folder)
        place = os.path.join(known, name)
        return super().real(place) if os.path.islink(place) else place


def _check_regular(info: os.stat_result) -> None:
    if not stat.S_ISREG(info.st_mode):
        raise NotRegularError("a folder" if stat.S_ISDIR(info.st_mode) else "no regular file")


def _read(descriptor: int, most: int, likely: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := os.read(descriptor, min(likely + 1, 1 << 24, most))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _opened(descriptor: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        return ""
