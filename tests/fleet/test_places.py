"""Servers behind NAT, behind one address, at IPv6 addresses, and at host names."""

from __future__ import annotations

import pytest

from iaxlint.call.links import bare_calls, links
from iaxlint.call.register import registrations_of
from iaxlint.call.simulate import simulate
from iaxlint.engine import check
from iaxlint.fleet.fleet import Fleet
from iaxlint.fleet.places import is_private
from iaxlint.model.address import parse_numeric
from iaxlint.rules.registry import all_rules
from tests.fleet.servers import fleet, only, section, server


def status(made: Fleet) -> dict[str, str]:
    """For each link, `caller>callee`, its status, and the rule that reports what fails."""
    found = {}
    for link in links(made):
        failure = link.failure
        name = f"{link.caller.name}>{link.callee.name if link.callee else '?'}"
        found[name] = failure.rule if failure else link.status
    return found


def nat(host_of_bar: str, permitted: str, public: str = "203.0.113.7", *more: str, foo: str = "198.51.100.2") -> Fleet:
    """foo in the open, bar at 192.168.2.3 behind a public address."""
    return fleet(
        server("foo", section("bar", host_of_bar, "foo", *more, *only(permitted)), (foo,)),
        server("bar", section("foo", foo, "bar"), ("192.168.2.3",), (public,)),
    )


def test_from_outside_a_server_is_seen_at_its_public_address() -> None:
    assert status(nat("203.0.113.7", "203.0.113.7")) == {"foo>bar": "reaches", "bar>foo": "reaches"}
    assert status(nat("203.0.113.7", "192.168.2.3")) == {"foo>bar": "reaches", "bar>foo": "access-list-denies"}
    assert status(nat("192.168.2.3", "203.0.113.7"))["foo>bar"] == "host-behind-nat"


def test_a_forwarded_port_leads_to_the_first_socket() -> None:
    assert status(nat("203.0.113.7", "203.0.113.7", "203.0.113.7:14569", "port=14569"))["foo>bar"] == "reaches"
    assert status(nat("203.0.113.7", "203.0.113.7", "203.0.113.7:14569"))["foo>bar"] == "not-listening"
    assert status(nat("203.0.113.7", "203.0.113.7", "203.0.113.7", "port=14569"))["foo>bar"] == "not-listening"


@pytest.mark.parametrize("more", [(), ("port=4570",)])
def test_the_port_that_is_forwarded_is_the_one_to_call(more: tuple[str, ...]) -> None:
    made = nat("203.0.113.7", "203.0.113.7", "203.0.113.7:14569", *more)
    (found,) = [one for one in check(made, all_rules()).diagnostics if one.rule.name == "not-listening"]
    assert "of that address only port 14569 is forwarded, by the settings" in found.message
    assert found.help == "write port=14569 below host, or correct servers.bar.public"
    assert [fix.title for fix in found.fixes] == ["write port=14569, where bar listens"]


def test_the_port_that_is_forwarded_is_the_one_to_register_at() -> None:
    register = "[general]\nregister => foo:K9fw-x2Tp-71nd-Qz8v@203.0.113.7\n"
    made = fleet(
        server("foo", register, ("198.51.100.2",)),
        server("bar", section("foo", "dynamic", "bar"), ("192.168.2.3",), ("203.0.113.7:14569",)),
    )
    (found,) = [one for one in check(made, all_rules()).diagnostics if one.rule.name == "register-not-listening"]
    assert "it listens at 203.0.113.7:14569" in found.message
    assert [fix.title for fix in found.fixes] == ["register at port 14569, where bar listens"]


def test_towards_a_private_address_a_server_keeps_its_own() -> None:
    assert status(nat("192.168.2.3", "192.168.2.3", foo="192.168.2.9")) == {"foo>bar": "reaches", "bar>foo": "reaches"}


def test_behind_one_nat_either_address_may_be_seen() -> None:
    public = ("203.0.113.7:4569",)
    for permitted, expected in (
        ("192.168.2.3", "unknown"),
        ("203.0.113.7", "unknown"),
        ("10.0.0.1", "access-list-denies"),
    ):
        made = fleet(
            server(
                "foo", section("bar", "192.168.2.3", "foo", *only(permitted)), ("192.168.2.2",), ("203.0.113.7:14569",)
            ),
            server("bar", section("foo", "203.0.113.7", "bar", "port=14569"), ("192.168.2.3",), public),
        )
        assert status(made) == {"foo>bar": "reaches", "bar>foo": expected}


def test_sites_may_have_the_same_private_address_behind_different_nats() -> None:
    made = fleet(
        server("hub", section("a", "203.0.113.1", "hub") + section("b", "203.0.113.2", "hub"), ("198.51.100.2",)),
        server("a", section("hub", "198.51.100.2", "a"), ("192.168.1.2",), ("203.0.113.1",)),
        server("b", section("hub", "198.51.100.2", "b"), ("192.168.1.2",), ("203.0.113.2",)),
    )
    assert set(status(made).values()) == {"reaches"}


def test_a_registration_from_behind_nat_gives_the_public_address() -> None:
    for permitted, expected in (("203.0.113.7", "reaches"), ("192.168.2.3", "peer-not-registered")):
        made = fleet(
            server("foo", section("bar", "dynamic", "foo", *only(permitted)), ("198.51.100.2",)),
            server(
                "bar",
                "[general]\nregister => bar:K9fw-x2Tp-71nd-Qz8v@198.51.100.2\n" + section("foo", "198.51.100.2", "bar"),
                ("192.168.2.3",),
                ("203.0.113.7",),
            ),
        )
        assert status(made)["foo>bar"] == expected


def test_servers_behind_one_address_differ_by_port() -> None:
    for ports in (("", ""), (":4569", ":4570")):
        made = fleet(
            server(
                "hub", section("a", "10.0.0.1", "hub") + section("b", "10.0.0.1", "hub", "port=4570"), ("10.0.0.9",)
            ),
            server(
                "a",
                section("hub", "10.0.0.9", "a") + section("b", "10.0.0.1", "a", "port=4570"),
                ("10.0.0.1" + ports[0],),
            ),
            server(
                "b",
                "[general]\nbindport=4570\n" + section("hub", "10.0.0.9", "b") + section("a", "10.0.0.1", "b"),
                ("10.0.0.1" + ports[1],),
            ),
        )
        assert set(status(made).values()) == {"reaches"}
        assert len(status(made)) == 6


def test_of_two_servers_at_one_address_the_other_one_is_called_where_nobody_listens() -> None:
    """Each of them binds to 4569, because its `bindport` stands below its `bindaddr`."""
    general = "[general]\nbindaddr=192.168.1.2\nbindport=4570\n"
    made = fleet(
        *(
            server(name, general + section(other, "192.168.1.2", name, "port=4570"), ("192.168.1.2",))
            for name, other in (("foo", "bar"), ("bar", "foo"))
        )
    )
    assert status(made) == {"foo>bar": "not-listening", "bar>foo": "not-listening"}


def test_the_port_in_the_settings_does_not_say_where_a_server_listens() -> None:
    made = fleet(
        server("foo", section("bar", "10.0.0.1", "foo", "port=4570"), ("10.0.0.9",)),
        server("bar", section("foo", "10.0.0.9", "bar"), ("10.0.0.1:4570",)),
    )
    assert status(made) == {"foo>bar": "not-listening", "bar>foo": "reaches"}


def test_ipv6() -> None:
    anywhere = "[general]\nbindaddr=[::]\n"

    def pair(version: str = "22", bound: str = anywhere) -> Fleet:
        return fleet(
            server("foo", bound + section("bar", "2001:db8::3", "foo"), ("2001:db8::2",), version=version),
            server(
                "bar",
                anywhere + section("foo", "2001:db8::2", "bar", "permit=2001:db8::2/128"),
                ("[2001:db8::3]:4569",),
            ),
        )

    assert status(pair()) == {"foo>bar": "reaches", "bar>foo": "reaches"}
    assert status(pair(bound=""))["foo>bar"] == "socket-cannot-reach"
    made = pair("11")
    assert status(made)["foo>bar"] == "socket-cannot-reach"
    (failure,) = (link.failure for link in links(made) if link.caller.name == "foo")
    assert failure
    assert "Asterisk 11 carries IAX2 over IPv4 only" in failure.help


def named(*texts: str, public: bool = False, more: tuple[str, ...] = ()) -> Fleet:
    own, seen = ((), texts) if public else (texts, ())
    return fleet(
        server("foo", section("bar-trunk", "BAR.example.net", "foo", *more), ("192.168.1.2",)),
        server("bar", section("foo", "192.168.1.2", "bar-trunk"), own, seen),
    )


def test_a_host_name_leads_to_the_server_also_where_no_file_resolves_it() -> None:
    both = {"foo>bar": "reaches", "bar>foo": "reaches"}
    assert status(named("bar.example.net", "192.168.2.3")) == both
    assert status(named("bar.example.net")) == both
    assert status(named("bar.example.net", public=True)) == both
    assert status(named("bar.example.net:14569", public=True, more=("port=14569",))) == both
    assert status(named("bar.example.net", more=only("192.168.2.3")))["bar>foo"] == "unknown"
    assert status(named("bar.example.net", public=True, more=only("192.168.2.3")))["bar>foo"] == "unknown"
    assert status(named("other.example.net")) == {"foo>bar": "unknown", "bar>foo": "reaches"}


def test_one_host_name_for_two_servers_with_two_ports() -> None:
    made = fleet(
        server(
            "hub",
            section("a", "gw.example.net", "hub") + section("b", "gw.example.net", "hub", "port=4570"),
            ("198.51.100.2",),
        ),
        server("a", section("hub", "198.51.100.2", "a"), (), ("gw.example.net:4569",)),
        server("b", section("hub", "198.51.100.2", "b"), (), ("gw.example.net:4570",)),
    )
    assert set(status(made).values()) == {"reaches"}
    assert {
        (link.peer.name, link.callee and link.callee.name) for link in links(made) if link.caller.name == "hub"
    } == {
        ("a", "a"),
        ("b", "b"),
    }


def test_a_defaultip_may_be_a_host_name_of_the_settings() -> None:
    waiting = section("bar", "dynamic", "foo", "defaultip=bar.example.net", "port=4569")
    for name, expected in (("bar.example.net", "reaches"), ("other.example.net", "unknown")):
        made = fleet(
            server("foo", waiting, ("192.168.1.2",)),
            server("bar", section("foo", "192.168.1.2", "bar"), ("192.168.2.3", name)),
        )
        assert status(made)["foo>bar"] == expected


def test_a_peer_that_is_misspelt_is_named() -> None:
    dialplan = "[out]\nexten => _X.,1,Dial(IAX2/bra/${EXTEN})\n"
    made = fleet(
        server("foo", section("bar", "192.168.2.3", "foo"), ("192.168.1.2",), dialplan=dialplan),
        server("bar", section("foo", "192.168.1.2", "bar"), ("192.168.2.3",)),
    )
    ((_, call),) = bare_calls(made)
    assert call.failure
    assert (call.failure.rule, call.failure.help) == ("peer-unknown", "the section is called [bar]")


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("192.168.9.9", True),
        ("100.64.0.1", True),
        ("169.254.1.1", True),
        ("203.0.113.7", False),
        ("fd00::1", True),
        ("fe80::1", True),
        ("2001:db8::1", False),
        ("::1", True),
        ("::ffff:10.0.0.1", True),
    ],
)
def test_private_networks(text: str, private: bool) -> None:
    address = parse_numeric(text)
    assert address
    assert is_private(address) is private


def test_a_username_that_goes_to_several_places_does_not_tell_who_is_meant() -> None:
    far = section("provider", "203.0.113.9", "foo", secret="another-one-9Zt")
    bar = server("bar", section("foo", "192.168.1.2", "bar"))
    only_far = fleet(server("foo", far), bar)
    assert status(only_far)["foo>bar"] == "secret-mismatch"
    named = fleet(server("foo", section("bar", "192.168.2.3", "foo") + far), bar)
    assert status(named) == {"foo>bar": "reaches", "foo>?": "unknown", "bar>foo": "reaches"}
    spoken_of = status(fleet(server("foo", section("to_bar", "192.168.2.3", "foo") + far), bar))
    assert (spoken_of["foo>bar"], spoken_of["foo>?"]) == ("reaches", "unknown")


def test_a_name_that_is_registered_at_several_places_does_not_tell_who_is_meant() -> None:
    lines = "[general]\n" + "".join(f"register => foo:K9fw-x2Tp-71nd@{host}\n" for host in ("10.0.0.7", "10.0.0.8"))
    bar = server("bar", section("foo", "dynamic", "bar", secret="K9fw-x2Tp-71nd"))
    assert fleet(server("foo", lines.replace("10.0.0.8", "10.0.0.7")), bar).hosts["bar"]
    assert not fleet(server("foo", lines), bar).hosts["bar"]


def test_no_port_is_offered_where_it_is_the_kind_of_address_that_nobody_listens_at() -> None:
    made = fleet(
        server("hub", section("bar", "dynamic", "foo"), ("hub.example.net", "2001:db8::1")),
        server("bar", "[general]\nregister => bar:K9fw-x2Tp-71nd-Qz8v@hub.example.net\n", ("2001:db8::2",)),
    )
    (found,) = [one for one in check(made, all_rules()).diagnostics if one.rule.category == "registration"]
    assert (found.rule.name, found.fixes) == ("register-not-listening", ())


@pytest.mark.parametrize(
    ("version", "said"),
    [("22", "let a bindaddr of bar be [::], which takes IPv4 too"), ("11", "Asterisk 11 carries IAX2 over IPv4")],
)
def test_who_listens_at_no_ipv6_address_is_told_so_and_no_port_is_offered(version: str, said: str) -> None:
    made = fleet(
        server("foo", "[general]\nbindaddr=[::]\n" + section("bar", "2001:db8::2", "foo"), ("2001:db8::1",)),
        server("bar", section("foo", "dynamic", "bar"), ("192.168.2.3", "2001:db8::2"), version=version),
    )
    (found,) = [one for one in check(made, all_rules()).diagnostics if one.rule.name == "not-listening"]
    assert found.help.startswith(said)
    assert found.fixes == ()


def test_a_server_that_dials_its_own_name_is_told_so() -> None:
    plan = "[out]\nexten => _9X,1,Dial(IAX2/site-south/${EXTEN})\n"
    south = server("site-south", section("site-north", "192.168.2.3", "site-south"), dialplan=plan)
    ((_, call),) = bare_calls(fleet(south, server("site-north", section("site-south", "192.168.1.2", "site-north"))))
    assert call.failure is not None
    assert call.failure.help.startswith("site-south is this server itself")


LIMITS = {
    "one": ("192.168.1.2=0\n", "unknown", "unknown"),
    "both": ("192.168.1.2=0\n10.0.0.2=0\n", "fails", "fails"),
    "none": ("192.168.9.2=0\n", "reaches", "registers"),
    "two, of which one": ("192.168.1.2=2\n10.0.0.2=0\n", "unknown", "unknown"),
}


@pytest.mark.parametrize(("limits", "call", "registration"), LIMITS.values(), ids=LIMITS)
def test_each_address_of_a_caller_has_call_numbers_or_not(limits: str, call: str, registration: str) -> None:
    foo = server(
        "foo",
        "[general]\nregister => foo:K9fw-x2Tp-71nd-Qz8v@192.168.2.3\n" + section("bar", "192.168.2.3", "foo"),
        ("192.168.1.2", "10.0.0.2"),
    )
    bar = server("bar", section("foo", "dynamic", "bar") + "[callnumberlimits]\n" + limits, ("192.168.2.3",))
    whole = fleet(foo, bar)
    assert simulate(whole, foo, "IAX2/bar/23").verdict == call
    assert [arrival.verdict for arrival in registrations_of(whole, foo)] == [registration]


@pytest.mark.parametrize(
    ("permitted", "verdict"),
    [
        (("192.168.1.2/32", "10.0.0.2/32"), "registers"),
        (("10.0.0.2/32",), "unknown"),
        (("10.9.9.9/32",), "fails"),
    ],
)
def test_each_address_of_a_server_may_register_or_not(permitted: tuple[str, ...], verdict: str) -> None:
    lists = ("deny=0.0.0.0/0", *(f"permit={each}" for each in permitted))
    foo = server("foo", "[general]\nregister => foo:K9fw-x2Tp-71nd-Qz8v@192.168.2.3\n", ("192.168.1.2", "10.0.0.2"))
    bar = server("bar", section("foo", "dynamic", "bar", *lists), ("192.168.2.3",))
    (arrival,) = registrations_of(fleet(foo, bar), foo)
    assert arrival.verdict == verdict
    assert (arrival.failure.rule if arrival.failure else "") == ("register-access-denied" if verdict == "fails" else "")
