"""A git revision in the place of the work tree: the same files as a checkout has, and nothing touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from iaxlint.disk import DISK, NotRegularError
from iaxlint.errors import InputError
from iaxlint.loader.folder import FileError, Folder
from iaxlint.revision import Revision, open_revision

GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.net",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.net",
}

IAX = """\
[general]

[{peer}]
type=friend
host={host}
username={own}
secret=K9fw-x2Tp-71nd
context=in
"""
PLAN = "[in]\nexten => _X.,1,Answer()\n[out]\nexten => 22,1,Dial(IAX2/{peer}/22)\n"
FILES = {
    "iaxlint.toml": '[servers.foo]\naddresses = ["192.168.2.2"]\n[servers.bar]\naddresses = ["192.168.2.3"]\n',
    "foo/iax.conf": IAX.format(peer="bar", host="192.168.2.3", own="foo"),
    "foo/extensions.conf": PLAN.format(peer="bar"),
    "bar/iax.conf": IAX.format(peer="foo", host="192.168.2.2", own="bar"),
    "bar/extensions.conf": PLAN.format(peer="foo"),
}


def git(where: Path, *words: str, **environment: str) -> str:
    done = subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *words],
        cwd=where,
        env={**os.environ, **GIT, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.fsencode(text))


def commit(root: Path, files: dict[str, str] | None = None) -> str:
    write(root, files or {})
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path.resolve() / "repository"
    root.mkdir()
    git(root, "init", "-q")
    commit(root, FILES)
    return root


def compare(where: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iaxlint", "compare", *words],
        cwd=where,
        env={**os.environ, **GIT, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def told(where: Path, *words: str, **environment: str) -> tuple[int, str]:
    done = compare(where, *words, **environment)
    return done.returncode, done.stdout + done.stderr


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_nothing_differs_from_the_last_commit(repository: Path) -> None:
    status, text = told(repository, "--base", "HEAD")
    assert status == 0, text
    assert "no call, registration or account differs from HEAD (" in text


def test_a_change_of_the_work_tree(repository: Path) -> None:
    write(repository, {"bar/iax.conf": FILES["bar/iax.conf"].replace("71nd", "72nd")})
    before = tree(repository)
    for where, paths in ((repository, []), (repository, ["."]), (repository / "foo", ["..", "../bar"])):
        status, text = told(where, "--base", "HEAD", *paths)
        assert status == 1, text
        assert "foo → bar  IAX2/bar/22: reached [in] on bar; now fails at auth" in text
        assert "bar/iax.conf:3" in text
    assert tree(repository) == before


def test_a_path_through_a_link_from_elsewhere(repository: Path) -> None:
    (repository.parent / "link").symlink_to("repository")
    write(repository, {"bar/iax.conf": FILES["bar/iax.conf"].replace("71nd", "72nd")})
    for paths in (["link"], ["link/foo", "link/bar"]):
        status, text = told(repository.parent, "--base", "HEAD", *paths)
        assert (status, "now fails at auth" in text, "is new" in text) == (1, True, False), text


def test_each_side_has_its_own_settings_and_servers(repository: Path) -> None:
    write(repository, {"baz/iax.conf": "[general]\n"})
    (repository / "iaxlint.toml").write_text(FILES["iaxlint.toml"].replace("2.3", "2.4"))
    status, text = told(repository, "--base", "HEAD", "foo", "bar", "baz")
    assert status == 1, text
    assert "baz: the server is new" in text
    assert "now fails at listen: [bar] on foo points at 192.168.2.3" in text


def test_a_server_that_is_gone(repository: Path) -> None:
    (repository / "bar" / "iax.conf").unlink()
    (repository / "bar" / "extensions.conf").unlink()
    (repository / "bar").rmdir()
    (repository / "iaxlint.toml").unlink()
    status, text = told(repository, "--base", "HEAD", "foo", "bar")
    assert status == 1, text
    assert "bar: the server is gone, and with it calls that reached" in text


def test_servers_that_are_all_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    write(tmp_path, FILES)
    status, text = told(tmp_path, "--base", "HEAD")
    assert status == 0, text
    assert "2 changes from HEAD" in text


def test_where_the_branches_parted(repository: Path) -> None:
    git(repository, "checkout", "-q", "-b", "work")
    git(repository, "checkout", "-q", "main")
    commit(repository, {"bar/iax.conf": FILES["bar/iax.conf"].replace("71nd", "72nd")})
    git(repository, "checkout", "-q", "work")
    assert "✓" in told(repository, "--base", "main")[1]
    assert "no call, registration or account differs" in told(repository, "--base", "main", "--merge-base")[1]


def test_no_hook_filter_or_replacement_plays_a_part(repository: Path) -> None:
    mark = repository.parent / "ran"
    script = f"#!/bin/sh\ntouch {mark}\ncat\n"
    for name in ("post-checkout", "post-index-change", "pre-auto-gc", "fsmonitor-watchman", "reference-transaction"):
        hook = repository / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(script)
        hook.chmod(0o755)
    (repository / ".git" / "info").mkdir(exist_ok=True)
    (repository / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil\n")
    for key in ("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "core.fsmonitor", "core.pager"):
        git(repository, "config", key, f"touch {mark}; cat")
    first = git(repository, "rev-parse", "HEAD:bar/iax.conf")
    other = git(repository, "hash-object", "-w", "foo/iax.conf")
    git(repository, "replace", first, other)
    mark.unlink(missing_ok=True)
    index = (repository / ".git" / "index").read_bytes()
    status, text = told(repository, "--base", "HEAD")
    assert status == 0, text
    assert not mark.exists()
    assert (repository / ".git" / "index").read_bytes() == index


def test_what_git_sets_for_hooks_is_not_heeded(repository: Path) -> None:
    other = {"GIT_DIR": "nowhere", "GIT_WORK_TREE": "nowhere", "GIT_INDEX_FILE": "nowhere"}
    assert told(repository, "--base", "HEAD", **other)[0] == 0


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("nowhere", "there is no such revision in "),
        ("--help=x", "--base needs a value"),
        ("-x", "it can't begin with a -"),
        ("HEAD:foo", "there is no such revision in "),
        ("HEAD~9", "there is no such revision in "),
        ("a b\nc", "there is no such revision in "),
    ],
)
def test_what_is_no_revision(repository: Path, base: str, said: str) -> None:
    status, text = told(repository, "--base", base)
    assert (status, said in text) == (2, True), text


def test_a_clone_that_lacks_the_revision(repository: Path) -> None:
    commit(repository, {"more": "x"})
    clone = repository.parent / "clone"
    git(repository.parent, "clone", "-q", "--depth=1", repository.as_uri(), str(clone))
    status, text = told(clone, "--base", "HEAD~1")
    assert status == 2
    assert "this clone is shallow: git fetch --unshallow" in text


def test_no_repository_and_no_git(tmp_path: Path, repository: Path) -> None:
    plain = tmp_path / "plain"
    write(plain, FILES)
    status, text = told(plain, "--base", "HEAD", GIT_CEILING_DIRECTORIES=str(tmp_path))
    assert (status, "lies in no work tree of git" in text) == (2, True), text
    status, text = told(repository, "--base", "HEAD", PATH="/nonexistent")
    assert (status, "needs git, and there is none" in text) == (2, True), text


def test_settings_of_a_revision_that_are_wrong(repository: Path) -> None:
    commit(repository, {"iaxlint.toml": "serverz = 1\n"})
    write(repository, FILES)
    status, text = told(repository, "--base", "HEAD")
    assert status == 2
    assert "HEAD (" in text
    assert "unknown key `serverz`" in text


@pytest.mark.parametrize("start", ["version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "\0GITCRYPT\0x"])
def test_what_only_a_filter_can_open_is_not_passed_over(repository: Path, start: str) -> None:
    commit(repository, {"bar/iax.conf": start})
    write(repository, FILES)
    status, text = told(repository, "--base", "HEAD")
    assert status == 2
    assert "bar/iax.conf cannot be read: " in text


def test_paths_with_anything_in_them(repository: Path) -> None:
    name = 'a b\t"c\nd\udcff'
    commit(repository, {f"{name}/iax.conf": "[general]\n", f"{name}/\udcfe.conf": "[x]\n"})
    with open_revision("HEAD", str(repository)) as revision:
        folder = str(repository / name)
        assert revision.is_folder(folder)
        assert sorted(revision.names(folder)) == sorted(os.listdir(folder)) == ["iax.conf", "\udcfe.conf"]
        assert revision.read(f"{folder}/iax.conf", 99)[0] == b"[general]\n"


def linked(root: Path) -> None:
    """Links of every kind, beside what they lead to."""
    write(root, {"real/iax.conf": "[a]\n", "real/sub/x.conf": "[x]\n", "outside.conf": "[o]\n"})
    links = {
        "link": "real",
        "real/inner.conf": "sub/x.conf",
        "real/up.conf": "../outside.conf",
        "real/away.conf": "/etc/hostname",
        "real/whole.conf": str(root / "outside.conf"),
        "real/loop.conf": "loop.conf",
        "real/nowhere.conf": "gone",
        "real/folder": "sub",
        "far": "../..",
    }
    for name, target in links.items():
        (root / name).symlink_to(target)


def test_links_are_followed_as_on_the_disk(repository: Path) -> None:
    linked(repository)
    commit(repository)
    with open_revision("HEAD", str(repository)) as revision:
        for path in sorted(str(path) for path in repository.rglob("*") if ".git" not in path.parts):
            seen = [
                (disk.is_file(path), disk.is_folder(path), disk.exists(path), disk.real(path))
                for disk in (DISK, revision)
            ]
            if not path.endswith(("away.conf", "far")):
                assert seen[0] == seen[1], path
            if os.path.isdir(path) and not path.endswith("far"):
                assert sorted(revision.names(path)) == sorted(os.listdir(path)), path
                assert sorted(revision.folders(path)) == sorted(DISK.folders(path)), path
        doors = [Folder(str(repository / "real"), "real", disk=disk) for disk in (DISK, revision)]
        for name in [*os.listdir(repository / "real"), "folder/x.conf", "none.conf", "iax.conf/x"]:
            assert outcome(doors[0], name) == outcome(doors[1], name), name
        assert doors[0].glob("*.conf") == doors[1].glob("*.conf")
        assert outcome(Folder(str(repository / "link"), "", disk=revision), "iax.conf") == "[a]\n"


def outcome(door: Folder, name: str) -> str:
    try:
        return door.file(name).source.text
    except FileError as error:
        return error.kind


def test_submodules_are_not_looked_into(repository: Path) -> None:
    other = repository.parent / "other"
    other.mkdir()
    git(other, "init", "-q")
    commit(other, {"iax.conf": "[general]\n"})
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub")
    commit(repository)
    with open_revision("HEAD", str(repository)) as revision:
        sub = str(repository / "sub")
        assert (revision.exists(sub), revision.is_folder(sub), revision.is_file(sub)) == (True, False, False)
        assert not revision.exists(f"{sub}/iax.conf")
        with pytest.raises(OSError, match="submodule"):
            revision.names(sub)
        with pytest.raises(NotRegularError):
            revision.check(sub)


def test_a_server_of_another_repository_is_not_taken_for_new(repository: Path) -> None:
    other = repository / "other"
    write(other, {"iax.conf": "[general]\n"})
    status, text = told(repository, "--base", "HEAD", "foo", "other")
    assert (status, "other: the server is new" in text) == (0, True), text
    git(other, "init", "-q")
    for paths in (["."], ["foo", "other"]):
        status, text = told(repository, "--base", "HEAD", *paths)
        assert status == 2, text
        assert f"other does not belong to the repository {repository}, but to {other}" in text
    assert told(other, "--base", "HEAD")[0] == 2  # it has no commit yet
    write(repository.parent, {"outside/iax.conf": "[general]\n"})
    status, text = told(repository, "--base", "HEAD", "foo", "../outside")
    assert status == 2, text
    assert "outside does not belong to the repository" in text


def test_a_repository_of_another_user(repository: Path) -> None:
    status, text = told(repository, "--base", "HEAD", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert status == 2, text
    assert f"the repository of {repository} belongs to another user; if you trust it: git config" in text
    assert str(repository) in text.rpartition("safe.directory ")[2]


def test_large_objects_are_read_as_far_as_is_asked(repository: Path) -> None:
    commit(repository, {"large": "x" * 3_000_000, "next": "y", "empty": ""})
    with open_revision("HEAD", str(repository)) as revision:
        for name, most, data in (("large", 5, b"xxxxx"), ("next", 5, b"y"), ("empty", 5, b""), ("next", 1, b"y")):
            assert revision.read(str(repository / name), most)[0] == data
        revision.close()
        assert revision.read(str(repository / "next"), 5)[0] == b"y"


def test_an_object_that_is_not_there(repository: Path) -> None:
    name = git(repository, "rev-parse", "HEAD:bar/iax.conf")
    path = repository / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.unlink()
    status, text = told(repository, "--base", "HEAD")
    assert (status, "its object is not in this clone" in text) == (2, True), text


def test_the_root_is_where_the_search_for_settings_ends(repository: Path) -> None:
    with open_revision("HEAD", str(repository / "foo")) as revision:
        assert isinstance(revision, Revision)
        assert revision.exists(str(repository / ".git"))
        assert revision.exists(str(repository))
        assert not revision.exists(str(repository.parent))
        assert not revision.is_file("/etc/hostname")


def test_a_name_of_a_revision_holds_no_option() -> None:
    with pytest.raises(InputError, match="can't begin with a -"):
        open_revision("--output=/tmp/x", ".")
