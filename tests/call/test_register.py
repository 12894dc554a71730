"""Registrations that no recording has: each row is a fact of Asterisk (`iax2_do_register`, `register_verify`)."""

from __future__ import annotations

import pytest

from iaxlint.call.register import Arrival, arrivals_at, registered, registrations_of
from iaxlint.fleet.fleet import Fleet
from iaxlint.loader.folder import Folder
from iaxlint.model.keys import Key, Keys
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.placeholder import PLACEHOLDERS
from tests.fleet.servers import fleet, only, server

SECRET = "K9fw-x2Tp-71nd-Qz8v"
FOO = f"[general]\nregister => foo:{SECRET}@192.168.2.3\n"
PEER = "[foo]\ntype=friend\nhost=dynamic\ncontext=fromiax\n"
BAR = f"{PEER}secret={SECRET}\n"
HERE, THERE = ("192.168.2.2",), ("192.168.2.3",)


def two(foo: str = FOO, bar: str = BAR, foo_at: tuple[str, ...] = HERE, bar_public: tuple[str, ...] = ()) -> Fleet:
    return fleet(server("foo", foo, foo_at), server("bar", bar, THERE, bar_public))


def arrival(made: Fleet) -> Arrival:
    """The only registration of foo."""
    (found,) = registrations_of(made, made.by_name["foo"])
    return found


def end(found: Arrival) -> str:
    """`registers`, the rule of the step that fails, or the first step that is open."""
    if found.verdict == "unknown":
        assert found.failure is None
        return f"open at {next(step.step for step in found.steps if step.ok is None)}"
    if found.verdict == "fails":
        assert found.failure is found.steps[-1], "nothing is asked behind the step that fails"
        return found.failure.rule
    assert all(step.ok for step in found.steps)
    return found.verdict


def lines(*more: str) -> str:
    return "".join(f"{line}\n" for line in more)


@pytest.mark.parametrize(
    ("host", "ends"),
    [
        ("192.168.2.3", "registers"),
        ("192.168.2.9", "open at listen"),
        ("bar.example.net", "open at address"),
        ("gateway", "open at address"),
        # a peer of the caller's own is no host, but what has dots may be both
        ("trunk", "register-host-unresolvable"),
        ("trunk.example.net", "open at address"),
        ("not..a.host", "register-host-unresolvable"),
    ],
)
def test_where_a_registration_is_sent(host: str, ends: str) -> None:
    peers = "[trunk]\ntype=peer\nhost=192.168.2.3\n[trunk.example.net]\ntype=peer\nhost=192.168.2.3\n"
    assert end(arrival(two(FOO.replace("192.168.2.3", host) + peers))) == ends


@pytest.mark.parametrize(
    ("general", "host", "ends"),
    [
        ("bindaddr=127.0.0.1", "192.168.2.3", "register-no-socket"),
        ("bindaddr=192.168.2.77", "192.168.2.3", "register-no-socket"),
        ("bindaddr=127.0.0.1", "127.0.0.1", "register-unknown-peer"),
        ("bindaddr=192.168.2.2", "192.168.2.3", "registers"),
    ],
)
def test_a_registration_leaves_through_a_socket_that_reaches_the_host(general: str, host: str, ends: str) -> None:
    foo = FOO.replace("[general]", f"[general]\n{general}").replace("192.168.2.3", host)
    assert end(arrival(two(foo))) == ends


@pytest.mark.parametrize(
    ("bar", "ends"),
    [
        (BAR, "registers"),
        ("[general]\nbindport=4570\n" + BAR, "register-not-listening"),
        ("[general\n" + BAR, "register-not-listening"),
        ("[callnumberlimits]\n192.168.2.2=0\n" + BAR, "call-numbers-exhausted"),
        ("[callnumberlimits]\n192.168.2.2=1\n" + BAR, "registers"),
        ("", "register-unknown-peer"),
        (BAR.replace("friend", "user"), "register-unknown-peer"),
        (BAR.replace("dynamic", "192.168.2.2"), "register-not-dynamic"),
        (BAR + lines(*only("192.168.2.2")), "registers"),
        (BAR + lines(*only("192.168.2.9")), "register-access-denied"),
    ],
)
def test_who_takes_a_registration(bar: str, ends: str) -> None:
    assert end(arrival(two(bar=bar))) == ends


@pytest.mark.parametrize(
    ("limit", "ends"), [("192.168.2.2", "open at calltoken"), ("192.168.2.0/24", "call-numbers-exhausted")]
)
def test_call_numbers_are_counted_for_each_address_that_it_may_come_from(limit: str, ends: str) -> None:
    bar = f"[callnumberlimits]\n{limit}=0\n{BAR}"
    assert end(arrival(two(bar=bar, foo_at=(*HERE, "192.168.2.9")))) == ends


def test_the_line_that_limits_call_numbers_is_told_where_there_is_one() -> None:
    limited = arrival(two(bar="[callnumberlimits]\n192.168.2.2=0\n" + BAR)).failure
    assert limited is not None
    assert [each.place.source.line(each.place.start) for each in limited.evidence] == [2]
    watched = "".join(f"[p{number}]\ntype=peer\nhost=192.168.2.2\nqualify=yes\n" for number in range(2048))
    exhausted = arrival(two(bar=watched + BAR)).failure
    assert exhausted is not None
    assert (exhausted.rule, exhausted.evidence) == ("call-numbers-exhausted", ())


@pytest.mark.parametrize("foo_at", [(), (*HERE, "192.168.2.9")], ids=["unknown", "one of two"])
@pytest.mark.parametrize(("more", "ends"), [((), "registers"), (only("192.168.2.2"), "open at acl")])
def test_the_address_matters_only_to_an_access_list(more: tuple[str, ...], ends: str, foo_at: tuple[str, ...]) -> None:
    assert end(arrival(two(bar=BAR + lines(*more), foo_at=foo_at))) == ends


@pytest.mark.parametrize(
    ("foo_at", "public", "ends"),
    [
        (("203.0.113.5",), ("198.51.100.7",), "register-not-listening"),
        (HERE, ("198.51.100.7",), "registers"),
        (("203.0.113.5",), (), "registers"),
    ],
    ids=["from outside", "from inside", "with no NAT between"],
)
def test_a_private_address_is_reached_from_inside_only(
    foo_at: tuple[str, ...], public: tuple[str, ...], ends: str
) -> None:
    assert end(arrival(two(foo_at=foo_at, bar_public=public))) == ends


def test_a_server_reaches_itself_from_behind_its_nat() -> None:
    foo = server("foo", FOO.replace("192.168.2.3", "127.0.0.1") + BAR, ("203.0.113.5",), ("198.51.100.7",))
    assert end(arrival(fleet(foo, server("bar", BAR, THERE)))) == "registers"


def test_a_server_reaches_its_own_private_address() -> None:
    foo = server("foo", FOO.replace("192.168.2.3", "192.168.2.2") + BAR, HERE, ("198.51.100.7",))
    assert end(arrival(fleet(foo, server("bar", BAR, THERE)))) == "registers"


def test_of_two_servers_behind_one_address_the_one_that_listens_takes_it() -> None:
    deaf = server("baz", "[general]\nbindport=4570\n", ("192.168.2.3:4569",))
    made = fleet(server("foo", FOO, HERE), deaf, server("bar", BAR, THERE))
    assert end(arrival(made)) == "registers"
    assert arrivals_at(made, made.by_name["baz"], "foo") == []
    assert len(arrivals_at(made, made.by_name["bar"], "foo")) == 1
    assert registered(made, made.by_name["foo"]) == (("bar", "foo"),)


def test_of_two_servers_behind_one_address_the_other_one_takes_it() -> None:
    assert end(arrival(two(foo_at=THERE))) == "registers"


def test_a_registration_that_is_refused_stands_for_no_way_back() -> None:
    made = two(bar=BAR.replace("71nd", "72nd"))
    assert end(arrival(made)) == "register-secret-mismatch"
    assert registered(made, made.by_name["foo"]) == ()


@pytest.mark.parametrize(
    ("bar", "ends", "open_steps"),
    [
        ("", "open at peer", {"peer", "acl", "auth"}),
        (BAR.replace("friend", "user"), "register-unknown-peer", set()),
    ],
)
def test_a_database_may_have_the_peer(bar: str, ends: str, open_steps: set[str]) -> None:
    """`find_peer` asks `realtime_peer` where no section has the name."""
    files = {"iax.conf": bar.encode(), "extconfig.conf": b"[settings]\niaxpeers => odbc,db\n"}
    target = load_server("bar", Folder("/nonexistent/bar", "bar", files), Version.parse("22"), THERE)
    found = arrival(fleet(server("foo", FOO, HERE), target))
    assert end(found) == ends
    assert {step.step for step in found.steps if step.ok is None} == open_steps


def test_a_secret_that_is_yet_to_be_filled_in_is_no_wrong_one() -> None:
    files = {"iax.conf": FOO.replace(SECRET, "{{ secret }}").encode()}
    folder = Folder("/nonexistent/foo", "foo", files)
    folder.placeholders = PLACEHOLDERS
    foo = load_server("foo", folder, Version.parse("22"), HERE)
    assert end(arrival(fleet(foo, server("bar", BAR, THERE)))) == "open at auth"


@pytest.mark.parametrize(
    ("secret", "peer", "ends", "auth"),
    [
        (f":{SECRET}", f"secret={SECRET}", "registers", "md5"),
        (f":{SECRET}", f"secret={SECRET}\nauth=plaintext", "registers", "plaintext"),
        (f":{SECRET}", "", "registers", "none"),
        ("", "", "registers", "none"),
        ("", f"secret={SECRET}", "register-secret-missing", None),
        ("", "inkeys=k", "register-secret-missing", None),
        (":other", f"secret={SECRET}", "register-secret-mismatch", None),
        # each part between `;` is a secret where MD5 proves it, and the whole where it is sent in clear
        (":two", "secret=one\\;two", "registers", "md5"),
        (":two", "secret=one\\;two\nauth=plaintext", "register-secret-mismatch", None),
        (":one\\;two", "secret=one\\;two\nauth=plaintext", "registers", "plaintext"),
        # registrations are held against `secret` alone; of two recordings with a database one stayed unregistered
        (f":{SECRET}", "dbsecret=iax/foo", "open at auth", None),
        (f":{SECRET}", f"secret={SECRET}\ndbsecret=iax/foo", "registers", "md5"),
        (":[k]", "inkeys=k\ndbsecret=iax/foo\nauth=rsa", "registers", "rsa"),
        (":[k]", "inkeys=k\nauth=rsa", "registers", "rsa"),
        (":[k]", "inkeys=other:k\nauth=rsa", "registers", "rsa"),
        (":[k]", "inkeys=other\nauth=rsa", "register-secret-mismatch", None),
        (":[k]", f"secret={SECRET}\nauth=rsa", "register-secret-mismatch", None),
        (":[missing]", "inkeys=k\nauth=rsa", "register-auth-mismatch", None),
        # a key proves nothing to who takes secrets, whatever its name
        (":[k]", "secret=[k]\nauth=md5", "register-auth-mismatch", None),
        (f":{SECRET}", "inkeys=k\nauth=rsa", "register-auth-mismatch", None),
    ],
)
def test_what_proves_who_registers(secret: str, peer: str, ends: str, auth: str | None) -> None:
    foo = server("foo", FOO.replace(f":{SECRET}", secret), HERE)
    bar = server("bar", f"{PEER}{peer}\n", THERE)
    foo.keys = Keys(True, {}, {"k": Key("k", True, "k.key", 7)})
    bar.keys = Keys(True, {"k": Key("k", False, "k.pub", 7), "other": Key("other", False, "other.pub", 8)}, {})
    found = arrival(fleet(foo, bar))
    assert end(found) == ends
    assert found.auth == auth


@pytest.mark.parametrize(("keys", "ends"), [("inkeys=k", "open at auth"), ("secret=x", "register-secret-mismatch")])
def test_keys_that_no_file_holds_leave_a_signature_open_where_it_is_held_against_any(keys: str, ends: str) -> None:
    assert end(arrival(two(FOO.replace(SECRET, "[k]"), f"{PEER}{keys}\nauth=rsa\n"))) == ends
