"""What `iaxlint new` writes: nothing is found in it, calls reach both ways, and nothing is ever written over."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import re
import shutil
import stat
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iaxlint.cli import main
from iaxlint.errors import InputError
from iaxlint.model.version import Version
from iaxlint.writing import place as placing
from iaxlint.writing.place import place
from iaxlint.writing.plan import Plan, Wishes, make_plan, name_problem, new_secret
from iaxlint.writing.text import texts

KEYS = Path(__file__).parent.parent / "fixtures" / "keys"
PAIR = ["foo", "bar", "--address", "foo=192.168.1.2", "--address", "bar=192.168.2.3"]


def run(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = main(words)
    return status, out.getvalue()


def wishes(*names: str, hub: str = "") -> Wishes:
    addresses = [f"{name}=192.0.2.{number}" for number, name in enumerate(names, 1)]
    return Wishes(names, addresses, (), hub, False, "ulaw,alaw", False, Version.parse("22"))


@st.composite
def asked(draw: st.DrawFn) -> Wishes:
    """Anything that can be asked for, with every server's address known."""
    names = draw(st.lists(st.sampled_from(["foo", "bar", "hq-1", "b.ern", "Oslo_2"]), min_size=2, unique=True))
    version = draw(st.sampled_from(["1.8", "11", "13", "16", "18", "20.3", "22", "23"]))
    ipv6 = draw(st.booleans()) and Version.parse(version).has("ipv6")
    places = {}
    for number, name in enumerate(names):
        hosts = [f"192.0.2.{number + 1}"]
        if ipv6 and draw(st.booleans()):
            hosts.append(f"2001:db8::{number + 1}")
        if draw(st.booleans()):
            hosts.insert(0, f"{name.lower().replace('_', '-')}.example.net")
        port = draw(st.sampled_from(["", "", ":4569", ":5001"]))
        places[name] = ",".join([hosts[0] + port, *hosts[1:]])
    hub = draw(st.sampled_from(names)) if draw(st.booleans()) else ""
    others = [name for name in names if name != hub]
    dynamic = draw(st.lists(st.sampled_from(others), unique=True)) if hub else draw(st.sampled_from([[], names[:1]]))
    codecs = draw(st.lists(st.sampled_from(["ulaw", "alaw", "g722", "gsm", "slin16"]), min_size=1, unique=True))
    rsa = len(names) == 2 and draw(st.booleans())
    return Wishes(
        names,
        [f"{name}={place}" for name, place in places.items()],
        dynamic,
        hub,
        not hub,
        ",".join(codecs),
        rsa,
        Version.parse(version),
    )


def with_keys(plan: Plan, folder: Path) -> None:
    """Give the two servers keys, as the comments of the settings tell."""
    one, other = (site.name for site in plan.sites)
    for mine, theirs, own, far in ((one, other, "foo", "bar"), (other, one, "bar", "foo")):
        (folder / mine / "keys").mkdir()
        shutil.copy(KEYS / f"{own}.key", folder / mine / "keys" / f"{mine}.key")
        shutil.copy(KEYS / f"{far}.pub", folder / mine / "keys" / f"{theirs}.pub")
    own_settings = folder / "iaxlint.toml"
    own_settings.write_text(own_settings.read_text().replace("# keys", "keys"))


@settings(max_examples=40, deadline=None)
@given(asked())
def test_nothing_is_found_in_what_is_written_and_every_call_reaches(asked_for: Wishes) -> None:
    plan = make_plan(asked_for, new_secret)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place(texts(plan), name)
        if plan.rsa:
            with_keys(plan, folder)
        for profile in ("default", "strict", "security"):
            status, said = run("check", name, "--profile", profile, "--fail-on", "info")
            assert (status, said.startswith("nothing found")) == (0, True), said
        status, said = run("links", name, "--output-format", "json")
        rows = json.loads(said)["links"]
        assert {row["status"] for row in rows} == {"ok"}, said
        ends = [tuple(site.name for site in trunk.ends) for trunk in plan.trunks]
        assert {(row["from"], row["to"]) for row in rows} == {*ends, *((b, a) for a, b in ends)}
        status, said = run("diff", name, "--fail-on", "info")
        assert (status, "nothing is off" in said) == (0, True), said
        for one, other in itertools.permutations(plan.sites, 2):
            dial = f"Local/{other.first_number}@phones"
            status, said = run("trace", name, "--from", one.name, "--dial", dial, "--output-format", "json")
            (call,) = json.loads(said)["calls"]
            assert call["verdict"] == "reaches", said
            assert call["encrypted"] is True
            assert call["auth"] == ("rsa" if plan.rsa else "md5")


def test_a_spoke_reaches_another_through_the_hub(tmp_path: Path) -> None:
    plan = make_plan(wishes("hub", "a", "b", hub="hub"), new_secret)
    place(texts(plan), str(tmp_path))
    status, said = run("trace", str(tmp_path), "--from", "hub", "--dial", "Local/300@from-a")
    assert status == 0
    assert "reaches extension 300 in [from-hub] on b" in said


@pytest.mark.parametrize("count", [2, 9, 10, 90, 91])
def test_no_two_servers_share_a_number(count: int) -> None:
    names = [f"s{number}" for number in range(count)]
    plan = make_plan(wishes(*names, hub="s0"), new_secret)
    patterns = [site.numbers for site in plan.sites]
    assert len(set(patterns)) == count
    assert len({len(pattern) for pattern in patterns}) == 1


def test_every_trunk_has_a_secret_of_its_own_that_only_its_ends_hold(tmp_path: Path) -> None:
    plan = make_plan(wishes("hub", "a", "b", hub="hub"), new_secret)
    files = texts(plan)
    secrets = [trunk.secret for trunk in plan.trunks]
    assert len(set(secrets)) == 2
    for trunk in plan.trunks:
        holders = {path.partition("/")[0] for path, text in files.items() if trunk.secret in text}
        assert holders == {site.name for site in trunk.ends}
        assert len(trunk.secret) == 32
        assert trunk.secret.isalnum()


def test_only_the_owner_may_read_a_secret(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert run("new", *PAIR, "--output", str(tmp_path))[0] == 0
    finally:
        os.umask(before)
    for path in tmp_path.rglob("*"):
        if path.is_file() and "secret=" in path.read_text():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
            assert path.name == "iax.conf"


@pytest.mark.parametrize("words", [[], ["--dry-run"], ["--output-format", "json"], ["--dynamic", "bar"]])
def test_no_secret_is_printed(words: list[str], tmp_path: Path) -> None:
    status, said = run("new", *PAIR, *words, "--output", str(tmp_path))
    assert status == 0
    for path in tmp_path.rglob("iax.conf"):
        (secret,) = set(re.findall(r"secret=(\S+)", path.read_text()))
        assert secret not in said
    assert not re.search(r"\b[A-Za-z0-9]{30,}\b", said)


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    status, said = run("new", *PAIR, "--dry-run", "--output", str(tmp_path / "new"))
    assert status == 0
    assert "secret=<secret>" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("taken", ["foo/iax.conf", "bar/README", "iaxlint.toml", "foo"])
def test_nothing_is_written_where_something_is(taken: str, tmp_path: Path) -> None:
    path = tmp_path / taken
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    status, said = run("new", *PAIR, "--output", str(tmp_path))
    assert status == 2
    assert "nothing was written" in said
    assert sorted(tmp_path.rglob("*")) == before
    assert path.read_text() == "mine"


def test_a_link_is_something(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "foo").symlink_to(tmp_path / "elsewhere")
    assert run("new", *PAIR, "--output", str(tmp_path))[0] == 2
    assert not list((tmp_path / "elsewhere").iterdir())


def test_empty_folders_are_filled(tmp_path: Path) -> None:
    (tmp_path / "foo").mkdir()
    assert run("new", *PAIR, "--output", str(tmp_path))[0] == 0
    assert (tmp_path / "foo" / "iax.conf").exists()


@pytest.mark.parametrize("step", range(3))
def test_what_fails_half_way_leaves_nothing(step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count = itertools.count()
    real = placing._move

    def full(source: str, target: str) -> None:
        if next(count) == step:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(placing, "_move", full)
    with pytest.raises(InputError, match=r"No space left on device; nothing was written"):
        place(texts(make_plan(wishes("a", "b"), new_secret)), str(tmp_path / "new"))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, said = run("new", *PAIR, "--output", str(tmp_path / "file"))
    assert status == 2
    assert said.startswith(f"iaxlint: cannot write to {tmp_path / 'file'}: ")


@pytest.mark.parametrize(
    "name", ["general", "GLOBALS", "guest", "", "a/b", "..", "a]b", "a b", "a@b", "a:b", "a;b", "1a", "-a", "\x1b", "é"]
)
def test_names_that_mean_something_else_are_refused(name: str) -> None:
    assert name_problem(name)


@given(st.text(max_size=70))
def test_a_name_is_refused_or_plain(name: str) -> None:
    if not name_problem(name):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]{0,59}", name)


REFUSED = {
    "who": (["foo"], "foo alone has nobody to call"),
    "nobody": ([], "no server is named"),
    "where": (["foo", "bar"], "where is foo? Give --address foo=ADDRESS, or --dynamic foo"),
    "twice": (["foo", "Foo"], "two servers are called foo"),
    "unknown": ([*PAIR, "--address", "baz=192.0.2.1"], "--address baz: that is none of the servers foo, bar"),
    "no place": (["foo", "bar", "--address", "foo"], "write --address NAME=ADDRESS"),
    "bad place": (["foo", "bar", "--address", "foo=300.1.1.1"], "neither an address nor a host name"),
    "loopback": (["foo", "bar", "--address", "foo=127.0.0.1"], "not where another machine finds it"),
    "port": (["foo", "bar", "--address", "foo=192.0.2.1:80"], "a port from 1024 to 65535, and not 80"),
    "both dynamic": (["foo", "bar", "--dynamic", "foo", "--dynamic", "bar"], "are both dynamic"),
    "same place": (["foo", "bar", "--address", "foo=192.0.2.1", "--address", "bar=192.0.2.1"], "can't both be at"),
    "codec": ([*PAIR, "--codecs", "ulow"], "did you mean `ulaw`?"),
    "video": ([*PAIR, "--codecs", "h264"], "IAX2 carries no such codec"),
    "three": ([*PAIR, "baz", "--dynamic", "baz"], "3 servers: --hub foo gives each of the others one trunk"),
    "old": (
        ["foo", "bar", "--asterisk", "11", "--address", "foo=2001:db8::1", "--dynamic", "bar"],
        "12 was the first",
    ),
    "families": (
        ["foo", "bar", "--address", "foo=2001:db8::1", "--address", "bar=192.0.2.1"],
        "can't reach each other",
    ),
    "register": (["foo", "bar", "--address", "foo=2001:db8::1", "--dynamic", "bar"], "can't stand in a register line"),
    "hub": ([*PAIR, "--hub", "baz"], "--hub baz: that is none of the servers"),
    "hub and mesh": ([*PAIR, "--hub", "foo", "--mesh"], "do not go together"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_said(case: str, tmp_path: Path) -> None:
    words, wanted = REFUSED[case]
    status, said = run("new", *words, "--output", str(tmp_path))
    assert status == 2
    assert wanted in said
    assert not list(tmp_path.iterdir())


def test_the_settings_can_be_read(tmp_path: Path) -> None:
    assert run("new", *PAIR, "--asterisk", "18.21", "--output", str(tmp_path))[0] == 0
    said = tomllib.loads((tmp_path / "iaxlint.toml").read_text())
    assert said["asterisk"] == "18.21"
    assert said["servers"]["foo"] == {"path": "foo", "addresses": ["192.168.1.2"]}
