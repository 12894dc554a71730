"""No secret, no part and no digest of one in what stays behind, nor in what asks git or the network."""

from __future__ import annotations

import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_revision import commit, git
from tests.test_secrets import BAR, FOO, FOO_DIALPLAN, USERS, leaks, planted, run, run_on_a_terminal

WHERE = ["--address", "north=192.168.1.2", "--address", "south=192.168.2.3"]


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(planted(text))


def pair(root: Path, *, sound: bool = False) -> None:
    """Two servers with a secret in every place where people put one; `sound` ones differ in what calls come to."""
    foo, bar = (FOO.partition("[bar-typo]")[0], BAR.replace("auth=rsa", "auth=md5")) if sound else (FOO, BAR)
    write(
        root, {"foo/iax.conf": foo, "foo/extensions.conf": FOO_DIALPLAN, "foo/users.conf": USERS, "bar/iax.conf": bar}
    )


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "fleet").mkdir()
    return tmp_path / "fleet"


def test_no_revision_shows_a_secret(here: Path) -> None:
    pair(here, sound=True)
    git(here, "init", "-q")
    commit(here)
    pair(here)
    for name in ("text", "json", "markdown"):
        output = run(["compare", "--base", "HEAD", "--output-format", name], here)
        assert "foo" in output
        assert leaks(output) == [], name
    assert leaks(run_on_a_terminal(["compare", "--base", "HEAD"], here)) == []


def test_no_cache_holds_a_secret(here: Path) -> None:
    for number in range(12):
        for name, text in (("foo", FOO), ("bar", BAR)):
            text = text.replace("[general]", f"[general]\nbindaddr=10.0.{number}.{len(name)}", 1)
            write(here, {f"{name}{number}/iax.conf": text, f"{name}{number}/extensions.conf": FOO_DIALPLAN})
    words = ["check", "--jobs", "2", "--cache-dir", "kept", "--output-format", "jsonl"]
    cold = run(words, here)
    (here / "foo3/iax.conf").write_text((here / "foo3/iax.conf").read_text() + "[new]\ntype=peer\n")
    for output in (cold, run(words, here), run([*words, "--debug"], here)):
        assert '"error"' in output
        assert leaks(output) == []
        kept = [path.read_bytes().decode("latin-1") for path in (here / "kept").iterdir()]
        assert len(kept) == 2
        assert any("foo11" in text for text in kept)
        assert leaks("".join(kept)) == []


KILLED = """\
import os, sys
from iaxlint.cli.run import run
left = int(sys.argv[1])
replace = os.replace
def stop(*words, **named):
    global left
    left -= 1
    if not left:
        os._exit(9)
    replace(*words, **named)
os.replace = stop
sys.exit(run(sys.argv[2:]))
"""


def test_no_journal_holds_a_secret(here: Path) -> None:
    """What a killed run leaves for the next is a journal without secrets, and files that only their owner may read."""
    pair(here)
    configurations = {path: path.read_bytes() for path in here.rglob("*.conf")}
    for path in configurations:
        path.chmod(0o600)
    seen = set()
    for step in (1, 2, 3):
        words = [sys.executable, "-c", KILLED, str(step), "check", "foo", "bar", "--fix", "--unsafe-fixes"]
        done = subprocess.run(words, cwd=here, capture_output=True, text=True, check=False)
        assert done.returncode == 9
        assert leaks(done.stdout + done.stderr) == []
        for path in here.rglob("*"):
            if path.is_file() and path not in configurations:
                seen.add(path.suffix)
                assert stat.S_IMODE(path.stat().st_mode) == 0o600
                assert path.suffix in (".new", ".old") or leaks(path.read_text()) == []
        assert leaks(run(["check", "foo", "bar"], here)) == []
        for path, data in configurations.items():
            path.write_bytes(data)
    assert seen > {".new", ".old"}
    assert sorted(path for path in here.rglob("*") if path.is_file()) == sorted(configurations)


def test_no_probe_shows_a_secret(here: Path) -> None:
    pair(here)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for path in here.rglob("*.conf"):
        path.write_text(re.sub(r"192\.168\.[12]\.[23](:\d+)?", f"127.0.0.1:{port}", path.read_text()))
        path.write_text(path.read_text().replace(f"host=127.0.0.1:{port}", f"host=127.0.0.1\nport={port}"))
    asked = ["--timeout", "1", "--retries", "0", "--resolver", f"127.0.0.1:{port}"]
    outputs = [run(["probe", "foo", "bar", *asked, "--output-format", name], here) for name in ("text", "json")]
    outputs.append(run_on_a_terminal(["probe", "foo", "bar", *asked], here))
    for output in outputs:
        assert "127.0.0.1" in output
        assert leaks(output) == []


@pytest.mark.parametrize("more", [[], ["--rsa"], ["--dry-run"], ["--hub", "north"]], ids=" ".join)
def test_what_is_new_is_not_shown(more: list[str], here: Path) -> None:
    for number, name in enumerate(("text", "json")):
        output = run(
            ["new", "north", "south", *WHERE, *more, "--output", f"made{number}", "--output-format", name], here
        )
        made = "".join(path.read_text() for path in here.glob(f"made{number}/*/iax.conf"))
        secrets = {secret: secret for secret in re.findall(r"(?m)^secret\s*=\s*(\S+)", made)}
        assert bool(secrets) == (more != ["--dry-run"])
        assert "north" in output
        assert leaks(output, secrets) == []
