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
    for number in range(5):
        folder.write(f"{number}.json", {"text": "x" * 300})
        os.utime(tmp_path / f"c/{number}.json", (number, number))
    folder.write("5.json", {})
    assert sorted(kept(tmp_path / "c")) == ["3.json", "4.json", "5.json", KEY]
    assert folder.read("5.json") == {}
    assert folder.read("0.json") is None
