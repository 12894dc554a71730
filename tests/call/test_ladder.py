"""Steps of a call that no recording takes: each row is a fact of Asterisk."""

from __future__ import annotations

import pytest

from iaxlint.call.admission import users_meant_for
from iaxlint.call.call import LADDER
from iaxlint.call.simulate import simulate, try_trunk
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from tests.call.ladder import BAR, FOO, dial, end
from tests.fleet.servers import fleet, only, section, server


def lines(*more: str) -> str:
    return "".join(f"{line}\n" for line in more)


TWO = ("192.168.2.2", "192.168.2.9")


@pytest.mark.parametrize(
    ("foo", "foo_at", "permitted", "ends"),
    [
        (FOO, TWO, "192.168.2.2", "open at acl"),
        (FOO, TWO, "10.0.0.1", "access-list-denies"),
        ("[general]\nbindaddr=192.168.2.9\n" + FOO, TWO, "192.168.2.9", "reaches"),
        ("[general]\nbindaddr=192.168.2.9\n" + FOO, TWO, "192.168.2.2", "access-list-denies"),
        # `peer_set_srcaddr`
        (FOO + "sourceaddress=192.168.2.9\n", TWO, "192.168.2.9", "reaches"),
        (FOO + "sourceaddress=192.168.2.9\n", TWO, "192.168.2.2", "access-list-denies"),
        (FOO + "sourceaddress=192.168.2.9\n", ("192.168.2.2",), "192.168.2.2", "reaches"),
        (FOO + "sourceaddress=192.168.2.9:4570\n", TWO, "192.168.2.9", "open at acl"),
    ],
)
def test_where_a_call_comes_from(foo: str, foo_at: tuple[str, ...], permitted: str, ends: str) -> None:
    assert end(dial(foo, BAR + lines(*only(permitted)), foo_at=foo_at)) == ends


def test_two_servers_on_one_machine_call_each_other_over_the_loopback_address() -> None:
    foo = section("bar", "127.0.0.1", "foo", "port=4570")
    for bindaddr, source in (("0.0.0.0", "127.0.0.1"), ("192.168.2.2", "192.168.2.2")):
        bar = "[general]\nbindport=4570\n" + BAR + lines(*only(source))
        mine = f"[general]\nbindaddr={bindaddr}\n{foo}"
        assert end(dial(mine, bar, foo_at=("192.168.2.2", "127.0.0.1:4569"), bar_at=("127.0.0.1:4570",))) == "reaches"


def test_a_server_that_is_known_by_its_public_address_alone_has_what_it_binds_to() -> None:
    foo = section("bar", "203.0.113.7", "foo")
    bar = "[general]\nbindaddr=192.168.2.3\n" + BAR
    assert end(dial(foo, bar, bar_at=(), public=("203.0.113.7",))) == "reaches"


def test_the_packet_goes_to_who_listens_there() -> None:
    """Of two servers behind one address and port, one that listens, and not the caller itself."""
    assert end(dial(foo_at=("192.168.2.3",))) == "reaches"
    other = server("baz", "[general]\nbindport=4570\n", ("192.168.2.3:4569",))
    made = fleet(server("foo", FOO, ("192.168.2.2",)), other, server("bar", BAR, ("192.168.2.3",)))
    assert end(simulate(made, made.by_name["foo"], "IAX2/bar/23")) == "reaches"


@pytest.mark.parametrize(
    ("foo", "dialled", "ends"),
    [
        (FOO.replace("2.3", "2.2"), "IAX2/bar/23", "host-is-self"),
        (FOO.replace("2.3", "2.9"), "IAX2/bar/23", "host-not-partner"),
        (FOO.replace("2.3", "2.9"), "IAX2/192.168.2.9/23", "open at listen"),
        (section("other", "192.168.2.9", "nobody"), "IAX2/other/23", "open at listen"),
    ],
)
def test_an_address_that_the_callee_does_not_have(foo: str, dialled: str, ends: str) -> None:
    assert end(dial(foo, dialled=dialled)) == ends


@pytest.mark.parametrize(
    ("peer", "baz", "ends"),
    [
        (FOO, "", "host-not-partner"),
        (FOO, BAR, "reaches"),
        (section("other", "192.168.2.3", "nobody"), "", "user-unknown"),
        (section("baz", "192.168.2.3", "foo"), "", "user-unknown"),
    ],
)
def test_a_call_that_fails_at_a_server_that_was_not_meant(peer: str, baz: str, ends: str) -> None:
    foo = server("foo", peer.replace("2.3", "2.4"), ("192.168.2.2",))
    made = fleet(foo, server("bar", BAR, ("192.168.2.3",)), server("baz", baz, ("192.168.2.4",)))
    call = simulate(made, foo, f"IAX2/{peer[1:].partition(']')[0]}/23")
    assert end(call) == ends
    assert [step.rule for step in call.steps if step.rule] == ([] if ends == "reaches" else [ends])


@pytest.mark.parametrize(
    ("bar", "ends"),
    [
        ("[general\n", "iax-not-loaded"),
        ("[general]\nbindaddr=192.168.2.3\n" + BAR, "reaches"),
        ("[general]\nbindaddr=10.9.9.9\n" + BAR, "not-listening"),
        ("[general]\nbindport=4570\n" + BAR, "not-listening"),
    ],
)
@pytest.mark.parametrize("public", [(), ("192.168.2.3",)])
def test_who_does_not_listen(bar: str, ends: str, public: tuple[str, ...]) -> None:
    """A port that the settings give with a public address leads to the first socket, if there is one."""
    found = dial(bar=bar, public=tuple(f"{address}:4569" for address in public))
    assert end(found) == ("reaches" if public and "4570" in bar else ends)


def test_a_socket_of_ipv4_hears_nothing_of_ipv6() -> None:
    foo = "[general]\nbindaddr=::\n" + section("bar", "2001:db8::3", "foo")
    for bindaddr, ends in (("0.0.0.0", "not-listening"), ("::", "reaches")):
        bar = f"[general]\nbindaddr={bindaddr}\n{section('foo', '2001:db8::2', 'bar')}"
        assert end(dial(foo, bar, foo_at=("2001:db8::2",), bar_at=("2001:db8::3",))) == ends


def test_an_address_that_others_give_a_server_is_no_proof_that_it_has_no_other() -> None:
    foo = server("foo", section("bar", "dynamic", "foo", "defaultip=192.168.2.9", "port=4569"), ("192.168.2.2",))
    made = fleet(foo, server("bar", BAR), server("baz", FOO, ("192.168.2.4",)))
    assert end(simulate(made, foo, "IAX2/bar/23")) == "open at listen"


@pytest.mark.parametrize(
    ("limits", "ends"),
    [
        ("10.0.0.0/8=0", "reaches"),
        ("192.168.2.2=0", "call-numbers-exhausted"),
        ("192.168.2.2=1", "open at calltoken"),
        ("192.168.2.2=2", "reaches"),
    ],
)
def test_call_numbers_for_a_range_of_addresses(limits: str, ends: str) -> None:
    assert end(dial(bar=f"[callnumberlimits]\n{limits}\n{BAR}")) == ends


def test_the_last_number_for_one_of_the_addresses_is_told_as_that() -> None:
    (step,) = [
        step for step in dial(bar=f"[callnumberlimits]\n192.168.2.2=1\n{BAR}", foo_at=TWO).steps if step.ok is None
    ]
    assert step.message == "bar has one call number for 192.168.2.2, unless a call took it within the last minute"


ONE, NONE = "[general]\nmaxcallnumbers=1\n", "[general]\nmaxcallnumbers=0\n"
USER = "[foo]\ntype=user\nsecret=K9fw-x2Tp-71nd-Qz8v\ncontext=fromiax\n"


@pytest.mark.parametrize(
    ("foo", "bar", "ends"),
    [
        (FOO, ONE + USER, "reaches"),
        (FOO, ONE + BAR, "open at calltoken"),
        (ONE + FOO, BAR, "open at calltoken"),
        (ONE + FOO, NONE + BAR, "call-numbers-exhausted"),
    ],
)
def test_a_number_is_missed_only_where_the_other_server_calls_too(foo: str, bar: str, ends: str) -> None:
    """A number stays taken for a minute after a call (`MIN_REUSE_TIME`)."""
    assert end(dial(foo, bar)) == ends


@pytest.mark.parametrize(
    ("foo", "bar", "last"),
    [
        (FOO.replace("71nd", "72nd"), BAR, "auth"),
        (FOO + "peercontext=nowhere\n", BAR, "context"),
        (FOO, BAR + "deny=0.0.0.0/0\n", "acl"),
        (FOO, "", "user"),
        (FOO + "port=0\n", BAR, "address"),
        (FOO + "port=4570\n", BAR, "listen"),
        (FOO + "dbsecret=iax/bar\n", BAR + "deny=0.0.0.0/0\n", "acl"),
        (ONE + FOO, NONE + BAR, "calltoken"),
        ("", BAR, "peer"),
        (FOO + "disallow=all\n", BAR, "codec"),
        (FOO, BAR + "disallow=all\n", "codec"),
        (FOO + "disallow=all\nallow=g729\n", BAR + "disallow=all\nallow=ulaw\n", "codec"),
        (FOO, BAR.replace("fromiax", "nowhere"), "extension"),
    ],
)
def test_a_call_ends_with_the_step_that_fails(foo: str, bar: str, last: str) -> None:
    steps = dial(foo, bar).steps
    assert [step.step for step in steps if step.ok is False] == [last]
    assert (steps[-1].step, steps[-1].ok) == (last, False)


@pytest.mark.parametrize(("bar", "last"), [("deny=0.0.0.0/0", "acl"), ("context=other", "context")])
def test_a_refused_call_comes_in_as_nobody(bar: str, last: str) -> None:
    """`check_access` ends with it."""
    call = dial(FOO + "peercontext=nowhere\n", f"{BAR}{bar}\n")
    assert (call.verdict, call.steps[-1].step, call.user) == ("fails", last, None)


def test_a_call_that_an_access_list_may_refuse_fails_for_its_secret_all_the_same() -> None:
    foo = FOO.replace("71nd", "72nd")
    assert end(dial(foo, BAR + lines(*only("192.168.2.2")), foo_at=TWO)) == "secret-mismatch"


def test_a_server_has_2048_call_numbers_for_an_address_where_no_line_says_so() -> None:
    """`DEFAULT_MAXCALLNO_LIMIT`; each peer that is watched takes one."""
    watched = "".join(f"[p{number}]\ntype=peer\nhost=192.168.2.2\nqualify=yes\n" for number in range(2048))
    failed = dial(FOO, watched + USER).failure
    assert failed is not None
    assert (failed.rule, failed.evidence) == ("call-numbers-exhausted", ())


@pytest.mark.parametrize(
    ("general", "ends"),
    [("", "reaches"), ("auth=md5\n", "encryption-without-secret")],
)
def test_a_call_to_a_bare_address_is_held_to_forced_encryption_where_general_names_methods(
    general: str, ends: str
) -> None:
    """`iax2_call` asks for a secret only where `authmethods`, for no peer that of `[general]`, has any."""
    foo = f"[general]\nforceencryption=yes\n{general}"
    assert end(dial(foo, "[foo]\ntype=user\ncontext=fromiax\n", "IAX2/foo@192.168.2.3/23")) == ends


@pytest.mark.parametrize(
    ("bar", "says"),
    [
        (BAR, "[foo] has no access list: it lets every address in"),
        (BAR + "permit=192.168.2.2\n", "the access list of [foo] lets 192.168.2.2 in"),
    ],
)
def test_whether_there_is_an_access_list_is_told(bar: str, says: str) -> None:
    assert [step.message for step in dial(FOO, bar).steps if step.step == "acl"] == [says]


@pytest.mark.parametrize(
    ("others", "says"),
    [
        ("[hq]\n{}", "write username=hq in [bar] on foo, for its secret is that of [hq]"),
        ("[hq]\n{}[lab]\n{}", "give both ends the same secret"),
        ("[hq]\ntype=user\nsecret=other\n", "give both ends the same secret"),
    ],
    ids=["of one section", "of two", "of none"],
)
def test_whose_secret_a_caller_sends_is_told_where_it_is_that_of_one_section(others: str, says: str) -> None:
    hq = others.format(*["type=user\nsecret=K9fw-x2Tp-71nd-Qz8v\n"] * 2)
    failed = dial(FOO, BAR.replace("71nd", "72nd") + hq).failure
    assert failed is not None
    assert failed.help == says


@pytest.mark.parametrize(
    ("qualify", "version", "allows"),
    [
        ("qualify=2", "22", None),
        ("qualify=1", "22", "qualify of [bar] on foo allows 1 ms"),
        ("qualify=yes\nqualifyfreqok=3", "22", None),
        ("qualify=yes\nqualifyfreqok=2", "22", "qualifyfreqok of [bar] on foo allows 1 ms"),
        ("qualify=yes\nqualifyfreqok=2", "13.3", None),
        ("qualify=yes\nqualifyfreqok=-60", "22", "qualifyfreqok of [bar] on foo allows 0 ms"),
        ("qualify=1\nqualifyfreqok=2", "22", "qualify of [bar] on foo allows 1 ms"),
        ("qualify=no\nqualifyfreqok=1", "22", None),
    ],
)
def test_how_soon_a_watched_peer_must_answer(qualify: str, version: str, allows: str | None) -> None:
    """`iax2_poke_peer` waits for five sixths of `qualifyfreqok` at most, in whole milliseconds, since 13.4."""
    failed = dial(f"{FOO}{qualify}\n", version=version).failure
    assert (failed and failed.message.partition(":")[0]) == allows


@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.2.9"])
def test_a_call_to_oneself_comes_from_where_it_goes(host: str) -> None:
    """The kernel chooses the same address at both ends."""
    me = "[me]\ntype=user\nsecret=K9fw-x2Tp-71nd-Qz8v\ncontext=fromiax\n" + lines(*only(host))
    assert end(dial(section("bar", host, "me") + me, foo_at=TWO)) == "reaches"


@pytest.mark.parametrize(("plan", "ends"), [("_2X", "reaches"), ("_3X", "extension-missing")])
def test_the_callee_asks_the_other_end_of_a_switch(plan: str, ends: str) -> None:
    bar = BAR + section("baz", "192.168.2.4", "bar")
    servers = (
        server("foo", FOO, ("192.168.2.2",)),
        server(
            "bar", bar, ("192.168.2.3",), dialplan="[fromiax]\nswitch => IAX2/bar:K9fw-x2Tp-71nd-Qz8v@baz/fromiax\n"
        ),
        server(
            "baz",
            section("bar", "192.168.2.3", "x"),
            ("192.168.2.4",),
            dialplan=f"[fromiax]\nexten => {plan},1,Answer()\n",
        ),
    )
    assert end(simulate(fleet(*servers), servers[0], "IAX2/bar/23")) == ends


NAMELESS = section("bar", "192.168.2.3", "")


@pytest.mark.parametrize(
    ("foo", "bar", "family", "ends"),
    [
        (FOO, "", "iaxusers", "open at user"),
        (FOO, "[foo]\ntype=peer\nhost=192.168.2.2\n", "iaxusers", "open at user"),
        (FOO, "", "iaxpeers", "user-unknown"),
        (NAMELESS, "", "iaxusers", "user-unknown"),
        (NAMELESS, "", "iax.conf", "open at user"),
    ],
)
def test_a_database_may_have_the_user(foo: str, bar: str, family: str, ends: str) -> None:
    """`check_access` asks `realtime_user` for a name, where no section takes calls."""
    files = {"iax.conf": bar.encode(), "extconfig.conf": f"[settings]\n{family} => odbc,db\n".encode()}
    bare = load_server("bar", Folder("/nonexistent/bar", "bar", files), Version.parse("22"), ("192.168.2.3",))
    caller = server("foo", foo, ("192.168.2.2",))
    assert end(simulate(fleet(caller, bare), caller, "IAX2/bar/23")) == ends


def test_nobody_needs_the_address_of_a_caller_that_no_access_list_asks_for() -> None:
    foo = section("bar", "192.168.2.3", "")
    assert end(dial(foo, USER, foo_at=())) == "reaches"


@pytest.mark.parametrize(
    ("foo", "bar", "version", "codecs"),
    [
        ("disallow=all\nallow=gsm,ulaw", "disallow=all\nallow=ulaw,gsm,alaw", "22", ("ulaw", "gsm")),
        ("disallow=all\nallow=gsm,ulaw", "disallow=all\nallow=ulaw,gsm\ncodecpriority=caller", "22", ("ulaw", "gsm")),
        ("disallow=all\nallow=gsm,alaw", "disallow=all\nallow=ulaw,gsm\ncodecpriority=caller", "22", ("gsm",)),
        ("disallow=all\nallow=alaw,ulaw", "disallow=all\nallow=ulaw,alaw", "22", ("ulaw", "alaw")),
        (
            "disallow=all\nallow=alaw,ulaw",
            "disallow=all\nallow=ulaw,alaw\ncodecpriority=caller",
            "22",
            ("alaw", "ulaw"),
        ),
        ("disallow=all\nallow=alaw", "disallow=all\nallow=gsm,alaw", "22", ("alaw",)),
        ("disallow=all\nallow=g723", "disallow=all\nallow=g723\ncodecpriority=disabled", "22", ("g723",)),
        # the first that both have carries no audio
        ("disallow=all\nallow=ulaw,h263,gsm", "disallow=all\nallow=h263,gsm", "22", None),
        ("disallow=all\nallow=ulaw,h263,gsm", "disallow=all\nallow=h263,gsm", "11", ("gsm", "h263")),
        # an order that holds only what `allow` names: `ast_codec_choose` ends with the best in common
        ("disallow=all\nallow=gsm,ulaw", "", "11", ("ulaw", "gsm")),
        ("", "disallow=all\nallow=gsm", "11", ("gsm",)),
        ("disallow=all\nallow=ulaw,h263", "disallow=all\nallow=h263,ulaw", "11", ("ulaw", "h263")),
        ("disallow=all\nallow=ulaw,h263", "disallow=all\nallow=h263,ulaw", "22", ("ulaw", "h263")),
    ],
)
def test_which_codec_is_used_first(foo: str, bar: str, version: str, codecs: tuple[str, ...] | None) -> None:
    assert dial(f"{FOO}{foo}\n", f"{BAR}{bar}\n", version=version).codecs == codecs


@pytest.mark.parametrize(
    ("bar", "ends"), [("", "codec-none"), ("allow=gsm", "codec-mismatch"), ("allow=alaw", "reaches")]
)
def test_no_codec_in_common(bar: str, ends: str) -> None:
    assert end(dial(FOO + "disallow=all\nallow=alaw\n", f"{BAR}disallow=all\n{bar}\n")) == ends


@pytest.mark.parametrize("version", ["1.8", "11", "12", "13", "22"])
def test_two_servers_that_allow_nothing_in_particular_find_a_codec(version: str) -> None:
    codecs = dial(version=version).codecs
    assert codecs is not None
    assert codecs[0] == "ulaw"


FREE, SECRET, GUARDED, CLOSED, HALF = "", "secret=x", "deny=10.0.0.0/8", "deny=0.0.0.0/0", "deny=192.168.2.9"


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize(
    ("one", "other", "taken"),
    [
        ([FREE], [SECRET], 0),
        ([FREE], ["dbsecret=iax/foo"], 0),
        ([FREE], ["inkeys=foo"], 0),
        ([FREE], [GUARDED], 1),
        ([SECRET], [SECRET, GUARDED], 1),
        ([FREE], [SECRET, GUARDED], 0),
        ([CLOSED], [SECRET], 1),
        ([CLOSED], [CLOSED], "user-unknown"),
        ([FREE, HALF], [SECRET], "open at user"),
        ([SECRET, HALF], [FREE], 1),
        ([FREE, HALF], [CLOSED], "open at user"),
    ],
)
def test_who_a_call_without_a_name_comes_in_as(
    one: list[str], other: list[str], taken: int | str, names: tuple[str, str]
) -> None:
    """`check_access` scores the users that let it in."""
    bar = "".join(f"[{name}]\ntype=user\n{lines(*more)}" for name, more in zip(names, (one, other), strict=True))
    call = dial(NAMELESS, bar, foo_at=TWO)
    assert (end(call) if call.user is None else names.index(call.user.name)) == taken


def test_of_equals_the_first_takes_a_call_without_a_name() -> None:
    bar = server("bar", "".join(f"[u{number}]\ntype=user\ncontext=c{number % 2}\n" for number in range(9)))
    foo = server("foo", NAMELESS, ("192.168.2.2",))
    users = list(bar.iax.users)
    for dialled, fitting in (("IAX2/bar/23", users), ("IAX2/bar/23@c1", [name for name in users if name[1] in "1357"])):
        user = simulate(fleet(foo, bar), foo, dialled).user
        assert user is not None
        assert user.name == fitting[0]


@pytest.mark.parametrize("foo", [FOO, NAMELESS])
def test_a_call_that_reaches_has_taken_every_step(foo: str) -> None:
    assert [step.step for step in dial(foo).steps] == list(LADDER)


@pytest.mark.parametrize(
    ("lines_of_plan", "callerid", "ends"),
    [
        ("exten => _2X,1,Answer()", "", "reaches"),
        ("exten => 24,1,Answer()", "", "extension-missing"),
        ("exten => 23,2,Answer()", "", "extension-missing"),
        ("exten => 23/100,1,Answer()", "", "extension-missing"),
        ("exten => 23/100,1,Answer()", "callerid=Foo <100>", "reaches"),
        ("exten => 23/100,1,Answer()", "callerid=Foo <200>", "extension-missing"),
        ("switch => DUNDi/priv", "", "open at extension"),
        ("exten => 23,1,Answr()", "", "application-unknown"),
        ("exten => 23,1,Pickaxe()", "", "open at extension"),
        ("exten => 23,1,${APP}()", "", "reaches"),
        ("exten => 23,1,$[${A} + 1]()", "", "reaches"),
        ("exten => 23,1,$[A]()", "", "reaches"),
    ],
)
def test_what_a_call_enters(lines_of_plan: str, callerid: str, ends: str) -> None:
    bar = server("bar", f"{BAR}{callerid}\n", ("192.168.2.3",), dialplan=f"[fromiax]\n{lines_of_plan}\n")
    foo = server("foo", FOO, ("192.168.2.2",))
    call = simulate(fleet(foo, bar), foo, "IAX2/bar/23")
    assert end(call) == ends
    assert call.extension == (None if ends == "extension-missing" else "23")


@pytest.mark.parametrize(
    ("bar", "meant"),
    [
        (BAR, ["foo"]),
        (BAR.replace("[foo]", "[Foo]"), ["Foo"]),
        (section("trunk", "192.168.2.2", "bar"), ["trunk"]),
        (section("trunk", "192.168.2.2", "bar") + BAR, ["foo"]),
        ("[trunk]\ntype=peer\nhost=192.168.2.2\n", []),
        (section("trunk", "192.168.2.9", "bar"), []),
        (section("trunk", "dynamic", "bar"), []),
        # no secret is no secret of theirs, whatever the semicolon at the end leaves
        ("[odd]\ntype=user\nsecret=x\\;\n" + BAR, ["foo"]),
    ],
)
def test_which_users_are_meant_for_a_caller(bar: str, meant: list[str]) -> None:
    made = fleet(server("foo", FOO, ("192.168.2.2",)), server("bar", bar, ("192.168.2.3",)))
    assert users_meant_for(made, made.by_name["bar"], made.by_name["foo"], "") == meant


def test_a_user_that_is_named_after_another_server_is_not_meant() -> None:
    baz = section("baz", "192.168.2.2", "bar")
    foo, bar = server("foo", FOO, ("192.168.2.2",)), server("bar", baz, ("192.168.2.3",))
    for others, meant in (([], ["baz"]), ([server("baz", FOO, ("192.168.2.2",))], [])):
        made = fleet(foo, bar, *others)
        assert users_meant_for(made, bar, foo, "") == meant


def test_the_user_of_the_secret_is_the_one_that_is_meant() -> None:
    night = section("night", "dynamic", "bar", secret="Zt5q-b8Lm-40xc")
    made = fleet(server("foo", FOO), server("bar", BAR + night))
    for secret, meant in (("Zt5q-b8Lm-40xc", "night"), ("of nobody", "foo")):
        assert users_meant_for(made, made.by_name["bar"], made.by_name["foo"], secret) == [meant]


@pytest.mark.parametrize(
    ("plan", "whatever", "one"),
    [
        ("[fromiax]\nexten => 23,1,Answer()\n", "reaches", "reaches"),
        ("[fromiax]\nexten => 24,1,Answer()\n", "reaches", "extension-missing"),
        ("[fromiax]\n", "context-empty", "extension-missing"),
        ("[fromiax]\nswitch => DUNDi/priv\n", "open at extension", "open at extension"),
        ("[other]\nexten => 23,1,Answer()\n", "context-missing", "context-missing"),
    ],
)
def test_a_way_to_no_number_in_particular(plan: str, whatever: str, one: str) -> None:
    foo = server("foo", FOO, ("192.168.2.2",))
    made = fleet(foo, server("bar", BAR, ("192.168.2.3",), dialplan=plan))
    assert end(try_trunk(made, foo, foo.iax.peers["bar"])) == whatever
    assert end(simulate(made, foo, "IAX2/bar/23")) == one
