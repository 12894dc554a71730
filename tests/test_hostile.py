"""Folders that mean harm: nothing outside is read, nothing is run, nobody is called, nothing raw is printed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit import audited, strays
from tests.test_secrets import formats

LEADING_OUT = """\
#include ../outside.conf
#include /etc/hostname
#include link.conf
#include folder/outside.conf
#include *.conf
#include ../*/*.conf
#include {../outside,/etc/{passwd,group}}
#include fifo.conf
#exec touch run-by-exec
#exec ./program
"""
IAX = (
    LEADING_OUT.replace("#include", "#tryinclude").replace("#tryinclude *.conf\n", "#tryinclude [a-h]*.conf\n")
    + """\
[general]
bindport=4569
[bar]
type=friend
host=unresolved.example.net
secret=K9fw-x2Tp-71nd
auth=md5,rsa
inkeys=outside
outkey=../../outside
[other]
type=peer
host=192.168.2.3
[general](+)
register => a:b@another.example.net
"""
)

SETTINGS = """\
inventory = "hosts.ini"
[servers.foo]
path = "foo"
keys = "foo/keys"
addresses = ["foo.example.net"]
[servers.bar]
path = "bar"
"""

COMMANDS = {
    "check": ["check", "foo", "bar"],
    "check all": ["check"],
    "check a link": ["check", "foo", "baz"],
    "trace": ["trace", "foo", "bar", "--dial", "IAX2/bar/23", "--dial", "Local/1@in"],
    "diff": ["diff", "foo", "bar"],
    "links": ["links", "foo", "bar"],
    "compare": ["compare", ".", "."],
    "show config": ["show", "config", "foo/iax.conf"],
    "show config of nothing": ["show", "config", "qux/iax.conf"],
    "check what leads out": ["check", "qux"],
    "show peers": ["show", "peers", "foo", "bar"],
    "show users": ["show", "users", "foo", "bar"],
    "show registrations": ["show", "registrations", "foo", "bar"],
    "show dialplan": ["show", "dialplan", "foo", "--match", "23@in"],
    "rule": ["rule", "secret-mismatch"],
}
SIMILAR = ("check all", "check a link", "check what leads out", "show config of nothing")
"""Those that print what others print, too."""
REFUSED = ("check a link", "compare")
"""Those that are asked for a dialplan which leads outside."""


def lay_traps(top: Path) -> Path:
    """Two servers, and beside them what is not their business."""
    (top / "outside").mkdir()
    for name in ("outside.conf", "outside/outside.conf", "outside/outside.pub", "hosts-outside"):
        (top / name).write_text("[outside]\nsecret=not-for-you\n")
    root = top / "fleet"
    for folder in (".git", "foo/keys", "bar", "host_vars"):
        (root / folder).mkdir(parents=True)
    (root / "iaxlint.toml").write_text(SETTINGS)
    (root / "hosts.ini").write_text("foo ansible_host=10.0.0.1\nbar\n")
    (root / "host_vars/bar").symlink_to(top / "hosts-outside")
    (root / "foo/iax.conf").write_text(IAX)
    (root / "foo/extensions.conf").write_text(
        "#include ../../outside.conf\n[in]\nexten => 1,1,System(touch run-by-system)\n"
        " same => n,Dial(IAX2/bar/${SHELL(id)})\n"
    )
    (root / "bar/iax.conf").write_text("[general]\nbindport=4569\n[foo]\ntype=friend\nhost=foo.example.net\n")
    (root / "bar/extensions.conf").write_text("#include ../*/*.conf\n[in]\nexten => 23,1,Answer()\n")
    for name in ("baz", "qux"):
        (root / name).mkdir()
    (root / "qux/iax.conf").write_text(LEADING_OUT)
    (root / "baz/iax.conf").write_text("[general]\n")
    (root / "baz/extensions.conf").symlink_to(top / "outside.conf")
    (root / "foo/link.conf").symlink_to(top / "outside.conf")
    (root / "foo/folder").symlink_to(top / "outside")
    (root / "foo/keys/outside.pub").symlink_to(top / "outside/outside.pub")
    (root / "foo/program").write_text("#!/bin/sh\ntouch run-by-program\n")
    (root / "foo/program").chmod(0o755)
    os.mkfifo(root / "foo/fifo.conf")
    return root


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_traps(tmp_path_factory.mktemp("hostile"))


def everything(top: Path) -> dict[str, object]:
    """Each file's bytes, each link's target."""
    return {
        str(path.relative_to(top)): os.readlink(path) if path.is_symlink() else path.is_file() and path.read_bytes()
        for path in top.rglob("*")
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_outside_is_read_and_nothing_run(name: str, hostile: Path, tmp_path: Path) -> None:
    before = everything(hostile.parent)
    done = audited(COMMANDS[name], hostile, tmp_path / "notes")
    assert strays(done, hostile) == []
    assert "not-for-you" not in done.printed
    assert (done.status == 2) == (name in REFUSED), done.printed
    opened = [path for event in done.events if event.name == "open" for path in event.paths]
    assert name == "rule" or any(path.endswith("/iax.conf") for path in opened)
    assert everything(hostile.parent) == before


RAW = "\x1b[31mred\x07\u202eback\x9b2J\x08"
"""What no terminal must get: a colour, a bell, another direction of writing, another way to say ESC, a step back."""

RAW_NAME = "raw\x1b[31m\u202e\x07"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Servers with such text in every place."""
    root = tmp_path_factory.mktemp("raw")
    foo = f"""\
; {RAW}
[general]
bindport={RAW}
{RAW}=1
register => {RAW}:{RAW}@192.168.2.3/{RAW}
#include {RAW}.conf
#include {RAW_NAME}.conf
{RAW}
[{RAW}
[t{RAW}](!)
{RAW}={RAW}
[bar](t{RAW})
type=friend ; iaxlint: ignore[{RAW}] -- {RAW}
host=192.168.2.3
username={RAW}
secret={RAW}
context={RAW}
permit={RAW}
allow={RAW}
inkeys={RAW}
[{RAW}](nothing{RAW})
type={RAW}
[u{RAW}]
type=friend
host={RAW}
context=in
"""
    plan = f"""\
[globals]
{RAW}={RAW}
[in]
exten => 23,1,Dial(IAX2/bar/{RAW})
exten => {RAW},1,{RAW}({RAW})
exten => _{RAW}[,n({RAW}),Goto({RAW},{RAW},1)
include => {RAW}
switch => IAX2/{RAW}
{RAW} => {RAW}
"""
    files = {
        "foo/iax.conf": foo,
        "foo/extensions.conf": plan,
        "foo/users.conf": f"[{RAW}]\nhasiax=yes\n{RAW}={RAW}\n",
        "bar/iax.conf": foo.replace("192.168.2.3", "192.168.1.2").replace("[bar]", "[foo]"),
        "bar/extensions.conf": plan,
        f"foo/{RAW_NAME}.conf": f"[x{RAW}]\ntype={RAW}\n",
        f"{RAW_NAME}/iax.conf": "[general]\n[foo]\ntype=peer\nhost=192.168.1.2\nsecrte=x\n",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (root / ".git").mkdir()
    (root / "iaxlint.toml").write_text(
        '[servers.foo]\naddresses = ["192.168.1.2"]\n[servers.bar]\naddresses = ["192.168.2.3"]\n'
        f"[servers.{json.dumps(RAW_NAME)}]\npath = {json.dumps(RAW_NAME)}\n"
        f'[[expect]]\nfrom = "foo"\ndial = {json.dumps("IAX2/" + RAW)}\n'
    )
    return root


def printed(words: list[str], folder: Path) -> list[str]:
    """The lines of both streams of a command."""
    done = subprocess.run(
        [sys.executable, "-m", "iaxlint", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert b"this is a bug" not in done.stderr, done.stderr
    assert b"Traceback" not in done.stderr, done.stderr
    assert done.returncode in (0, 1, 2)
    assert done.stdout + done.stderr
    return (done.stdout + done.stderr).decode().split("\n")


def test_what_is_read_elsewhere_would_be_seen(hostile: Path, tmp_path: Path) -> None:
    done = audited(["check", "foo", "bar"], hostile, tmp_path / "notes")
    assert {Path(path).name for event in strays(done, hostile / "bar") for path in event.paths} >= {"iax.conf", "foo"}


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in SIMILAR])
def test_nothing_raw_is_printed_in_any_format(name: str, raw: Path) -> None:
    words = [word if word != "bar" or name != "links" else RAW_NAME for word in COMMANDS[name]]
    for kind in formats(name, raw, COMMANDS):
        for line in printed([*words, "--output-format", kind], raw):
            assert line.isprintable(), f"{kind}: {line!r}"
    for line in printed([*words, "--color", "always", "--hyperlinks", "always"], raw):
        bare = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", line)
        assert bare.isprintable(), repr(line)
        assert "\x1b[31mred" not in line


@pytest.mark.parametrize(
    "words",
    [
        ["check", RAW_NAME, "--show-files"],
        ["check", RAW_NAME, "--show-settings"],
        ["check", RAW_NAME, "--diff", "--unsafe-fixes"],
        ["check", "foo", "bar", "--statistics"],
        ["check", RAW],
        ["check", "foo", "--select", RAW],
        ["check", "foo", "--config", RAW],
        ["check", "foo", "--baseline", RAW],
        ["trace", "foo", "bar", "--from", RAW, "--dial", RAW],
        ["trace", "foo", "bar", "--dial", f"IAX2/{RAW}"],
        ["show", "config", RAW],
        ["rule", RAW],
        [RAW],
        ["new", RAW, "bar"],
    ],
    ids=lambda words: " ".join(words).encode("unicode_escape").decode(),
)
def test_nothing_raw_is_printed_of_the_command_line(words: list[str], raw: Path) -> None:
    for line in printed(words, raw):
        assert line.isprintable(), repr(line)


def test_nothing_is_imported_from_where_it_runs(tmp_path: Path) -> None:
    """What pip makes of the entry point lies in a folder of its own, and Python looks there and not where it runs."""
    for name in ("json", "tomllib", "iaxlint", "hashlib", "subprocess", "sitecustomize", "evil"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w').close()\n")
    package = tmp_path / "evil-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1\n")
    (package / "entry_points.txt").write_text("[iaxlint.rules]\nevil = evil\n")
    (tmp_path / "iaxlint.toml").write_text('plugins = ["evil"]\n')
    (tmp_path / "iax.conf").write_text("[general]\n")
    script = tmp_path / "bin/iaxlint"
    script.parent.mkdir()
    script.write_text("from iaxlint.cli import console\nconsole()\n")
    command = [sys.executable, str(script), "check", "--output-format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "there is no plugin `evil`" in done.stderr) == (2, True), done.stderr
    assert not (tmp_path / "ran").exists()
