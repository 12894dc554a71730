"""All files or none: with kills at every step, a full disk, and files that may not be replaced."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from iaxlint.errors import InputError
from iaxlint.fixes import JOURNAL
from iaxlint.fixes.journal import locked, recover
from iaxlint.fixes.write import Replacement, replace_files

FILES = ("foo/iax.conf", "foo/conf.d/peers.conf", "bar/iax.conf")
OLD = {name: f"[{name}]\r\nold=\xff{'x' * 3000}".encode("latin-1") for name in FILES}
NEW = {name: f"[{name}]\r\nnew=\xfe{'y' * 5000}".encode("latin-1") for name in FILES}

STEPS = ("open", "write", "fsync", "fchmod", "link", "replace", "unlink")
"""What is done to a disk."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three files in two configuration folders, in the current folder."""
    fill(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fill(place: Path) -> None:
    for name, data in OLD.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)


def replacements(place: Path) -> list[Replacement]:
    files = []
    for name in FILES:
        folder, _, below = name.partition("/")
        files.append(Replacement(str(place.resolve() / folder), below, name, OLD[name], NEW[name]))
    return files


def folders(place: Path) -> list[str]:
    return [str(place / "foo"), str(place / "bar")]


def state(place: Path) -> dict[str, bytes]:
    return {name: (place / name).read_bytes() for name in FILES}


def everything(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def in_child(work: Callable[[], object]) -> int:
    """Run something in a child process; how that ended, as `waitpid` tells."""
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def killed_at(step: int, work: Callable[[], object], *, after: bool, names: tuple[str, ...] = STEPS) -> bool:
    """Run something in a child that is killed before or after its n-th step on the disk; whether it got there."""

    def doomed() -> None:
        left = step

        def counted(real: Callable[..., object]) -> Callable[..., object]:
            def call(*words: object, **named: object) -> object:
                nonlocal left
                left -= 1
                if left == 0 and not after:
                    os.kill(os.getpid(), signal.SIGKILL)
                done = real(*words, **named)
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return done

            return call

        for name in names:
            setattr(os, name, counted(getattr(os, name)))
        work()

    ended = in_child(doomed)
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0
    return os.WIFSIGNALED(ended)


def all_or_none(place: Path) -> str:
    now = state(place)
    assert now in (OLD, NEW)
    assert everything(place) == sorted(FILES)
    return "new" if now == NEW else "old"


def test_all_files_are_replaced(place: Path) -> None:
    (place / FILES[0]).chmod(0o640)
    before = (place / FILES[0]).stat()
    replace_files(replacements(place))
    assert all_or_none(place) == "new"
    after = (place / FILES[0]).stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert after.st_mtime_ns > before.st_mtime_ns
    assert recover(folders(place)) == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_kill_at_every_step(place: Path, after: bool) -> None:
    seen = []
    step = 1
    while killed_at(step, lambda: replace_files(replacements(place)), after=after):
        assert all(data in (OLD[name], NEW[name]) for name, data in state(place).items())
        notes = recover(folders(place))
        seen.append(all_or_none(place))
        assert not notes or {"old": "took back", "new": "completed"}[seen[-1]] in notes[0] or "removed" in notes[0]
        assert recover(folders(place)) == []
        fill(place)
        step += 1
    assert seen == sorted(seen, reverse=True)
    assert seen.count("old") > 20
    assert seen.count("new") > 5


@pytest.mark.parametrize("first", [("write", 3), ("link", 3), ("replace", 2), ("replace", 3), ("unlink", 2)], ids=str)
def test_a_kill_at_every_step_of_the_recovery(place: Path, first: tuple[str, int]) -> None:
    step = 1
    ends = set()
    while True:
        assert killed_at(first[1], lambda: replace_files(replacements(place)), after=True, names=(first[0],))
        again = killed_at(step, lambda: recover(folders(place)), after=True)
        recover(folders(place))
        ends.add(all_or_none(place))
        fill(place)
        step += 1
        if not again:
            break
    assert step > 5
    assert len(ends) == 1


def failing(name: str, at: int, number: int) -> Callable[[], None]:
    """Lets the n-th call of a function of `os` fail, once."""

    def prepare() -> None:
        real, left = getattr(os, name), at

        def call(*words: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(number, os.strerror(number))
            return real(*words, **named)

        setattr(os, name, call)

    return prepare


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_fails(place: Path, name: str) -> None:
    for at in range(1, 40):

        def work(at: int = at) -> None:
            failing(name, at, errno.ENOSPC)()
            replace_files(replacements(place))

        ended = os.WEXITSTATUS(in_child(work))
        assert all_or_none(place) == ("old" if ended else "new"), at
        fill(place)


def test_a_disk_that_stays_full(place: Path) -> None:
    def work() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
        with pytest.raises(InputError, match=r"nothing was mended: cannot write foo/iax.conf: File too large"):
            replace_files(replacements(place))

    assert in_child(work) == 0
    assert all_or_none(place) == "old"


def test_more_files_than_may_be_open(tmp_path: Path) -> None:
    files = []
    for number in range(60):
        (tmp_path / f"s{number}").mkdir()
        (tmp_path / f"s{number}/iax.conf").write_bytes(b"old")
        files.append(Replacement(str(tmp_path.resolve() / f"s{number}"), "iax.conf", f"s{number}", b"old", b"new"))

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 1000))
        replace_files(files)

    assert in_child(work) == 0
    assert {path.read_bytes() for path in tmp_path.glob("*/iax.conf")} == {b"new"}


def refused(place: Path) -> str:
    with pytest.raises(InputError) as caught:
        replace_files(replacements(place))
    return str(caught.value)


def test_a_file_that_changed_on_the_disk(place: Path) -> None:
    (place / FILES[2]).write_bytes(b"[other]\n")
    assert refused(place) == "nothing was mended: bar/iax.conf has changed since it was read"
    (place / FILES[2]).write_bytes(OLD[FILES[2]])
    assert all_or_none(place) == "old"


def test_a_file_that_changes_at_the_last_moment(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def link(*words: object, **named: object) -> None:
        real(*words, **named)  # type: ignore[arg-type]
        (place / FILES[0]).write_bytes(b"[somebody]\n")

    monkeypatch.setattr(os, "link", link)
    assert refused(place) == "nothing was mended: foo/iax.conf has changed since it was read"
    assert everything(place) == sorted(FILES)
    assert (place / FILES[0]).read_bytes() == b"[somebody]\n"
    assert (place / FILES[2]).read_bytes() == OLD[FILES[2]]


def test_a_file_that_is_gone(place: Path) -> None:
    (place / FILES[1]).unlink()
    assert refused(place) == "nothing was mended: cannot write foo/conf.d/peers.conf: No such file or directory"
    assert state_of(place, FILES[0]) == OLD[FILES[0]]


def state_of(place: Path, name: str) -> bytes:
    return (place / name).read_bytes()


def test_a_read_only_file(place: Path) -> None:
    (place / FILES[2]).chmod(0o444)
    assert refused(place) == "nothing was mended: bar/iax.conf is read-only"
    assert all_or_none(place) == "old"


def test_a_file_with_two_names(place: Path) -> None:
    os.link(place / FILES[0], place / "foo/backup.conf")
    assert "foo/iax.conf has 2 names (hard links)" in refused(place)
    assert state(place) == OLD


def test_a_folder_that_became_a_link(place: Path) -> None:
    (place / "foo/conf.d").rename(place / "outside")
    (place / "foo/conf.d").symlink_to(place / "outside")
    assert refused(place).startswith("nothing was mended: ")
    assert state_of(place, "outside/peers.conf") == OLD[FILES[1]]


def test_a_file_that_became_a_link(place: Path) -> None:
    (place / FILES[0]).rename(place / "outside.conf")
    (place / FILES[0]).symlink_to(place / "outside.conf")
    assert refused(place).startswith("nothing was mended: cannot write foo/iax.conf")
    assert state_of(place, "outside.conf") == OLD[FILES[0]]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder(place: Path) -> None:
    (place / "bar").chmod(0o555)
    assert refused(place) == "nothing was mended: cannot write bar/iax.conf: Permission denied"
    (place / "bar").chmod(0o755)
    assert all_or_none(place) == "old"


def test_two_runs_at_once(place: Path) -> None:
    def work() -> None:
        with locked([str(place / "bar")]):
            replace_files(replacements(place))

    with locked([str(place / "bar")]):
        assert refused(place) == "another run is mending bar right now"
    replace_files(replacements(place))
    assert all_or_none(place) == "new"


def stopped_halfway(place: Path) -> Path:
    """A run that was killed when it had replaced the first file; where its journal lies."""
    assert killed_at(2, lambda: replace_files(replacements(place)), after=True, names=("replace",))
    (journal,) = place.glob(f"*/{JOURNAL}")
    assert sorted(data[-1:] for data in state(place).values()) == [b"x", b"x", b"y"]
    return journal


def test_any_command_finishes_what_was_stopped(place: Path) -> None:
    stopped_halfway(place)
    words = [sys.executable, "-m", "iaxlint", "links", "foo", "bar"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("iaxlint: completed what an earlier run was stopped at: mended foo/iax.conf, ")
    assert all_or_none(place) == "new"
    assert subprocess.run(words, capture_output=True, text=True, check=False).stderr == ""


def test_nothing_is_done_in_folders_that_were_not_given(place: Path) -> None:
    journal = stopped_halfway(place)
    before = state(place)
    (note,) = recover([str(journal.parent)])
    assert note.endswith("can't be followed: give foo, too" if journal.parent.name == "bar" else "give bar, too")
    assert state(place) == before
    assert "holds the journal of an earlier run" in refused(place)
    assert "completed" in recover(folders(place))[0]
    assert all_or_none(place) == "new"


def test_what_somebody_changed_since_is_left_alone(place: Path) -> None:
    stopped_halfway(place)
    changed = next(name for name, data in state(place).items() if data == OLD[name])
    (place / changed).write_bytes(b"[mine]\n")
    first, second = recover(folders(place))
    assert first == f"{changed} has been changed since an earlier run was stopped, and is left as it is"
    assert second.startswith("completed what an earlier run was stopped at: mended ")
    assert everything(place) == sorted(FILES)
    assert state(place) == {**NEW, changed: b"[mine]\n"}


def test_what_is_torn_is_taken_back(place: Path) -> None:
    stopped_halfway(place)
    torn = next(path for path in place.rglob("*.new"))
    torn.write_bytes(b"")
    assert "took back" in recover(folders(place))[0]
    assert all_or_none(place) == "old"


@pytest.mark.parametrize(
    "change",
    [
        {"token": "../../x"},
        {"token": 3},
        {"state": "done"},
        {"version": 2},
        {"files": [{"folder": "..", "name": "outside.conf", "old": [1, 2, 3], "new": [1, 2, 3]}]},
        {"files": [{"folder": ".", "name": "../outside.conf", "old": [1, 2, 3], "new": [1, 2, 3]}]},
        {"files": [{"folder": ".", "name": "/etc/passwd", "old": [1, 2, 3], "new": [1, 2, 3]}]},
        {"files": [{"folder": ".", "name": "iax.conf", "old": ["1", 2, 3], "new": None}]},
        {"files": [{"folder": "\0", "name": "iax.conf", "old": [1, 2, 3], "new": None}]},
        {"files": [{"folder": "\ud800", "name": "iax.conf", "old": [1, 2, 3], "new": None}]},
        {"files": [{"folder": ".", "name": "\ud800", "old": [1, 2, 3], "new": None}]},
        {"files": [{"folder": ".", "name": "iax.conf", "old": None, "new": None}]},
        {"files": [{"folder": ".", "name": "iax.conf", "old": [1, 2, 3], "new": [True, 2, 3]}]},
        {"token": "x" * 5000, "files": [{"folder": ".", "name": "iax.conf", "old": [1, 2, 3], "new": None}]},
        {"files": [{"folder": ".", "name": "link/outside.conf", "old": [1, 2, 3], "new": [1, 2, 3]}]},
        {"files": 3},
    ],
    ids=str,
)
def test_a_journal_that_somebody_made_up(place: Path, change: dict[str, object]) -> None:
    (place / "outside.conf").write_text("outside")
    (place / ".iaxlint-abc-0.new").write_text("evil")
    (place / "foo/link").symlink_to("..")
    good = {"version": 1, "token": "abc", "state": "ready", "files": []}
    (place / "foo" / JOURNAL).write_text(json.dumps({**good, **change}))
    (note,) = recover(folders(place))
    assert "can't be followed" in note
    assert state(place) == OLD
    assert (place / "outside.conf").read_text() == "outside"


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b"\xff\xfe", b"{}", b"null", b"3"], ids=["deep", "bytes", "{}", "null", "3"]
)
def test_a_journal_that_is_none(place: Path, data: bytes) -> None:
    (place / "foo" / JOURNAL).write_bytes(data)
    assert "it is none of iaxlint's; remove it" in recover(folders(place))[0]


def test_a_journal_from_a_checkout_moves_nothing(place: Path) -> None:
    """It names files as they are, and brings what is to take their places, but it can't know inodes."""
    (place / "foo/.iaxlint-abc-0.new").write_text("evil")
    rows = [{"folder": ".", "name": "iax.conf", "old": [1, 3000, 3], "new": [2, 4, 3]}]
    document = {"version": 1, "token": "abc", "state": "ready", "files": rows}
    (place / "foo" / JOURNAL).write_text(json.dumps(document))
    recover(folders(place))
    assert state(place) == OLD


def test_a_journal_that_is_a_link(place: Path) -> None:
    (place / "foo" / JOURNAL).symlink_to(place / "bar/iax.conf")
    assert "can't be followed" in recover(folders(place))[0]
    assert state(place) == OLD
