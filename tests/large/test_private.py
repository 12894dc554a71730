"""What is kept of a check: by whom it can be read, what stands in it, and what happens to it when it is broken."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from iaxlint.cli import fleet
from iaxlint.cli.run import run
from iaxlint.errors import InputError
from iaxlint.large.private import KEY, PrivateFolder, UnsafeFolderError, cache_folder

SECRET = "Kx7-wTq2-Lm9p"
NAME, OTHER_NAME = "a" * 32 + ".json", "b" * 32 + ".json"


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fleet, "MANY", 1)
    (tmp_path / ".git").mkdir()
    for name, weak in (("foo", "secret123"), ("bar", SECRET)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "iax.conf").write_text(
            f"[general]\nbindaddr=10.0.0.{len(weak)}\nregister => x:{SECRET}@a@{weak}\n"
            f"[peer]\ntype=friend\nsecret={weak}\nhost=10.0.0.9\ninvalid {SECRET}\n"
        )
        (tmp_path / name / "extensions.conf").write_text(f"[out]\nexten => 1,1,Dial(IAX2/u:{SECRET}@10.0.0.9/1)\n")
    return tmp_path


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_neither_a_secret_nor_a_plain_digest_of_a_file_is_kept(servers: Path) -> None:
    assert run(["check", "foo", "bar", "--cache-dir", "c"]) == 1
    whole = b"".join(kept(servers / "c").values())
    assert b"peer" in whole
    for secret in (SECRET, "secret123"):
        assert secret.encode() not in whole
        assert not re.search(secret[3:9].encode(), whole)
    for file in servers.glob("*/*.conf"):
        for name in ("md5", "sha1", "sha256", "blake2b"):
            assert hashlib.new(name, file.read_bytes()).hexdigest()[:16].encode() not in whole


def test_two_users_have_different_digests(servers: Path) -> None:
    for folder in ("c", "d"):
        run(["check", "foo", "bar", "--cache-dir", folder])
    names = [{name for name in kept(servers / folder) if name != KEY} for folder in ("c", "d")]
    assert not names[0] & names[1]


def test_nobody_else_may_look_into_it(servers: Path) -> None:
    run(["check", "foo", "bar", "--cache-dir", "c"])
    assert (servers / "c").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (servers / "c").iterdir()} == {0o600}


@pytest.mark.parametrize("harm", ["cut", "empty", "changed", "not JSON", "link", "key"])
def test_a_broken_file_is_as_good_as_none(servers: Path, harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["check", "foo", "bar", "--cache-dir", "c"]
    run(words)
    before = capsys.readouterr().out
    (path,) = (each for each in (servers / "c").iterdir() if each.name != KEY)
    data = path.read_bytes()
    if harm == "link":
        path.rename(servers / "elsewhere")
        path.symlink_to(servers / "elsewhere")
    elif harm == "key":
        (servers / "c" / KEY).unlink()
    else:
        broken = {"cut": data[: len(data) // 2], "empty": b"", "changed": data.replace(b"peer", b"pear")}
        path.write_bytes(broken.get(harm, b"x" * 100))
    run(words)
    assert capsys.readouterr().out == before


@pytest.mark.parametrize("harm", ["open", "link", "file"])
def test_a_folder_that_is_not_private_is_refused(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "c"
    if harm == "file":
        folder.write_text("")
    else:
        (tmp_path / "real").mkdir(mode=0o700)
        if harm == "link":
            folder.symlink_to(tmp_path / "real")
        else:
            folder.mkdir()
            folder.chmod(0o755)
    with pytest.raises((UnsafeFolderError, OSError)):
        PrivateFolder(str(folder))
    with pytest.raises(InputError, match=r"--cache-dir .*c: "):
        cache_folder(str(folder))


def test_a_folder_of_the_users_own_that_cannot_be_had_is_gone_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert cache_folder(None) is None
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder(None)
    assert folder is not None
    assert folder.path == str(tmp_path / "iaxlint")


def test_the_oldest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iaxlint.large.private.MOST_BYTES", 1000)
    folder = PrivateFolder(str(tmp_path / "c"))
    names = [f"{number:032x}.json" for number in range(6)]
    for number, name in enumerate(names[:5]):
        folder.write(name, {"text": "x" * 300})
        os.utime(tmp_path / "c" / name, (number, number))
    folder.write(names[5], {})
    assert sorted(kept(tmp_path / "c")) == [*names[3:], KEY]


def test_what_others_keep_in_the_folder_is_never_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iaxlint.large.private.MOST_BYTES", 1000)
    (tmp_path / "letters").write_text("x" * 5000)
    (tmp_path / "package.json").write_text("x" * 5000)
    (tmp_path / "draft.tmp").write_text("x" * 5000)
    for name in ("letters", "package.json", "draft.tmp"):
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / "deep").mkdir()
    tmp_path.chmod(0o700)
    folder = PrivateFolder(str(tmp_path))
    folder.write(NAME, {"text": "x" * 300})
    folder.write(NAME, {"text": "y" * 300})
    assert sorted(os.listdir(tmp_path)) == [NAME, "deep", "draft.tmp", KEY, "letters", "package.json"]


def test_a_folder_that_is_replaced_meanwhile_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir(mode=0o700)
    folder = PrivateFolder(str(tmp_path / "c"))
    folder.write(NAME, {"a": 1})
    (tmp_path / "c").rename(tmp_path / "moved")
    (tmp_path / "c").symlink_to(tmp_path / "other")
    assert folder.read(NAME) == {"a": 1}
    folder.write(NAME, {"a": 2})
    folder.touch(NAME)
    assert os.listdir(tmp_path / "other") == []
    assert sorted(kept(tmp_path / "moved")) == [NAME, KEY]
    assert folder.read(NAME) == {"a": 2}


@pytest.mark.parametrize("harm", ["link", "folder", "pipe", "for all", "another's name", "cut", "torn", "tampered"])
def test_nothing_is_believed_but_what_was_written(tmp_path: Path, harm: str) -> None:
    folder = PrivateFolder(str(tmp_path / "c"))
    for name, number in ((NAME, 1), (OTHER_NAME, 2)):
        folder.write(name, {"a": number})
    path = tmp_path / "c" / NAME
    data = path.read_bytes()
    path.unlink()
    if harm == "link":
        (tmp_path / "same").write_bytes(data)
        path.symlink_to(tmp_path / "same")
    elif harm == "folder":
        path.mkdir()
    elif harm == "pipe":
        os.mkfifo(path)
    else:
        other = (tmp_path / "c" / OTHER_NAME).read_bytes()
        path.write_bytes(
            {"another's name": other, "cut": data[:-1], "torn": data[:20], "tampered": data[:-1] + b" "}.get(harm, data)
        )
        path.chmod(0o644 if harm == "for all" else 0o600)
    assert folder.read(NAME) is None


def test_what_a_killed_run_left_behind_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = PrivateFolder(str(tmp_path / "c"))
    with monkeypatch.context() as killed:
        killed.setattr(os, "replace", lambda *_, **__: os._exit(0))
        process = os.fork()
        if not process:
            folder.write(NAME, {"a": 1})
        os.waitpid(process, 0)
    assert folder.read(NAME) is None
    assert len(os.listdir(tmp_path / "c")) == 2
    folder.write(NAME, {"a": 2})
    assert folder.read(NAME) == {"a": 2}


def test_many_at_once_read_what_one_of_them_wrote_or_nothing(tmp_path: Path) -> None:
    """Each process finds the key of another, or makes its own; none breaks, and none believes what is torn."""
    processes = []
    for number in range(8):
        processes.append(os.fork())
        if not processes[-1]:
            status = 1
            try:
                for _ in range(30):
                    folder = PrivateFolder(str(tmp_path / "c"))
                    folder.write(NAME, {"a": "x" * 5000 + str(number)})
                    found = folder.read(NAME)
                    assert found is None or found["a"].startswith("x" * 5000)
                status = 0
            finally:
                os._exit(status)
    assert [os.waitpid(process, 0)[1] for process in processes] == [0] * 8
