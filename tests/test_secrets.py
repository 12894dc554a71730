"""No secret, nor a part of one, in anything that any command prints, wherever people put their secrets."""

from __future__ import annotations

import base64
import hashlib
import os
import pty
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from iaxlint.report import FORMATS

WINDOW = 5
"""A run of so many characters of a secret gives it away."""

FOO = """\
[general]
bindport=4569
secret=<in-general>
register => foo:<register>@192.168.2.3
register => foo:<register-without-host>
register => foo:<register-with-bad-port>@192.168.2.3:notaport
register => foo : <register-with-spaces> @ 192.168.2.3
register => foo:<register-before-at>@<register-behind-at>@192.168.2.3

[base](!)
type=friend
secret=<template>
host=192.168.2.3

[bar](base)
username=foo-misspelt
secret=<first-of-two>
secret=<second-of-two>
auth=plaintext                 ; secret=<trailing-comment>

[bar-typo]
type=friend
host=192.168.2.3
secrte=<misspelt>
Secret=<capital>
password=<password>
dbsecret=<dbsecret>
inkeys=keyname
secret <no-equal-sign>
secret <equal-sign-in-it>=
secret:<colon>
usernam=foo

[bar-list]
type=friend
host=192.168.2.3
username=nobody
secret=<first-of-list>\\;<second-of-list>
; secret=<commented-out>
;-- secret=<block-comment> --;

[bar](+)
secret=<added-section>

[bar-short]
type=friend
host=192.168.2.3
username=foo-short
secret=<before-comment>          ; was <old-one-in-comment>
secret+=<appended>
md5secret=<md5secret>
remotesecret=<remotesecret>
setvar=IAXSECRET=<setvar>
setvar=URL=https://foo:<setvar-address>@host/

[guest]
type=user
context=away

[no-type]
secret=<no-type>
[broken] secret=<after-bracket>
"""

BAR = """\
[general]
bindport=4569

[foo]
type=friend
host=192.168.1.2
username=bar
secret=<other-end>
context=missing

[foo-short]
type=user
secret=<other-user>
auth=rsa
inkeys=none
"""

REFUSED = """\
[general]
secret=<refused-general>
[nobody](+)
secret=<after-the-fault>
"""

FOO_DIALPLAN = """\
[globals]
TRUNK=IAX2/foo:<global>@bar
OUTSIDE = IAX2/foo:<global-outside>@192.168.2.99

[out]
exten => 1,1,Dial(IAX2/foo:<dial-string>@bar/23)
exten => 2,1,Dial(IAX2/foo:<second-leg>@bar/23&IAX2/bar:<third-leg>@nowhere/24,30)
exten => 3,1,Dial(${TRUNK}/99)
 same => n,Set(PATH=IAX2/foo:<variable>@bar)
 same => n,Dial(${PATH}/23
 same => n,Diall(IAX2/foo:<unknown-application>@bar/23)
switch => IAX2/foo:<switch>@bar/fromiax
include => nowhere
exten = IAX2/foo:<no-extension>@bar
exten => 4,1,Authenticate(<authenticate>)
 same => n,DISA(<disa>,out)
 same => n,Set(PASSWORD=<set>)
 same => n,ExecIf($[1]?Dial(IAX2/foo:<exec-if>@bar/1))
 same => n,Page(IAX2/foo:<page>@bar/1&IAX2/foo@here:<name-with-at>@bar)
 same => n,Dial(IAX2/foo:<before-slash>/<behind-slash>@bar/23)
exten => 5,1,Authenticate,<authenticate-of-old>

[away]
exten => _0X.,1,Dial(SIP/${EXTEN}:<way-out>@provider/x)
 same => n,Dial(SIP/0123:<fixed-way-out>@provider)
"""

USERS = """\
[6000]
hasiax=yes
secret=<users-conf>
vmsecret=<mailbox>
host=dynamic
registeriax=yes
"""

AEL = """\
context ael {
    1 => Dial(IAX2/foo:<ael>@bar/23);
};
"""

EXPECTED = """\
[[expect]]
from = "foo"
dial = "IAX2/foo:<expected>@bar/23"
encrypted = true
"""

SPOKEN = "IAX2/foo:<command-line>@bar/23"
"""A secret in the words of the command line itself."""


def secret(label: str) -> str:
    """Twelve characters that stand in no word."""
    return "".join(random.Random(label).choices("bcdfghjkmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ", k=12))


SECRETS = {
    label: secret(label)
    for text in (FOO, BAR, REFUSED, FOO_DIALPLAN, USERS, AEL, EXPECTED, SPOKEN)
    for label in re.findall(r"<([a-z-]+)>", text)
}


def planted(text: str) -> str:
    """The text with a secret in the place of each label."""
    return re.sub(r"<([a-z-]+)>", lambda found: SECRETS[found[1]], text)


TRACES = [
    word
    for dial in ("IAX2/bar/23", *(f"Local/{number}@out" for number in (1, 2, 3, 4)), planted(SPOKEN))
    for word in ("--dial", dial)
]

COMMANDS = {
    "check": ["check", "foo", "bar"],
    "check a refused file": ["check", "refused"],
    "check one file": ["check", "foo/iax.conf"],
    "check files": ["check", "foo/iax.conf", "foo/extensions.conf"],
    "trace": ["trace", "foo", "bar", "--from", "foo", *TRACES],
    "links": ["links", "foo", "bar"],
    "diff": ["diff", "foo", "bar"],
    "compare": ["compare", "sound", "odd"],
    "compare backwards": ["compare", "odd", "sound"],
    "diff for a pull request": ["diff", "foo", "bar", "--output-format", "markdown"],
    "show config iax": ["show", "config", "foo/iax.conf"],
    "show config refused": ["show", "config", "refused/iax.conf"],
    "show config extensions": ["show", "config", "foo/extensions.conf"],
    "show config users": ["show", "config", "foo/users.conf"],
    "show peers": ["show", "peers", "foo", "bar"],
    "show users": ["show", "users", "foo", "bar"],
    "show registrations": ["show", "registrations", "foo", "bar"],
    "show dialplan": ["show", "dialplan", "foo", "--match", "1@out"],
}


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Servers with a secret in every place where people put one."""
    root = tmp_path_factory.mktemp("fleet")
    files = {
        "foo/iax.conf": FOO,
        "foo/extensions.conf": FOO_DIALPLAN,
        "foo/users.conf": USERS,
        "foo/extensions.ael": AEL,
        "bar/iax.conf": BAR,
        "refused/iax.conf": REFUSED,
        "bar/extensions.conf": "[fromiax]\nexten => 23,1,Answer()\n",
        "sound/foo/iax.conf": FOO.partition("[bar-typo]")[0],
        "sound/bar/iax.conf": BAR.replace("auth=rsa", "auth=md5"),
        "odd/foo/iax.conf": FOO,
        "odd/foo/extensions.conf": FOO_DIALPLAN,
        "odd/bar/iax.conf": BAR,
        "iaxlint.toml": 'asterisk = "22"\n'
        '[servers.foo]\npath = "foo"\naddresses = ["192.168.1.2"]\n'
        '[servers.bar]\npath = "bar"\naddresses = ["192.168.2.3"]\n' + EXPECTED,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(planted(text))
    return root


def formats(command: str, fleet: Path, commands: dict[str, list[str]] = COMMANDS) -> list[str]:
    """The output formats that a command knows, by its own help."""
    if command.startswith("check"):
        return list(FORMATS)
    help_text = run([*commands[command][: 2 if command.startswith("show") else 1], "--help"], fleet)
    after = help_text.partition("--output-format {")[2]
    return after.partition("}")[0].replace("\n", "").replace(" ", "").split(",")


def run(words: list[str], folder: Path) -> str:
    """All that a command prints, on both streams."""
    done = subprocess.run(
        [sys.executable, "-m", "iaxlint", *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


def run_on_a_terminal(words: list[str], folder: Path) -> str:
    """All that a command shows on a terminal, without the terminal's own codes."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "200"}
    process = subprocess.Popen(
        [sys.executable, "-m", "iaxlint", *words],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
    )
    os.close(theirs)
    output = b""
    try:
        while part := os.read(ours, 65536):
            output += part
    except OSError:
        pass
    process.wait()
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\|\s", "", output.decode())


def traces(value: str) -> Iterator[str]:
    """What gives a secret away: a part of it, or how it, or a digest of it, begins in another writing."""
    for at in range(len(value) - WINDOW + 1):
        yield value[at : at + WINDOW]
    data = value.encode()
    for told in (data, *(hashlib.new(name, data).digest() for name in ("md5", "sha1", "sha256", "blake2b"))):
        yield told.hex()[:12]
        yield base64.b64encode(told).decode()[:12]


def leaks(output: str, secrets: dict[str, str] = SECRETS) -> list[str]:
    """The labels of the secrets of which a trace is in an output."""
    return [label for label, value in secrets.items() if any(trace in output for trace in traces(value))]


@pytest.mark.parametrize("command", COMMANDS)
def test_no_format_shows_a_secret(command: str, fleet: Path) -> None:
    known = formats(command, fleet)
    assert {"text", "json"} <= set(known)
    for name in known:
        output = run([*COMMANDS[command], "--output-format", name], fleet)
        assert len(output) > 10
        assert leaks(output) == [], name


@pytest.mark.parametrize("command", COMMANDS)
def test_no_terminal_shows_a_secret(command: str, fleet: Path) -> None:
    output = run_on_a_terminal(COMMANDS[command], fleet)
    assert len(output) > 10
    assert leaks(output) == []


@pytest.mark.parametrize(
    "words", [["--diff"], ["--diff", "--unsafe-fixes"], ["--fix"], ["--fix", "--unsafe-fixes"]], ids=" ".join
)
def test_no_fix_shows_a_secret(words: list[str], fleet: Path, tmp_path: Path) -> None:
    copytree(fleet, tmp_path / "copy")
    for more in ([], ["--color", "always"], ["--output-format", "json"] if "--fix" in words else []):
        output = run(["check", "foo", "bar", *words, *more], tmp_path / "copy")
        assert leaks(output) == []


def test_no_baseline_holds_a_secret(fleet: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert leaks(run(["check", "foo", "bar", "--write-baseline", str(baseline)], fleet)) == []
    assert "secret-mismatch" in baseline.read_text()
    assert leaks(baseline.read_text()) == []
    assert leaks(run(["check", "foo", "bar", "--baseline", str(baseline)], fleet)) == []


BREAKS = """\
import sys, iaxlint.engine
from iaxlint.cli import main

def breaks(server):
    raise ValueError(server.folder.file("iax.conf").source.text)

iaxlint.engine.strays = breaks
sys.exit(main())
"""


def test_no_traceback_shows_a_secret(fleet: Path) -> None:
    def broken(*words: str) -> str:
        command = [sys.executable, "-c", BREAKS, "check", "foo", *words]
        done = subprocess.run(command, cwd=fleet, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        return done.stdout + done.stderr

    assert "in breaks" in broken("--debug")
    assert leaks(broken()) == []
    assert leaks(broken("--debug")) == []
    assert SECRETS["template"] in broken("--debug", "--show-secrets")


def test_secrets_are_shown_to_those_who_ask(fleet: Path) -> None:
    assert SECRETS["first-of-two"] in run([*COMMANDS["show config iax"], "--show-secrets"], fleet)
