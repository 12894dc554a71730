"""A folder of the user's own, for files that nobody else may read, write or make up.

Every file begins with a keyed digest of the rest; one that was torn, cut or changed is as good as none.
"""

from __future__ import annotations

import json
import os
import re
import stat
from hashlib import blake2b
from hmac import compare_digest

from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

KEY = "key"
KEY_BYTES = 32
SEAL_BYTES = 32
MOST_BYTES = 128 << 20
"""How much all files of the folder may hold together; the oldest go first."""

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
NONBLOCK = getattr(os, "O_NONBLOCK", 0)
OWN = re.compile(r"[0-9a-f]{32}\.json(\.[0-9a-f]{8}\.tmp)?|key\.[0-9a-f]{8}\.tmp")
"""What may be deleted where there is too much; a folder that is given may hold files of others."""


class UnsafeFolderError(Exception):
    """A folder that others could read or write; the text is for people."""


class PrivateFolder:
    """Such a folder, made if need be; raises `UnsafeFolderError`, or `OSError` where it can't be made.

    It is held open: whoever may write to a folder above can put another in its place, but none that is then used.
    """

    def __init__(self, path: str) -> None:
        os.makedirs(path, mode=0o700, exist_ok=True)
        if os.path.islink(path):
            raise UnsafeFolderError("it is a link")
        self.path = path
        self.descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | NOFOLLOW)
        info = os.fstat(self.descriptor)
        if info.st_uid != os.getuid():
            raise UnsafeFolderError("it belongs to somebody else")
        if info.st_mode & 0o077:
            raise UnsafeFolderError("others may look into it; chmod 700 mends that")
        self.key = self._key()

    def __del__(self) -> None:
        descriptor = getattr(self, "descriptor", -1)
        if descriptor >= 0:
            os.close(descriptor)

    def read(self, name: str) -> dict[str, Any] | None:
        """What was written under a name; None where nothing was, or it is not what was written."""
        data = self._bytes(name, MOST_BYTES)
        seal, body = data[:SEAL_BYTES], data[SEAL_BYTES:]
        if not body or not compare_digest(seal, self._seal(name, body)):
            return None
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def write(self, name: str, content: dict[str, Any]) -> None:
        """Keep something under a name, whole or not at all; where there is no room nothing is kept."""
        body = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
        if len(body) + SEAL_BYTES > MOST_BYTES:
            return
        try:
            self._replace(name, self._seal(name, body) + body)
            self._tidy()
        except OSError:
            return

    def touch(self, name: str) -> None:
        """Note that it was used, so that it is not the first to go."""
        try:
            os.utime(name, dir_fd=self.descriptor, follow_symlinks=False)
        except (OSError, NotImplementedError):
            return

    def _key(self) -> bytes:
        key = self._bytes(KEY, KEY_BYTES)
        if len(key) != KEY_BYTES:
            self._replace(KEY, os.urandom(KEY_BYTES))
            key = self._bytes(KEY, KEY_BYTES)
        if len(key) != KEY_BYTES:
            raise UnsafeFolderError("its key cannot be read")
        return key

    def _seal(self, name: str, body: bytes) -> bytes:
        seal = blake2b(name.encode() + b"\0", key=self.key, digest_size=SEAL_BYTES)
        seal.update(body)
        return seal.digest()

    def _bytes(self, name: str, most: int) -> bytes:
        """What a regular file of the user's own holds; nothing where there is none."""
        try:
            descriptor = os.open(name, os.O_RDONLY | NOFOLLOW | NONBLOCK, dir_fd=self.descriptor)
        except OSError:
            return b""
        info = os.fstat(descriptor)
        own = stat.S_ISREG(info.st_mode) and info.st_uid == os.getuid() and not info.st_mode & 0o077
        if not own or info.st_size > most:
            os.close(descriptor)
            return b""
        with open(descriptor, "rb") as file:
            return file.read(most)

    def _replace(self, name: str, data: bytes) -> None:
        scratch = f"{name}.{os.urandom(4).hex()}.tmp"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW
        descriptor = os.open(scratch, flags, 0o600, dir_fd=self.descriptor)
        try:
            with open(descriptor, "wb") as file:
                file.write(data)
            os.replace(scratch, name, src_dir_fd=self.descriptor, dst_dir_fd=self.descriptor)
        except BaseException:
            os.unlink(scratch, dir_fd=self.descriptor)
            raise

    def _tidy(self) -> None:
        """Delete the oldest files where there is too much, and what runs that were killed left behind."""
        with os.scandir(self.descriptor) as entries:
            files = sorted(
                ((entry.stat(follow_symlinks=False), entry.name) for entry in entries if OWN.fullmatch(entry.name)),
                key=lambda file: -file[0].st_mtime,
            )
        total = 0
        newest = files[0][0].st_mtime if files else 0.0
        for info, name in files:
            total += info.st_size
            if total > MOST_BYTES or (name.endswith(".tmp") and info.st_mtime < newest - 3600):
                os.unlink(name, dir_fd=self.descriptor)


def cache_folder(given: str | None) -> PrivateFolder | None:
    """The folder that is given, or the user's own; None where the latter can't be had.

    Raises `InputError` for a given one that can't be used.
    """
    path = given or _default()
    try:
        return PrivateFolder(os.path.abspath(path)) if path else None
    except (UnsafeFolderError, OSError) as error:
        if given:
            raise InputError(f"--cache-dir {given}: {getattr(error, 'strerror', None) or error}") from None
        return None


def _default() -> str:
    """`iaxlint` in XDG_CACHE_HOME, else in `~/.cache`; empty where there is no home."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        user = os.path.expanduser("~")
        home = os.path.join(user, ".cache") if os.path.isabs(user) else ""
    return os.path.join(home, "iaxlint") if home else ""
