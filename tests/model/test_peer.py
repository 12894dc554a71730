from __future__ import annotations

import pytest


def peer_of(model, *lines: str, version: str = "22"):
    return model("[p]\ntype=peer\n" + "\n".join(lines) + "\n", version).peers.get("p")


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["host=192.168.2.3"], "192.168.2.3:4569"),
        (["host=192.168.2.3", "port=4570"], "192.168.2.3:4570"),
        (["port=4570", "host=192.168.2.3"], "192.168.2.3:4569"),
        (["host=192.168.2.3", "port=4570", "host=192.168.2.4"], "192.168.2.4:4569"),
        (["host=192.168.2.3", "port=0x11da"], "192.168.2.3:4570"),
        (["host=192.168.2.3", "port=4570", "port=none"], "192.168.2.3:4569"),
        (["host=192.168.2.3", "port=65536"], "192.168.2.3:4569"),
        (["host=192.168.2.3", "port=0"], "192.168.2.3"),
        (["host=0x7f.1"], "127.0.0.1:4569"),
        (["host=[::1]"], "[::1]:4569"),
        (["host=::1", "port=5"], "[::1]:5"),
        ([], "0.0.0.0:4569"),
        (["port=4570"], "0.0.0.0:4570"),
        (["host=dynamic", "host=192.168.2.3"], "192.168.2.3:4569"),
        (["host=foo.invalid", "host=192.168.2.3"], "192.168.2.3:4569"),
        (["defaultip=10.0.0.1", "host=192.168.2.3"], "192.168.2.3:4569"),
    ],
)
def test_host_and_port_work_in_their_order(model, lines: list[str], address: str) -> None:
    assert str(peer_of(model, *lines).address) == address


@pytest.mark.parametrize(
    ("lines", "resolve", "port"),
    [
        (["host=foo.example.net"], "foo.example.net", 4569),
        (["host=foo.example.net", "port=4570"], "foo.example.net", 4570),
        (["host=192.168.2.3:4570"], "192.168.2.3:4570", 4569),
        (["host=192.168.2.300"], "192.168.2.300", 4569),
        (["host=192.168.2.3", "host=foo"], "foo", 4569),
    ],
)
def test_a_name_is_left_to_be_resolved(model, lines: list[str], resolve: str, port: int) -> None:
    peer = peer_of(model, *lines)
    assert (peer.address, peer.resolve, peer.port) == (None, resolve, port)


@pytest.mark.parametrize(
    ("lines", "default", "version"),
    [
        (["host=dynamic"], "None", "22"),
        (["host=dynamic", "defaultip=10.0.0.1"], "10.0.0.1", "22"),
        (["host=dynamic", "defaultip=10.0.0.1", "port=4570"], "10.0.0.1:4570", "22"),
        (["host=dynamic", "port=4570", "defaultip=10.0.0.1"], "10.0.0.1", "22"),
        (["host=dynamic", "defaultip=10.0.0.1", "port=4570", "defaultip=10.0.0.2"], "10.0.0.2:4570", "22"),
        (["defaultip=10.0.0.1", "host=dynamic"], "10.0.0.1:4569", "22"),
        (["defaultip=10.0.0.1", "port=4570", "host=dynamic"], "10.0.0.1:4570", "22"),
        (["defaultip=10.0.0.1", "host=DYNAMIC", "port=x"], "10.0.0.1:4569", "22"),
        (["host=dynamic", "port=4570", "defaultip=10.0.0.1"], "10.0.0.1", "11"),
        (["host=dynamic", "defaultip=10.0.0.1", "port=4570"], "10.0.0.1:4570", "11"),
        (["defaultip=10.0.0.1", "host=dynamic"], "10.0.0.1:4569", "11"),
    ],
)
def test_a_default_address_gets_the_port_below_it(model, lines: list[str], default: str, version: str) -> None:
    peer = peer_of(model, *lines, version=version)
    assert peer.dynamic
    assert peer.address is None
    assert str(peer.default) == default


@pytest.mark.parametrize("line", ["host=", "defaultip=", "defaultip=10.0.0.1:4569", "defaultip=192.168.2.300"])
def test_a_peer_with_an_unusable_line_is_dropped(model, line: str) -> None:
    iax = model(f"[p]\ntype=friend\n{line}\nsecret=x\n")
    assert "p" not in iax.peers
    assert "p" in iax.users
    (dropped,) = iax.dropped
    assert (dropped.name, dropped.variable.value) == ("p", line.partition("=")[2])


def test_a_dropped_section_takes_the_earlier_one_of_its_name_along(model) -> None:
    assert "p" not in model("[p]\ntype=peer\nhost=10.0.0.1\n[p]\ntype=peer\nhost=\n").peers


def test_a_second_section_adds_to_the_first(model) -> None:
    text = (
        "[p]\ntype=peer\nhost=10.0.0.1\nport=4570\nsecret=a\n[p]\ntype=peer\nhost=dynamic\nsecret=b\npermit=10.0.0.1\n"
    )
    iax = model(text)
    peer = iax.peers["p"]
    assert peer.dynamic
    # a peer that was there keeps its address until it registers
    assert str(peer.address) == "10.0.0.1:4570"
    assert (peer.secret, len(peer.categories)) == ("b", 2)
    assert [variable.value for variable in peer.decided["secret"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "milliseconds", "complains"),
    [
        ("yes", 2000, False),
        ("NO", 0, False),
        ("1", 1, False),
        ("500ms", 500, False),
        ("-5", -5, False),
        ("on", 0, True),
        ("", 0, True),
    ],
)
def test_qualify(model, value: str, milliseconds: int, complains: bool) -> None:
    iax = model(f"[p]\ntype=peer\nqualify={value}\n")
    assert iax.peers["p"].qualify_ms == milliseconds
    assert [problem.kind for problem in iax.problems] == ["qualify-invalid"] * complains


def test_the_last_line_counts(model) -> None:
    lines = ("secret=a", "username=a", "context=a", "peercontext=a", "outkey=a")
    peer = peer_of(model, *lines, *(line.replace("=a", "=b") for line in lines))
    assert {peer.secret, peer.username, peer.context, peer.peercontext, peer.outkey} == {"b"}


@pytest.mark.parametrize(
    ("lines", "encryption", "force"),
    [
        (["encryption=yes"], True, False),
        (["encryption=AES128"], True, False),
        (["encryption=aes256"], False, False),
        (["encryption=yes", "encryption=no"], True, False),
        (["forceencryption=yes"], True, True),
        (["forceencryption=maybe"], False, False),
        (["encryption=yes", "forceencryption=maybe"], True, True),
        (["forceencryption=yes", "forceencryption=no"], True, False),
        (["forceencryption=yes", "encryption=no"], True, True),
    ],
)
def test_encryption_only_ever_adds_up(model, lines: list[str], encryption: bool, force: bool) -> None:
    peer = peer_of(model, *lines)
    assert (peer.encryption, peer.force_encryption) == (encryption, force)


def test_general_encryption_cannot_be_taken_away(model) -> None:
    iax = model("[general]\nforceencryption=yes\n[p]\ntype=friend\nencryption=no\n")
    assert iax.peers["p"].encryption
    assert iax.users["p"].force_encryption


@pytest.mark.parametrize(
    ("lines", "auth", "version"),
    [
        ([], 2, "22"),
        ([], 3, "14"),
        (["auth=rsa,md5"], 6, "22"),
        (["auth=plaintext"], 1, "22"),
        (["auth=MD5"], 2, "22"),
        (["auth=MD5"], 3, "13"),
        (["auth=md5", "auth=rsa"], 4, "22"),
        (["auth=rsa", "auth="], 2, "22"),
    ],
)
def test_auth_of_a_peer(model, lines: list[str], auth: int, version: str) -> None:
    assert peer_of(model, *lines, version=version).auth == auth


@pytest.mark.parametrize(
    ("value", "token"),
    [("no", "no"), ("AUTO", "auto"), ("yes", "yes"), ("maybe", "default"), ("0", "no")],
)
def test_call_tokens(model, value: str, token: str) -> None:
    assert peer_of(model, f"requirecalltoken={value}").calltoken == token


def test_transfer_is_not_inherited(model) -> None:
    iax = model("[general]\ntransfer=no\n[p]\ntype=friend\n[q]\ntype=peer\ntransfer=mediaonly\n")
    assert iax.general.transfer == "no"
    assert iax.peers["p"].transfer == iax.users["p"].transfer == "yes"
    assert iax.peers["q"].transfer == "mediaonly"


def test_options_of_users_are_nothing_to_a_peer(model) -> None:
    peer = peer_of(model, "codecpriority=caller", "immediate=yes", "setvar=a=b", "nonsense=1")
    assert sorted(peer.decided) == ["codecpriority", "immediate", "nonsense", "setvar", "type"]


def test_a_peers_decided_lines_are_its_own(model) -> None:
    iax = model("[p]\ntype=friend\nsecret=a\n[p]\ntype=user\nsecret=b\n")
    assert [variable.value for variable in iax.users["p"].decided["secret"]] == ["a", "b"]
    assert [variable.value for variable in iax.peers["p"].decided["secret"]] == ["a"]
