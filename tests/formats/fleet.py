"""Two servers with something of everything that a report must cope with, and what every format makes of them.

`python tests/formats/fleet.py` writes what the formats print now into `tests/fixtures/formats`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from iaxlint import __version__
from iaxlint.report import FORMATS

GOLDEN = Path(__file__).parents[1] / "fixtures" / "formats"

ENDINGS = {
    "text": "txt",
    "concise": "txt",
    "jsonl": "jsonl",
    "sarif": "sarif",
    "github": "txt",
    "junit": "xml",
    "checkstyle": "xml",
    "markdown": "md",
}
"""What the files of the formats end with, where that is not `json`."""

SECRET = "Kv83-planted-Wq51"
"""What must stand in no report."""

FOO = f"""\
[general]\r
bindport=4569\r
mailboxdetail=yes\r
register => foo:{SECRET}@192.168.2.3\r
\r
[bar]\r
type=friend\r
host=192.168.2.3\r
username=foo\r
secret={SECRET}\r
auth=plaintext\r
peercontext=from-foo\r
\r
[bar-night]\r
type=peer\r
host=192.168.2.3\r
username=foo-hq\r
secret={SECRET}\r
\r
; iaxlint: ignore[section-without-type] -- "ours" <b>& theirs</b> | secret={SECRET} \x1b[31m\r
[leftover]\r
host=192.168.2.9\r
#include "50% off, \xc3\xa9:1.conf"\r
#include "bad\xff\x1b[31m.conf"\r
"""
"""In latin-1, a character a byte, with the line endings of Windows and bytes that are no UTF-8."""

BAR = f"""\
\xef\xbb\xbf[general]
bindport=4569
bandwith=low

[foo]
type=friend
host=192.168.1.2
username=bar
secret={SECRET}-other
md5secret=0123456789abcdef0123456789abcdef
context=from-foo      ; iaxlint: ignore[secret-weak]
deny=0.0.0.0
calleridd=\xc3\xa9 "@everyone" <script>|`x`|](javascript:1) %0A::error::\xe2\x80\xae\x9b31m
"""

DIALPLAN = """\
[from-foo]
exten => 23,1,Answer()
exten => 23,1,Hangup()
include => a ::warning file=x::b%0A | ]] > @all #1 \xc3\xa9 \xff\x1b[31m\xe2\x80\xae
"""

FILES = {
    "foo/iax.conf": FOO,
    "foo/extensions.conf": "[out]\nexten => _9X.,1,Dial(IAX2/bar/${EXTEN:1})\nexten => 1,1,Dial(IAX2/bar-night/23)\n",
    "foo/50% off, \xc3\xa9:1.conf": "[general]\njitterbufer=yes\n",
    "foo/bad\xff\x1b[31m.conf": "[odd \x07\x1b]0;title\x07]\nallowoverlap=yes\n",
    "bar/iax.conf": BAR,
    "bar/extensions.conf": DIALPLAN,
    "iaxlint.toml": 'asterisk = "22"\n'
    '[servers.foo]\npath = "foo"\naddresses = ["192.168.1.2"]\n'
    '[servers.bar]\npath = "bar"\naddresses = ["192.168.2.3"]\n',
}
"""By path, names and texts with a character a byte."""

BEFORE = {"bar/iax.conf": BAR.replace("bandwith=low\n", "bandwith=low\ntrunkfrq=20\n")}
"""What was there when the baseline was written."""

LISTED = ("option-unknown", "auth-plaintext")
"""The rules whose findings the baseline lists."""


def build(folder: Path) -> None:
    """Write the servers, and a baseline that lists some of what is found and something that is there no more."""
    (folder / ".git").mkdir()
    _write(folder, FILES | BEFORE)
    iaxlint(folder, "--select", ",".join(LISTED), "--write-baseline", "baseline.json")
    _write(folder, FILES)


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = os.fsencode(folder) + b"/" + name.encode("latin-1")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text.encode("latin-1"))


def iaxlint(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Check the two servers."""
    return subprocess.run(
        [sys.executable, "-m", "iaxlint", "check", "foo", "bar", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def reports(folder: Path, *more: str) -> dict[str, str]:
    """What each format says of the two servers, with `VERSION` in the place of iaxlint's own."""
    named = {name: folder / f"out.{name}" for name in FORMATS}
    wanted = [word for name, path in named.items() for word in ("--output-format", f"{name}={path.name}")]
    done = iaxlint(folder, "--baseline", "baseline.json", *wanted, *more)
    assert done.returncode == 1, done.stderr
    assert done.stdout == done.stderr == b""
    texts = {name: path.read_bytes().decode() for name, path in named.items()}
    for path in named.values():
        path.unlink()
    version = f'"semanticVersion": "{__version__}"'
    assert version in texts["sarif"]
    return texts | {"sarif": texts["sarif"].replace(version, '"semanticVersion": "VERSION"')}


def golden(name: str) -> Path:
    """The file that holds what a format prints."""
    return GOLDEN / f"{name}.{ENDINGS.get(name, 'json')}"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        build(Path(scratch))
        for name, text in reports(Path(scratch)).items():
            golden(name).write_bytes(text.encode())
