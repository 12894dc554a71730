"""A repository that means harm, compared with its own past: git is run, and nothing that the repository wants run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iaxlint import revision
from iaxlint.revision import open_revision
from tests.audit import audited, strays
from tests.test_revision import FILES, commit, git, write

PROGRAMS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.alternateRefsCommand"),
    *("core.gitProxy", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.clean"),
    *("filter.evil.smudge", "filter.evil.process", "merge.evil.driver", "pager.cat-file", "pager.ls-tree"),
    *("alias.rev-parse", "alias.cat-file", "alias.ls-tree", "credential.helper", "gpg.program", "sequence.editor"),
    *("uploadpack.packObjectsHook", "remote.origin.uploadpack", "trailer.x.command", "interactive.diffFilter"),
)
"""Settings of git that name a program."""
HOOKS = (
    *("post-checkout", "post-index-change", "pre-auto-gc", "fsmonitor-watchman", "reference-transaction"),
    *("post-rewrite", "pre-commit", "sendemail-validate", "applypatch-msg", "pre-push", "update", "proc-receive"),
)
LINK, MODULE = "120000", "160000"


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A repository all of whose ways to name a program name one that leaves a mark, `ran`, beside it."""
    root = tmp_path.resolve() / "evil"
    root.mkdir()
    git(root, "init", "-q")
    write(root, {".gitattributes": "* filter=evil diff=evil merge=evil text ident\n"})
    commit(root, FILES)
    write(root, {"foo/iax.conf": FILES["foo/iax.conf"].replace("secret=", "secret=other-")})
    program = root / "program"
    program.write_text(f"#!/bin/sh\ntouch {root.parent}/ran\n")
    program.chmod(0o755)
    for name in HOOKS:
        (root / ".git/hooks").mkdir(exist_ok=True)
        (root / ".git/hooks" / name).symlink_to(program)
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/attributes").write_text("* filter=evil diff=evil\n")
    for key in PROGRAMS:
        git(root, "config", key, f"!{program}" if key.startswith("alias") else str(program))
    git(root, "config", "core.hooksPath", str(root / ".git/hooks"))
    return root


def lazy(root: Path) -> str:
    """Let a file's object be one that the repository says another program has; the object's name."""
    name = git(root, "rev-parse", "HEAD:bar/extensions.conf")
    (root / ".git/objects" / name[:2] / name[2:]).unlink()
    said = {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::{root}/program",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }
    for key, value in said.items():
        git(root, "config", key, value)
    return name


def test_nothing_of_the_repository_is_run(evil: Path) -> None:
    index = (evil / ".git/index").read_bytes()
    done = audited(["compare", "--base", "HEAD", "--output-format", "json"], evil, evil.parent / "notes")
    assert done.status == 1, done.printed
    assert {event.words[0] for event in done.events if event.name == "subprocess.Popen"} == {"git"}
    assert [event for event in strays(done, evil) if event.name not in ("subprocess.Popen", "os.posix_spawn")] == []
    assert not (evil.parent / "ran").exists()
    assert (evil / ".git/index").read_bytes() == index


@pytest.mark.parametrize("word", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
def test_nothing_is_fetched_by_a_program_that_the_repository_names(
    word: str, evil: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either word to git is enough: older ones know but one."""
    lazy(evil)
    monkeypatch.setattr(revision, "SAFE", {name: said for name, said in revision.SAFE.items() if name != word})
    with open_revision("HEAD", str(evil)) as then, pytest.raises(OSError, match="not in this clone"):
        then.read(str(evil / "bar/extensions.conf"), 99)
    assert not (evil.parent / "ran").exists()


def test_that_would_leave_a_mark(evil: Path) -> None:
    name = lazy(evil)
    with pytest.raises(Exception, match="cat-file"):
        git(evil, "cat-file", "-p", name)
    assert (evil.parent / "ran").exists()


@pytest.mark.parametrize("given", ["*.conf", "iax.conf", "sub/iax.conf"])
def test_names_that_no_honest_tree_holds_lead_nowhere(given: str, evil: Path) -> None:
    """Trees with `..`, `.git`, a `/` in a name, links and submodules in the place of files and folders."""
    (evil.parent / "outside.conf").write_text("[outside]\nsecret=not-for-you\n")
    entries = [
        ("100644", "blob", "..", f"#tryinclude ../outside.conf\n#tryinclude {given}\n[general]\n"),
        ("100644", "blob", ".git", "[core]\n"),
        ("100644", "blob", "../outside.conf", "[general]\n"),
        ("100644", "blob", "/etc/passwd", "[general]\n"),
        ("100644", "blob", "iax.conf", f"#tryinclude ../outside.conf\n#tryinclude {given}\n[general]\n"),
        (LINK, "blob", "up.conf", "../outside.conf"),
        (LINK, "blob", "far.conf", str(evil.parent / "outside.conf")),
        (LINK, "blob", "nul.conf", "a\0b"),
        (LINK, "blob", "long.conf", "x/" * 5000),
        (MODULE, "commit", "sub", ""),
    ]
    base = git(evil, "commit-tree", "-m", "x", tree(evil, entries))
    done = audited(["compare", "--base", base, "."], evil, evil.parent / "notes")
    assert "not-for-you" not in done.printed
    assert [event for event in strays(done, evil) if event.name not in ("subprocess.Popen", "os.posix_spawn")] == []


def tree(root: Path, entries: list[tuple[str, str, str, str]]) -> str:
    """A tree as bytes, which git would not make of a folder."""
    data = b""
    for number, (mode, _, name, text) in enumerate(sorted(entries, key=lambda entry: entry[2])):
        scratch = root / f".git/scratch{number}"
        scratch.write_bytes(text.encode())
        blob = "1" * 40 if mode == MODULE else git(root, "hash-object", "-w", "--no-filters", str(scratch))
        data += f"{mode} {name}\0".encode() + bytes.fromhex(blob)
    whole = root / ".git/scratch"
    whole.write_bytes(data)
    return git(root, "hash-object", "-t", "tree", "--literally", "-w", str(whole))


def test_a_repository_among_the_files_of_another_is_not_believed(evil: Path) -> None:
    """A folder that looks like a bare repository comes with a checkout, settings and all."""
    inner = evil / "foo"
    git(inner, "init", "-q", "--bare", ".")
    git(inner, "config", "core.bare", "false")
    git(inner, "config", "core.worktree", str(evil.parent))
    git(inner, "config", "core.fsmonitor", str(evil / "program"))
    (evil.parent / "ran").unlink(missing_ok=True)
    done = audited(["compare", "--base", "HEAD", "foo"], evil, evil.parent / "notes")
    assert done.status == 2, done.printed
    assert os.listdir(evil.parent) == [name for name in os.listdir(evil.parent) if name != "ran"]
