"""What `iaxlint diff` shows is what the simulated calls say, on every page that it is shown on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iaxlint.call.trunk import Trunk, Way, loose_ends, trunks
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.report.diff import diff_lines
from iaxlint.report.diff_document import diff_document
from iaxlint.report.diff_markdown import diff_markdown
from iaxlint.report.escape import visible, width
from iaxlint.report.json import dumps
from iaxlint.report.mirror import Row, trunk_rows, way_rows
from iaxlint.report.snippet import Page
from tests.call.recordings import cases, load

BESIDE = ("self-", "switch-")
"""Calls that the sections of a trunk do not decide: to oneself, and of a switch, which sends nothing of theirs."""
RECORDED = [case for case, version in cases() if version == "22" and not case["name"].startswith(BESIDE)][::3]

UNMIRRORED = {
    "address": {"socket-cannot-reach", "no-socket"},
    "calltoken": {"call-numbers-exhausted"},
    "dial": {"iax-not-loaded"},
    "extension": {"context-missing", "context-empty", "extension-missing"},
    "listen": {"iax-not-loaded"},
    "peer": {"dbsecret-unreadable", "qualify-impossible"},
}
"""What a call fails for that no option of the other end mirrors."""

GENERAL = "[general]\ndisallow=all\nallow=ulaw\n"
FOO = "[bar]\ntype=friend\nusername=foo\nhost=192.168.2.3\nsecret=Hd82-kQpz-x41m\ncontext=from-bar\n"
BAR = "[foo]\ntype=friend\nusername=bar\nhost=192.168.1.2\nsecret=Hd82-kQpz-x41m\ncontext=from-foo\n"


def fleet_of(root: Path, **files: str) -> Fleet:
    servers = []
    for name, text in files.items():
        (root / name).mkdir(parents=True)
        (root / name / "iax.conf").write_text(text)
        (root / name / "extensions.conf").write_text(
            "[from-foo]\nexten => 1,1,Answer()\n[from-bar]\nexten => 1,1,Answer()\n"
        )
        address = {"foo": "192.168.1.2", "bar": "192.168.2.3"}[name]
        servers.append(load_server(name, Folder(str(root / name), name), Version.parse("22"), (address,)))
    return build_fleet(servers)


def off(rows: list[Row]) -> dict[str, str]:
    """The rows that are off, by the caller's option, with how bad that is."""
    return {row.left.option: row.severity for row in rows if row.severity}


def ways(found: list[Trunk]) -> list[Way]:
    return [way for trunk in found for way in (trunk.there, trunk.back) if way is not None]


@pytest.mark.parametrize("case", RECORDED, ids=lambda case: case["name"])
def test_a_row_is_off_just_where_a_call_fails(case: dict, tmp_path: Path) -> None:
    fleet = load(case, tmp_path, "22")
    found = trunks(fleet)
    for way in ways(found):
        rows = way_rows(fleet, way)
        errors = [row for row in rows if row.severity == "error"]
        failure = way.link.failure
        if failure is None:
            assert not errors
        elif failure.rule not in UNMIRRORED.get(failure.step, ()):
            assert failure.rule in {row.rule for row in errors} or failure.step == "address", (failure.rule, errors)
            assert errors
        for row in rows:
            assert (row.mirrors is False) == bool(row.severity)
            assert row.help or not row.severity
    for columns in (80, 100, 120):
        for line in diff_lines(fleet, found, loose_ends(fleet), Page(columns)):
            if line.fixed:
                assert width(visible("".join(text for _, text in line.segments)).rstrip()) <= columns
    assert list(diff_lines(fleet, found, loose_ends(fleet), Page(40)))
    first, again = (dumps(diff_document(load(case, tmp_path, "22"), trunks(fleet), [], {})) for _ in range(2))
    assert first == again
    assert json.loads(first)["version"] == 1


CHANGES = {
    "nothing": ("", "", {}),
    "username": ("username=foo", "username=Foo", {"username": "error"}),
    "secret": ("secret=Hd82-kQpz-x41m", "secret=Hd82-kQpz-x41n", {"secret": "error"}),
    "no secret": ("secret=Hd82-kQpz-x41m\n", "", {"secret": "error"}),
    "host": ("host=192.168.2.3", "host=192.168.2.4", {"host": "error"}),
    "port": ("host=192.168.2.3", "host=192.168.2.3\nport=4570", {"port": "error"}),
    "dynamic": ("host=192.168.2.3", "host=dynamic", {"host": "error"}),
    "context": ("username=foo", "username=foo\npeercontext=from-fo", {"peercontext": "error"}),
    "encryption": ("username=foo", "username=foo\nencryption=yes", {"encryption": "warning"}),
    "trunk": ("username=foo", "username=foo\ntrunk=yes", {"trunk": "info"}),
    "auth": ("username=foo", "username=foo\nauth=plaintext", {"auth": "info"}),
    "codecs": ("username=foo", "username=foo\ndisallow=all\nallow=gsm", {"codecs": "error"}),
    "requirecalltoken": ("username=foo", "username=foo\nrequirecalltoken=no", {"requirecalltoken": "info"}),
}


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_puts_one_row_off(change: str, tmp_path: Path) -> None:
    before, after, wanted = CHANGES[change]
    fleet = fleet_of(tmp_path, foo=GENERAL + FOO.replace(before, after), bar=GENERAL + BAR)
    (trunk,) = trunks(fleet)
    assert trunk.there is not None
    rows = way_rows(fleet, trunk.there)
    assert off(rows) == wanted


@pytest.mark.parametrize("host", ["192.168.1.2", "127.0.0.1", "0.0.0.0"])
def test_a_section_that_points_at_its_own_server_is_off_at_its_host(host: str, tmp_path: Path) -> None:
    """Also where the server takes its own calls, as an Asterisk does."""
    fleet = fleet_of(tmp_path, foo=GENERAL + FOO.replace("192.168.2.3", host), bar=GENERAL + BAR)
    (trunk,) = trunks(fleet)
    assert trunk.there is not None
    (row,) = [row for row in way_rows(fleet, trunk.there) if row.severity]
    assert (row.left.option, row.severity, row.rule) == ("host", "error", "host-is-self")
    assert row.left.expected == "192.168.2.3"
    assert row.help == "write host=192.168.2.3 in [bar]"


def test_everything_that_is_off_is_told_at_once(tmp_path: Path) -> None:
    changed = FOO.replace("secret=Hd82-kQpz-x41m", "secret=Hd82-kQpz-x41n\ndisallow=all\nallow=gsm\npeercontext=x")
    fleet = fleet_of(tmp_path, foo=GENERAL + changed, bar=GENERAL + BAR)
    (trunk,) = trunks(fleet)
    assert trunk.there is not None
    assert set(off(way_rows(fleet, trunk.there))) == {"secret", "codecs", "peercontext"}


def test_what_is_the_same_both_ways_is_shown_once(tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, foo=GENERAL + FOO, bar=GENERAL + BAR)
    (trunk,) = trunks(fleet)
    rows = trunk_rows(fleet, trunk)
    assert [row.calls for row in rows if row.left.option == "secret"] == ["↔"]
    assert [(row.calls, row.left.option) for row in rows[:2]] == [("→", "username"), ("←", "section")]


def test_an_expected_value_comes_from_the_other_end(tmp_path: Path) -> None:
    changed = FOO.replace("username=foo", "username=fo").replace("192.168.2.3", "192.168.2.9\nport=4599")
    fleet = fleet_of(
        tmp_path, foo=GENERAL + changed, bar=GENERAL.replace("[general]", "[general]\nbindport=4570") + BAR
    )
    (trunk,) = trunks(fleet)
    assert trunk.there is not None
    rows = {row.left.option: row.left.expected for row in way_rows(fleet, trunk.there) if row.severity}
    assert rows["username"] == "foo"
    assert rows["host"] == "192.168.2.3"


def test_sections_that_share_neither_end_are_one_trunk_where_there_is_but_one(tmp_path: Path) -> None:
    foo = "[out]\ntype=peer\nhost=192.168.2.3\nusername=in-foo\nsecret=a\n[in-bar]\ntype=user\nsecret=b\n"
    bar = "[out]\ntype=peer\nhost=192.168.1.2\nusername=in-bar\nsecret=b\n[in-foo]\ntype=user\nsecret=a\n"
    (trunk,) = trunks(fleet_of(tmp_path, foo=GENERAL + foo, bar=GENERAL + bar))
    assert trunk.there is not None
    assert trunk.back is not None


def test_two_trunks_are_kept_apart(tmp_path: Path) -> None:
    foo = FOO + FOO.replace("[bar]", "[bar-2]").replace("=foo", "=foo-2")
    bar = BAR + BAR.replace("[foo]", "[foo-2]").replace("=bar", "=bar-2")
    found = trunks(fleet_of(tmp_path, foo=GENERAL + foo, bar=GENERAL + bar))
    pairs = {(trunk.there.link.peer.name, trunk.back.link.peer.name) for trunk in found if trunk.there and trunk.back}
    assert pairs == {("bar", "foo"), ("bar-2", "foo-2")}


NASTY = "a|b`c<script>[x](y)*z*\x1b[31m@all"


NIGHT = "[{}]\ntype={}\nusername={}\nhost={}\nsecret=Zt5q-b8Lm-40xc\ndisallow=all\nallow=gsm\n"


@pytest.mark.parametrize("name", ["foo-nite", "nights"])
def test_a_section_that_other_calls_come_in_as_is_not_held_against_a_trunk_without_one(
    name: str, tmp_path: Path
) -> None:
    """The section that the secret, or else a name, speaks for is the one that is meant."""
    night = NIGHT.format("bar-night", "peer", name, "192.168.2.3")
    other = NIGHT.format("foo-night", "user", "", "")
    fleet = fleet_of(tmp_path, foo=GENERAL + FOO + night, bar=GENERAL + BAR + other)
    found = [way for way in ways(trunks(fleet)) if way.link.peer.name == "bar-night"]
    assert [(way.user.name if way.user else "", off(way_rows(fleet, way))) for way in found] == [
        ("foo-night", {"username": "error"})
    ]
    steps = found[0].link.calls[0].steps
    assert steps[-1].help == "write username=foo-night, as bar's section is called"


def test_where_no_section_is_left_none_is_guessed(tmp_path: Path) -> None:
    night = NIGHT.format("bar-night", "peer", "night", "192.168.2.3")
    fleet = fleet_of(tmp_path, foo=GENERAL + FOO + night, bar=GENERAL + BAR)
    (way,) = [way for way in ways(trunks(fleet)) if way.link.peer.name == "bar-night"]
    assert way.user is None
    assert off(way_rows(fleet, way)) == {"username": "error"}


def test_nothing_of_a_configuration_means_anything_in_markdown(tmp_path: Path) -> None:
    foo = FOO.replace("username=foo", f"username={NASTY}")
    fleet = fleet_of(tmp_path, foo=GENERAL + foo, bar=GENERAL + BAR)
    written = diff_markdown(fleet, trunks(fleet), [])
    assert "<script>" not in written
    assert "\x1b" not in written
    assert "@all" not in written
    for row in written.splitlines():
        if row.startswith("| ✗"):
            assert row.replace("\\|", "").count("|") == 5


def test_control_characters_do_not_reach_a_terminal(tmp_path: Path) -> None:
    foo = FOO.replace("username=foo", f"username={NASTY}")
    fleet = fleet_of(tmp_path, foo=GENERAL + foo, bar=GENERAL + BAR)
    for columns in (60, 120):
        for line in diff_lines(fleet, trunks(fleet), [], Page(columns)):
            assert not line.fixed or "\x1b" not in "".join(text for _, text in line.segments)
