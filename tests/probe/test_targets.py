"""Which hosts are asked: each once, and none that nobody should send to."""

from __future__ import annotations

import pytest

from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.probe.targets import targets_of


def fleet(*addresses: tuple[str, ...], **texts: str) -> Fleet:
    """Servers by their name and `iax.conf`; each with its addresses."""
    return build_fleet(
        load_server(
            name,
            Folder(f"/nonexistent/{name}", name, {"iax.conf": text.encode()}),
            Version.parse("22"),
            own,
        )
        for (name, text), own in zip(texts.items(), addresses or [()] * len(texts), strict=True)
    )


def shown(*lines: str, general: str = "") -> list[str]:
    """The hosts that a section with these lines names."""
    text = "\n".join((f"[general]\n{general}", "[bar]", "type=peer", *lines)) + "\n"
    return [target.shown for target in targets_of(fleet(foo=text))[0]]


def test_host_and_port() -> None:
    assert shown("host=192.168.2.3") == ["192.168.2.3:4569"]
    assert shown("host=192.168.2.3", "port=4570") == ["192.168.2.3:4570"]
    assert shown("host=2001:db8::1") == ["[2001:db8::1]:4569"]
    assert shown("host=bar.example.net", "port=5000") == ["bar.example.net:5000"]
    assert shown("host=0xc0a80203") == ["192.168.2.3:4569"]


def test_register_lines() -> None:
    text = "register => foo:secret@192.168.2.3\nregister => foo:secret@bar.example.net:4570\nregister => foo@bar"
    assert shown(general=text) == ["192.168.2.3:4569", "bar.example.net:4570", "bar:4569"]


def test_defaultip_of_a_dynamic_peer() -> None:
    assert shown("host=dynamic", "defaultip=192.168.2.4", "port=4571") == ["192.168.2.4:4571"]
    assert shown("host=dynamic") == []


SKIPPED = {
    "host=dynamic": "it is dynamic",
    "host=0.0.0.0": "stands for the machine itself",
    "host=224.0.0.5": "multicast",
    "host=255.255.255.255": "broadcast",
    "host=ff02::1": "multicast",
    "host={{ bar_address }}": "filled in later",
    "host=192.168.2.3\nport=0": "its port is 0",
    "host=dynamic\ndefaultip=192.168.2.3": "its port is 0",
}


@pytest.mark.parametrize("line", SKIPPED)
def test_what_is_skipped_says_why(line: str) -> None:
    targets, skipped = targets_of(fleet(foo=f"[bar]\ntype=peer\n{line}\n"))
    assert not targets
    (one,) = skipped
    assert SKIPPED[line] in one.reason
    assert one.mention.section == "bar"


def test_what_may_be_the_end_of_a_secret_is_asked_of_nobody() -> None:
    targets, skipped = targets_of(fleet(foo="[general]\nregister => foo:half@secret@192.168.2.3\n"))
    assert not targets
    assert len(skipped) == 1
    assert "secret" not in skipped[0].reason


def test_nor_is_what_may_be_one_in_users_conf() -> None:
    users = "[6000]\nhasiax=no\nregisteriax=yes\nusername=foo\nsecret=half@secret\nhost=192.168.2.3\n"
    files = {"iax.conf": b"[general]\n", "users.conf": users.encode()}
    old = load_server("foo", Folder("/nonexistent/foo", "foo", files), Version.parse("13"))
    targets, skipped = targets_of(build_fleet([old]))
    assert not targets
    assert [one.mention.section for one in skipped] == ["6000"]


def test_a_host_that_many_name_is_asked_once() -> None:
    spoke = "[hub]\ntype=peer\nhost=Hub.example.net\n"
    found = fleet(a=spoke, b=spoke.lower(), c=f"{spoke}port=4570\n")
    targets, _ = targets_of(found)
    assert [(target.port, [mention.server.name for mention in target.mentions]) for target in targets] == [
        (4569, ["a", "b"]),
        (4570, ["c"]),
    ]


def test_srv_records_count_where_nobody_writes_a_port_below() -> None:
    def services(*lines: str, general: str = "srvlookup=yes") -> list[bool]:
        text = "\n".join((f"[general]\n{general}", "[bar]", "type=peer", *lines)) + "\n"
        return [target.service for target in targets_of(fleet(foo=text))[0]]

    assert services("host=bar.example.net") == [True]
    assert services("port=4570", "host=bar.example.net") == [True]
    assert services("host=bar.example.net", "port=4569") == [False]
    assert services("host=192.168.2.3") == [False]
    assert services("host=bar.example.net", general="") == [False]
    assert services(general="srvlookup=yes\nregister => foo@bar.example.net") == [True]
    assert services(general="srvlookup=yes\nregister => foo@bar.example.net:4569") == [False]


def test_where_a_name_should_lead() -> None:
    def expected(host: str, *addresses: str) -> list[str]:
        text = f"[bar]\ntype=peer\nhost={host}\n"
        (target,) = targets_of(fleet(("192.168.1.2",), addresses, foo=text, bar="[general]\n"))[0]
        return [address.host for address in target.expected]

    assert expected("bar.example.net", "192.168.2.3", "bar.example.net") == ["192.168.2.3"]
    assert expected("other.example.net", "192.168.2.3") == ["192.168.2.3"]
    assert expected("bar.example.net", "bar.example.net") == []
    assert expected("bar.example.net") == []
    assert expected("192.168.9.9", "192.168.2.3") == []
