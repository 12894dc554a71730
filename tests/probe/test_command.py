"""`iaxlint probe` and `check --probe`; and that no other command opens a socket."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from responders import Host, name_server
from test_send import pong

import iaxlint
from tests.audit import audited, strays

SCHEMA = json.loads((Path(iaxlint.__file__).parent / "schema/iaxlint.json").read_text())


@pytest.fixture
def host() -> Iterator[Host]:
    with Host(pong) as found:
        yield found


@pytest.fixture
def closed() -> int:
    """A port that nobody has open."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def servers(root: Path, port: int) -> None:
    (root / ".git").mkdir()
    for name, other in (("foo", "bar"), ("bar", "foo")):
        (root / name).mkdir()
        (root / name / "iax.conf").write_text(
            f"[general]\n\n[{other}]\ntype=friend\nhost=127.0.0.1\nport={port}\nsecret=Kq7-mLw2-Zx9e-4Rt\n\n"
            "[roaming]\ntype=peer\nhost=dynamic\nsecret=Kq7-mLw2-Zx9e-5Rt\n"
        )


def iaxlint_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "iaxlint", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_a_host_that_answers(tmp_path: Path, host: Host) -> None:
    servers(tmp_path, host.port)
    done = iaxlint_in(tmp_path, "probe", "--timeout", "20")
    assert done.returncode == 0, done.stderr
    first, *naming = done.stdout.splitlines()
    assert first.startswith(f"✓ 127.0.0.1:{host.port}  answers in ")
    assert naming[:2] == ["    bar/iax.conf:5  host of [foo] on bar", "    foo/iax.conf:5  host of [bar] on foo"]
    assert "- host of [roaming] on bar is not asked: it is dynamic" in done.stdout
    assert "1 of 1 host answered, 2 lines not asked." in done.stdout
    assert "It proves nothing about who may call" in done.stdout
    assert "Kq7" not in done.stdout
    assert len([frame for frame in host.frames() if frame.subclass == 0x1E]) == 1


def test_a_host_that_does_not(tmp_path: Path, closed: int) -> None:
    servers(tmp_path, closed)
    done = iaxlint_in(tmp_path, "probe", "foo", "bar", "--retries", "0")
    assert done.returncode == 1
    assert f"✗ 127.0.0.1:{closed}  turns away what comes to UDP port {closed}" in done.stdout
    assert iaxlint_in(tmp_path, "probe", "--retries", "0", "--exit-zero").returncode == 0
    assert iaxlint_in(tmp_path, "probe", "--retries", "0", "--fail-on", "never").returncode == 0


def test_a_name_that_leads_elsewhere_fails_where_warnings_do(tmp_path: Path, host: Host) -> None:
    servers(tmp_path, host.port)
    (tmp_path / "iaxlint.toml").write_text('[servers.foo]\n[servers.bar]\naddresses = ["192.0.2.1", "localhost"]\n')
    own = tmp_path / "foo/iax.conf"
    own.write_text(own.read_text().replace("127.0.0.1", "localhost"))
    done = iaxlint_in(tmp_path, "probe", "foo", "bar", "--timeout", "20")
    assert done.returncode == 0
    assert "and the settings have it at 192.0.2.1" in done.stdout
    assert iaxlint_in(tmp_path, "probe", "foo", "bar", "--timeout", "20", "--fail-on", "warning").returncode == 1
    checked = iaxlint_in(tmp_path, "check", "--probe", "--select", "host-elsewhere", "--output-format", "concise")
    assert checked.stdout.startswith("foo/iax.conf:5:1: IAX381[host-elsewhere] localhost leads to ")


@pytest.mark.parametrize("answers", [True, False])
def test_the_document(tmp_path: Path, host: Host, closed: int, answers: bool) -> None:
    servers(tmp_path, host.port if answers else closed)
    done = iaxlint_in(tmp_path, "probe", "--output-format", "json", "--timeout", "20")
    document = json.loads(done.stdout)
    jsonschema.validate(document, {"$ref": "#/$defs/probe", "$defs": SCHEMA["$defs"]})
    (found,) = document["hosts"]
    assert found["status"] == ("answered" if answers else "refused")
    assert (found["addresses"][0]["rtt_ms"] is not None) == answers
    assert [(line["server"], line["path"], line["line"]) for line in found["named_by"]] == [
        ("bar", "bar/iax.conf", 5),
        ("foo", "foo/iax.conf", 5),
    ]
    assert {line["section"] for line in document["skipped"]} == {"roaming"}


def test_check_reports_it_at_the_lines(tmp_path: Path, closed: int) -> None:
    servers(tmp_path, closed)
    plain = iaxlint_in(tmp_path, "check", "--output-format", "concise")
    assert "IAX380" not in plain.stdout
    probed = iaxlint_in(tmp_path, "check", "--probe", "--select", "host-unreachable", "--output-format", "concise")
    assert probed.returncode == 1
    assert [line.partition(" ")[0] for line in probed.stdout.splitlines()] == ["bar/iax.conf:5:1:", "foo/iax.conf:5:1:"]


def test_check_of_a_host_that_answers(tmp_path: Path, host: Host) -> None:
    servers(tmp_path, host.port)
    probed = iaxlint_in(tmp_path, "check", "--probe", "--select", "host-unreachable,host-elsewhere")
    assert probed.returncode == 0
    assert probed.stdout.startswith("nothing found: 2 servers, 2 files and 4 links checked, 1 host asked.")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["probe", "--timeout", "0"], "--timeout: it takes a number from 0.1 to 60, and not `0`"),
        (["probe", "--timeout", "nan"], "and not `nan`"),
        (["probe", "--retries", "10"], "--retries: it takes a number from 0 to 9, and not `10`"),
        (["probe", "--jobs", "x"], "--jobs: it takes a number from 1 to 256, and not `x`"),
        (["probe", "--resolver", "dns"], "--resolver: it takes the address of a DNS server"),
        (["probe", "quiet"], "no configuration names a host that could be asked"),
        (["probe", "roaming"], "1 line that could, and it is dynamic"),
        (["check", "--probe", "--fix", "roaming"], "--probe does not go with --fix"),
    ],
)
def test_what_is_refused(tmp_path: Path, words: list[str], why: str) -> None:
    for name, text in {"quiet": "[general]\n", "roaming": "[bar]\ntype=peer\nhost=dynamic\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "iax.conf").write_text(text)
    done = iaxlint_in(tmp_path, *words)
    assert done.returncode == 2
    assert why in done.stderr
    assert not done.stdout


WATCHED = """\
import os, sys

def hook(event, _):
    if event.startswith("socket."):
        os.write(2, f"{event}\\n".encode())
        os._exit(99)

sys.addaudithook(hook)
from iaxlint.cli import main
sys.exit(main())
"""

OFFLINE = (
    ["check"],
    ["check", "--output-format", "sarif"],
    ["trace", "foo", "bar", "--dial", "IAX2/bar/23"],
    ["links"],
    ["diff", "foo", "bar"],
    ["compare", "foo", "foo"],
    ["show", "config", "foo/iax.conf"],
    ["show", "peers"],
    ["show", "registrations"],
    ["show", "dialplan"],
    ["rule", "host-unreachable"],
)


@pytest.mark.parametrize("words", OFFLINE, ids=" ".join)
def test_no_other_command_opens_a_socket(tmp_path: Path, closed: int, words: list[str]) -> None:
    assert watched(tmp_path, closed, *words).returncode in (0, 1)


@pytest.mark.parametrize("words", [["probe"], ["check", "--probe"]], ids=" ".join)
def test_that_would_be_seen(tmp_path: Path, closed: int, words: list[str]) -> None:
    assert watched(tmp_path, closed, *words).returncode == 99


def watched(root: Path, port: int, *words: str) -> subprocess.CompletedProcess[str]:
    servers(root, port)
    with (root / "foo/iax.conf").open("a") as file:
        file.write("\n[named]\ntype=peer\nhost=localhost\n[general](+)\nregister => foo:secret@bar.example.net\n")
    return subprocess.run(
        [sys.executable, "-c", WATCHED, *words], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", [["probe"], ["check", "--probe"]], ids=" ".join)
def test_nobody_else_is_asked_and_nothing_else_is_read(tmp_path: Path, host: Host, words: list[str]) -> None:
    """Only the hosts that lines name, and the DNS server that is told, where a name needs it."""
    root = tmp_path.resolve() / "fleet"
    root.mkdir()
    servers(root, host.port)
    (root.parent / "outside.conf").write_text("[evil]\ntype=peer\nhost=192.0.2.1\n")
    with Host(name_server({("bar.example.net", "A"): ["127.0.0.1"]})) as names:
        if words == ["probe"]:
            words = [*words, "--timeout", "9", "--resolver", f"127.0.0.1:{names.port}"]
            with (root / "foo/iax.conf").open("a") as file:
                file.write("#tryinclude ../../outside.conf\n")
                file.write(f"[named]\ntype=peer\nhost=bar.example.net\nport={host.port}\n")
        done = audited(words, root, tmp_path / "notes")
        ports = {host.port, names.port}
    places = [
        word
        for event in done.events
        if event.name in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
        for word in event.words
        if isinstance(word, list)
    ]
    assert ["127.0.0.1", host.port] in [place[:2] for place in places], done.printed
    assert {(place[0], place[1] in ports) for place in places if place[1]} == {("127.0.0.1", True)}
    assert {event.words[0] for event in done.events if event.name == "socket.getaddrinfo"} <= {"127.0.0.1"}
    assert [event for event in strays(done, root) if not event.name.startswith("socket.")] == []
