"""What was asked of the disk, and what it answered: by that it is told later whether anything has changed."""

from __future__ import annotations

from contextlib import suppress

from iaxlint.disk import Disk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Answer = TypeVar("Answer", bool, str)
    Digest = Callable[[bytes], str]

Asked = list[list[object]]
"""Questions with their answers, of files a keyed digest: method, arguments, answer."""


class Watching(Disk):
    """A disk that notes what it is asked."""

    __slots__ = ("_digest", "_disk", "asked")

    def __init__(self, disk: Disk, digest: Digest) -> None:
        self._disk = disk
        self._digest = digest
        self.asked: Asked = []

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file."""
        return self._note("is_file", path, self._disk.is_file(path))

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        return self._note("is_folder", path, self._disk.is_folder(path))

    def exists(self, path: str) -> bool:
        """Whether there is anything, be it a link that leads nowhere."""
        return self._note("exists", path, self._disk.exists(path))

    def real(self, path: str) -> str:
        """The absolute path without links, whether there is anything or not."""
        return self._note("real", path, self._disk.real(path))

    def names(self, folder: str) -> list[str]:
        """What a folder holds; raises `OSError`."""
        return self._listed("names", folder)

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder, without links to folders; raises `OSError`."""
        return self._listed("folders", folder)

    def check(self, path: str) -> None:
        """Raise `OSError` where nothing is that can be read, `NotRegularError` for what is no regular file."""
        try:
            self._disk.check(path)
        except (OSError, ValueError) as error:
            self.asked.append(["check", path, 0, _said(error)])
            raise
        self.asked.append(["check", path, 0, ""])

    def read(self, path: str, most: int) -> tuple[bytes, str]:
        """The first `most` bytes of a regular file that is no link, and the path that they come from."""
        try:
            data, opened = self._disk.read(path, most)
        except (OSError, ValueError) as error:
            self.asked.append(["read", path, most, _said(error)])
            raise
        self.asked.append(["read", path, most, [self._digest(data), opened]])
        return data, opened

    def _note(self, question: str, path: str, answer: Answer) -> Answer:
        self.asked.append([question, path, 0, answer])
        return answer

    def _listed(self, question: str, folder: str) -> list[str]:
        try:
            found: list[str] = getattr(self._disk, question)(folder)
        except OSError as error:
            self.asked.append([question, folder, 0, _said(error)])
            raise
        self.asked.append([question, folder, 0, sorted(found)])
        return found


def unchanged(asked: Asked, disk: Disk, digest: Digest) -> bool:
    """Whether a disk would answer the same."""
    again = Watching(disk, digest)
    for question, path, most, answer in asked:
        ask = getattr(again, str(question))
        with suppress(OSError, ValueError):
            ask(path, most) if question == "read" else ask(path)
        if again.asked.pop()[3] != answer:
            return False
    return True


def _said(error: Exception) -> str:
    return f"{type(error).__name__} {getattr(error, 'errno', None)}"
