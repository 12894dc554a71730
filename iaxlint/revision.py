"""The files of a git revision, in the place of those in the work tree.

They are read from git's object store: neither the work tree nor the index is looked at or touched, and no hook, filter
or other program of the repository is run.  Nothing is fetched; what a partial clone lacks can't be read.
"""

from __future__ import annotations

import os
import subprocess
from errno import EINVAL, EIO, ELOOP, ENOENT, ENOTDIR
from posixpath import normpath

from iaxlint.disk import Disk, NotRegularError
from iaxlint.errors import InputError
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

GIT = ("git", "--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false")
"""A replacement of an object is known to this clone only; what is compared is what everybody has."""

OF_THE_CALLER = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}
)
"""What git sets for its hooks: the repository that counts is the one that the paths lie in."""

SAFE = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
"""No protocol may be used, whatever the repository's own `protocol.ext.allow` says: that one runs programs."""

FILE, LINK, FOLDER, MODULE = "file", "link", "folder", "module"
KINDS = {"120000": LINK, "160000": MODULE}
"""By the mode of an entry; the others are files."""

MOST_LINKS = 40
"""How many links a path may lead through, as on Linux."""
LONGEST_LINK = 4096

SEALED = {
    b"version https://git-lfs.github.com/spec/": "only its Git LFS pointer is in the revision",
    b"\0GITCRYPT": "it is sealed by git-crypt",
}
"""How files begin whose contents git does not have, and why they can't be read."""


@record
class Entry:
    """What stands at a path of a revision."""

    kind: str
    object: str = ""


class Revision(Disk):
    """The files of a commit, at the paths that they have, or would have, in the work tree.

    A context: on leaving it, the git process that reads objects ends.
    """

    __slots__ = ("_entries", "_names", "_process", "commit", "top")

    def __init__(self, top: str, commit: str, entries: dict[str, Entry]) -> None:
        self.top = top
        """The absolute path of the work tree's root."""
        self.commit = commit
        self._entries = {**entries, "": Entry(FOLDER), ".git": Entry(FOLDER)}
        self._names: dict[str, list[str]] = {}
        for path in entries:
            self._add_folders(path)
        self._process: subprocess.Popen[bytes] | None = None

    def _add_folders(self, path: str) -> None:
        """Note a path in its folder, and that folder in its own."""
        while path:
            folder, _, name = path.rpartition("/")
            self._names.setdefault(folder, []).append(name)
            if folder in self._entries:
                return
            self._entries[folder] = Entry(FOLDER)
            path = folder

    def __enter__(self) -> Revision:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the git process that reads objects; the next object starts another."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def is_file(self, path: str) -> bool:
        """Whether there is a regular file."""
        return self._kind(path) == FILE

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder."""
        return self._kind(path) == FOLDER

    def exists(self, path: str) -> bool:
        """Whether there is anything, be it a link that leads nowhere."""
        whole = os.path.abspath(path)
        if self._inside(whole) is None:
            whole = os.path.realpath(whole)
        if whole == self.top:
            return True
        folder, name = os.path.split(whole)
        inside = self._inside(self.real(folder))
        return inside is not None and f"{inside}/{name}".lstrip("/") in self._entries

    def real(self, path: str) -> str:
        """The absolute path without links; one that leads in a circle stays as it is."""
        real = self._resolved(path)
        return os.path.abspath(path) if real is None else real

    def names(self, folder: str) -> list[str]:
        """What a folder holds; raises `OSError`."""
        real = self._resolved(folder)
        inside = None if real is None else self._inside(real)
        kind = self._entries[inside].kind if inside in self._entries and inside is not None else ""
        if kind == MODULE:
            raise OSError(EINVAL, "a submodule, whose files are another repository's")
        if kind != FOLDER or inside is None:
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR))
        return self._names.get(inside, [])

    def folders(self, folder: str) -> list[str]:
        """The names of the folders in a folder, without links to folders; raises `OSError`."""
        inside = self._inside(self.real(folder)) or ""
        return [name for name in self.names(folder) if self._entries[f"{inside}/{name}".lstrip("/")].kind == FOLDER]

    def check(self, path: str) -> None:
        """Raise `OSError` where nothing is that can be read, `NotRegularError` for what is no regular file."""
        real = self._resolved(path)
        if real is None:
            raise OSError(ELOOP, os.strerror(ELOOP))
        if self._inside(real) is None:
            return  # whoever asks sees by the path that it leads out
        kind = self._kind(path)
        if not kind:
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
        if kind != FILE:
            raise NotRegularError("a folder" if kind == FOLDER else "a submodule")

    def read(self, path: str, most: int) -> tuple[bytes, str]:
        """The first `most` bytes of a file, and its path; raises `OSError`."""
        inside = self._inside(os.path.abspath(path))
        entry = self._entries.get(inside) if inside is not None else None
        if entry is None:
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
        if entry.kind != FILE:
            raise NotRegularError(f"a {entry.kind}")
        data = self._object(entry.object, most)
        reason = next((reason for start, reason in SEALED.items() if data.startswith(start)), "")
        if reason:
            raise OSError(EIO, reason)
        return data, os.path.abspath(path)

    def _inside(self, path: str) -> str | None:
        """An absolute path relative to the root of the work tree; None where it lies outside."""
        if path == self.top:
            return ""
        start = self.top.rstrip(os.sep) + os.sep
        return path[len(start) :].replace(os.sep, "/") if path.startswith(start) else None

    def _kind(self, path: str) -> str:
        real = self._resolved(path)
        inside = None if real is None else self._inside(real)
        entry = self._entries.get(inside) if inside is not None else None
        return entry.kind if entry is not None else ""

    def _resolved(self, path: str) -> str | None:
        """The absolute path without links, as far as they lie in the revision; None for a circle.

        What is behind a `..` in the target of a link is looked up by name, as nobody writes links through links.
        """
        whole = os.path.abspath(path)
        if self._inside(whole) is None:
            whole = os.path.realpath(whole)
        for _ in range(MOST_LINKS):
            inside = self._inside(whole)
            link = None if inside is None else self._first_link(inside)
            if inside is None or link is None:
                return whole
            target = os.fsdecode(self._object(self._entries[link].object, LONGEST_LINK))
            whole = normpath(os.path.join(self.top, os.path.dirname(link), target, inside[len(link) + 1 :]))
        return None

    def _first_link(self, inside: str) -> str | None:
        """The first folder or file of a path, from the root of the work tree on, that is a link."""
        parts = inside.split("/")
        places = ("/".join(parts[: at + 1]) for at in range(len(parts)))
        return next((place for place in places if place in self._entries and self._entries[place].kind == LINK), None)

    def _object(self, name: str, most: int) -> bytes:
        """The first bytes of an object; raises `OSError` for one that is not there."""
        if self._process is None:
            self._process = _start(self.top, "cat-file", "--batch")
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{name}\n".encode())
        process.stdin.flush()
        header = process.stdout.readline().split()
        if len(header) != 3:
            if not header:
                self.close()
            raise OSError(EIO, "its object is not in this clone")
        left = int(header[2])
        data = process.stdout.read(min(left, most))
        left -= len(data)
        while left >= 0:
            skipped = process.stdout.read(min(left + 1, 1 << 20))
            left -= len(skipped) or left + 1
        return data


def open_revision(name: str, near: str, *, forked: bool = False) -> Revision:
    """The files of a revision of the repository that the folder `near` lies in.

    With `forked`, those of the commit at which HEAD and the revision parted.  Raises `InputError` where there is no
    git, no repository or no such revision.
    """
    if name.startswith("-") or not name or "\0" in name:
        raise InputError(f"--base {name}: no name of a revision; it can't begin with a -")
    top = _line(near, "rev-parse", "--show-toplevel", why=f"{near} lies in no work tree of git")
    why = f"--base {name}: there is no such revision in {top}{_hint(near)}"
    commit = _line(near, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", why=why)
    if forked:
        commit = _line(near, "merge-base", "HEAD", commit, why=f"--base {name}: HEAD has no commit in common with it")
    listed = _run(near, "ls-tree", "-r", "-z", "--full-tree", commit, why=f"the tree of {name} is not in this clone")
    return Revision(top, commit, dict(_entries(listed)))


def top_of(path: str) -> str:
    """The root of the repository that a folder lies in, without links; empty where it lies in none."""
    folder = os.path.realpath(path)
    while not os.path.lexists(os.path.join(folder, ".git")):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return ""
    return folder


def _entries(listed: bytes) -> Iterator[tuple[str, Entry]]:
    """What `git ls-tree -z` lists: `mode type object TAB path NUL`."""
    for line in listed.split(b"\0"):
        words, tab, path = line.partition(b"\t")
        if tab:
            mode, _, name = words.decode("ascii").split()
            yield os.fsdecode(path), Entry(KINDS.get(mode, FILE), name)


def _hint(near: str) -> str:
    """What may help where a revision is not there."""
    shallow = _run(near, "rev-parse", "--is-shallow-repository", why="").strip() == b"true"
    return "; this clone is shallow: git fetch --unshallow brings the rest (fetch-depth: 0 in a workflow)" * shallow


def _line(near: str, *words: str, why: str) -> str:
    return os.fsdecode(_run(near, *words, why=why)).rstrip("\n")


def _run(near: str, *words: str, why: str) -> bytes:
    """What a git command prints; raises `InputError` that says why it can't be had."""
    process = _start(near, *words)
    printed, complaint = process.communicate()
    if process.returncode:
        lines = os.fsdecode(complaint).strip().split("\n")
        trust = next((line.strip() for line in lines if "safe.directory" in line), "")
        if trust:
            raise InputError(f"the repository of {near} belongs to another user; if you trust it: {trust}")
        said = lines[0].removeprefix("fatal: ")
        raise InputError(f"{why}{f' (git says: {said})' if said else ''}")
    return printed


def _start(near: str, *words: str) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_CALLER}
    try:
        return subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            [*GIT, *words],
            cwd=near,
            env={**environment, **SAFE},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if "--batch" in words else subprocess.PIPE,
        )
    except FileNotFoundError:
        raise InputError("--base needs git, and there is none on this machine") from None
    except OSError as error:
        raise InputError(f"git can't be run: {error.strerror}") from None
