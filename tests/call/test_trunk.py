"""Which sections make a trunk, and what each of its ways says, also behind the step at which calls end."""

from __future__ import annotations

import pytest

from iaxlint.call.trunk import Trunk, Way, loose_ends, trunks
from iaxlint.fleet.fleet import Fleet
from tests.call.ladder import BAR, FOO
from tests.fleet.servers import fleet, only, section, server

HERE, THERE = ("192.168.2.2",), ("192.168.2.3",)
PLAN = "[fromiax]\nexten => _2X,1,Answer()\n"


def two(foo: str, bar: str, foo_at: tuple[str, ...] = HERE, bar_at: tuple[str, ...] = THERE, plan: str = "") -> Fleet:
    return fleet(server("foo", foo, foo_at, dialplan=PLAN + plan), server("bar", bar, bar_at))


def there(foo: str, bar: str, foo_at: tuple[str, ...] = HERE, bar_at: tuple[str, ...] = THERE, plan: str = "") -> Way:
    """The way from foo to bar of the only trunk."""
    (trunk,) = trunks(two(foo, bar, foo_at, bar_at, plan))
    assert trunk.there is not None
    return trunk.there


def peers(found: list[Trunk]) -> set[tuple[str, str]]:
    """The sections that place the calls of each trunk, there and back."""
    return {tuple(way.link.peer.name if way else "" for way in (trunk.there, trunk.back)) for trunk in found}


def results(way: Way) -> dict[str, bool | None]:
    return {name: step.ok for name, step in way.steps.items()}


def test_a_peer_that_leads_to_no_server_here_is_no_trunk() -> None:
    made = two(FOO + section("provider", "203.0.113.9", "me"), BAR)
    assert peers(trunks(made)) == {("bar", "foo")}
    assert [link.peer.name for link in loose_ends(made)] == ["provider"]


def one_way(name: str, host: str, user: str, comes_in: str) -> str:
    """A section that places calls, and another that takes them."""
    return (
        section(name, host, user).replace("friend", "peer") + f"[{comes_in}]\ntype=user\nsecret=K9fw-x2Tp-71nd-Qz8v\n"
    )


TO_BAR, TO_FOO = THERE[0], HERE[0]
DAY = section("day", TO_BAR, "by-day"), section("by-day", TO_FOO, "day")
NIGHT = section("night", TO_BAR, "by-night"), section("by-night", TO_FOO, "night")


@pytest.mark.parametrize("bar", [DAY[1] + NIGHT[1], NIGHT[1] + DAY[1]])
@pytest.mark.parametrize("port", ["", "port=4570\n"], ids=["calls that come in", "calls that do not arrive"])
def test_of_two_trunks_each_section_is_held_against_the_one_that_answers_it(bar: str, port: str) -> None:
    foo = (DAY[0] + NIGHT[0]).replace("secret=", f"{port}secret=")
    assert peers(trunks(two(foo, bar.replace("secret=", f"{port}secret=")))) == {
        ("day", "by-day"),
        ("night", "by-night"),
    }


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("side", ["foo", "bar"])
def test_one_section_for_both_ways_at_one_end_is_enough_to_tell_trunks_apart(side: str, turned: bool) -> None:
    apart = one_way("day", TO_BAR, "by-day", "day-in"), one_way("night", TO_BAR, "by-night", "night-in")
    both = section("by-day", TO_FOO, "day-in"), section("by-night", TO_FOO, "night-in")
    foo, bar = "".join(apart), "".join(both[::-1] if turned else both)
    if side == "foo":
        assert peers(trunks(two(foo, bar))) == {("day", "by-day"), ("night", "by-night")}
    else:
        mirrored = two(bar.replace(TO_FOO, TO_BAR), foo.replace(TO_BAR, TO_FOO))
        assert peers(trunks(mirrored)) == {("by-day", "day"), ("by-night", "night")}


def test_a_way_back_that_belongs_to_none_of_several_trunks_stays_alone() -> None:
    """Nothing tells to which of them it belongs, so it is held against neither."""
    foo = one_way("day", TO_BAR, "a", "back") + one_way("night", TO_BAR, "b", "other")
    bar = one_way("out", TO_FOO, "back", "a") + "[b]\ntype=user\nsecret=K9fw-x2Tp-71nd-Qz8v\n"
    assert peers(trunks(two(foo, bar))) == {("day", ""), ("night", ""), ("", "out")}


def test_a_call_that_does_not_leave_is_held_against_the_access_list_all_the_same() -> None:
    """Who mends the first thing only learns of the next, where each is told when calls get that far."""
    way = there(section("bar", "dynamic", "foo"), BAR + "\n".join(only("192.168.2.9")))
    assert results(way)["address"] is False
    assert results(way)["acl"] is False


def test_an_access_list_is_held_against_the_address_that_calls_come_from() -> None:
    foo_at, bar_at = ("2001:db8::2", *HERE), ("2001:db8::3", *THERE)
    way = there(f"[general]\nbindaddr=::\n{FOO}", BAR + "\n".join(only(HERE[0])), foo_at, bar_at)
    assert [source.host for source in way.attempt.sources] == [HERE[0]]
    assert results(way)["acl"] is True


@pytest.mark.parametrize(
    ("foo", "bar_at", "failing"),
    [
        ("[general]\nbindaddr=192.168.2.77\n" + FOO, THERE, {"address"}),
        (section("bar", "dynamic", "foo"), (), {"address"}),
    ],
    ids=["a caller without a socket", "a callee that is nowhere"],
)
def test_where_no_file_tells_what_calls_come_from_an_access_list_is_open(
    foo: str, bar_at: tuple[str, ...], failing: set[str]
) -> None:
    way = there(foo, BAR + "\n".join(only("192.168.2.9")), bar_at=bar_at)
    assert {name for name, ok in results(way).items() if ok is False} == failing
    assert results(way)["acl"] is None


def test_a_section_that_waits_names_the_line_that_registers() -> None:
    foo = section("bar", "dynamic", "foo", "defaultip=192.168.2.9")
    bar = "[general]\nregister => bar:K9fw-x2Tp-71nd-Qz8v@192.168.2.2\n" + BAR
    (arrival,) = there(foo, bar).arrivals
    assert (arrival.server.name, arrival.verdict) == ("bar", "registers")


@pytest.mark.parametrize(
    ("theirs", "codec"),
    [("allow=g729", None), ("allow=ulaw", False)],
    ids=["open whether the caller speaks it", "none in common"],
)
def test_of_what_caller_and_callee_make_of_codecs_the_worse_is_told(theirs: str, codec: bool | None) -> None:
    """Asterisk itself can't translate g729, so whether the call is placed hangs on who calls."""
    way = there(FOO + "disallow=all\nallow=g729\n", f"{BAR}disallow=all\n{theirs}\n")
    assert results(way)["codec"] is codec


def test_no_codec_to_offer_is_told_where_the_callee_would_find_none_either() -> None:
    way = there(FOO + "disallow=all\n", BAR + "disallow=all\nallow=ulaw\n")
    assert way.steps["codec"].rule == "codec-none"


@pytest.mark.parametrize("turned", [False, True])
def test_the_line_whose_call_fails_is_the_one_that_is_held_against_the_callee(turned: bool) -> None:
    """`IAX2/nobody@bar` sends a name of its own."""
    dialled = ["bar/21", "nobody@bar/22"]
    lines = [f"exten => {at},1,Dial(IAX2/{dial})" for at, dial in enumerate(dialled[::-1] if turned else dialled, 1)]
    way = there(FOO, BAR, plan="[phones]\n" + "\n".join(lines))
    assert way.link.status == "fails"
    assert way.attempt.username == "nobody"
    assert way.steps["user"].rule == "user-unknown"


def test_where_calls_come_in_as_nobody_the_section_that_leads_back_is_the_counterpart() -> None:
    bar = section("trunk", TO_FOO, "bar", secret="Zq8-tRw2-91xk")
    way = there(section("bar", TO_BAR, "nobody"), bar)
    assert way.steps["user"].ok is False
    assert way.user is not None
    assert way.user.name == "trunk"


@pytest.mark.parametrize(
    ("bar", "auth"),
    [(BAR, None), ("[foo]\ntype=user\ncontext=fromiax\n", True)],
    ids=["one is asked for", "none is asked for"],
)
def test_whether_a_secret_in_a_database_fits_is_open_where_it_is_asked_for(bar: str, auth: bool | None) -> None:
    assert results(there(FOO + "dbsecret=iax/bar\n", bar))["auth"] is auth


def test_a_caller_without_a_secret_has_that_of_no_section() -> None:
    way = there(one_way("out", TO_BAR, "nobody", "in").replace("secret=", "; "), "[odd]\ntype=user\nsecret=x\\;\n")
    assert way.user is None
