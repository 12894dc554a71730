"""The caller's side of a call, where no recording takes it: each row is a fact of Asterisk."""

from __future__ import annotations

import pytest

from iaxlint.call.simulate import simulate
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from tests.call.ladder import BAR, FOO, end
from tests.fleet.servers import fleet, section, server


def placing(dialled: str = "IAX2/bar/23", foo: str = FOO, version: str = "22", **files: str) -> str:
    """How a call ends for what foo dials, and the files that foo has."""
    texts = {f"{name}.conf": text.encode() for name, text in {"iax": foo, **files}.items()}
    caller = load_server("foo", Folder("/nonexistent/foo", "foo", texts), Version.parse(version), ("192.168.2.2",))
    bar = "[general]\nregister => bar:K9fw-x2Tp-71nd-Qz8v@192.168.2.2\n" + BAR.replace("192.168.2.2", "dynamic")
    return end(simulate(fleet(caller, server("bar", bar, ("192.168.2.3",), version=version)), caller, dialled))


WAITING = section("bar", "dynamic", "foo")


@pytest.mark.parametrize(
    ("dialled", "foo", "ends"),
    [
        ("IAX2//23", FOO, "dial-string-invalid"),
        ("IAX2/bar:4569/23", FOO, "reaches"),
        ("IAX2/bar:0x11d9/23", FOO, "reaches"),
        ("IAX2/bar:4570/23", FOO, "not-listening"),
        ("IAX2/bar:1/23", FOO, "not-listening"),
        ("IAX2/bar:0/23", FOO, "port-zero"),
        ("IAX2/bar:65535/23", FOO, "not-listening"),
        ("IAX2/bar:65536/23", FOO, "dial-string-invalid"),
        ("IAX2/bar:/23", FOO, "dial-string-invalid"),
        ("IAX2/bar:x/23", FOO, "dial-string-invalid"),
        ("IAX2/nobody/23", FOO, "peer-unknown"),
        ("IAX2/pbx.invalid/23", FOO, "peer-unknown"),
        ("IAX2/pbx.example.net/23", FOO, "open at peer"),
        ("IAX2/{{ trunk }}/23", FOO, "open at peer"),
        ("IAX2/${TRUNK}/23", FOO, "peer-unknown"),
        ("IAX2/localhost/23", FOO, "host-is-self"),
        ("IAX2/bar/23", "[bar]\ntype=peer\nhost=dynamic\ndefaultip=not a host\n", "peer-unusable"),
        ("IAX2/baz/23", "[bar]\ntype=peer\nhost=dynamic\ndefaultip=not a host\n", "peer-unknown"),
        ("IAX2/bar/23", "[bar]\ntype=peer\nhost=not a host\n", "host-unresolvable"),
        ("IAX2/foo:K9fw-x2Tp-71nd-Qz8v@192.168.2.3/23", "", "reaches"),
        ("IAX2/foo:[k]@192.168.2.3/23", "", "auth-method-mismatch"),
        ("IAX2/foo:K9fw-x2Tp-71nd-Qz8v@192.168.2.3/23@nowhere", "", "context-not-permitted"),
        ("IAX2/bar/23", FOO + "disallow=all\n", "codec-none"),
        ("IAX2/bar/23", FOO + "disallow=all\nallow=h263\n", "codec-none"),
        ("IAX2/bar/23", FOO + "disallow=all\nallow=g723\n", "open at codec"),
        ("IAX2/bar/23", FOO + "qualify=1\n", "qualify-impossible"),
        ("IAX2/bar/23", FOO + "qualify=-1\n", "qualify-impossible"),
        ("IAX2/bar/23", FOO + "qualify=2\n", "reaches"),
        ("IAX2/bar/23", FOO.replace("71nd", "72nd") + "dbsecret=iax/bar\n", "open at peer"),
        ("IAX2/bar/23", FOO + "dbsecret=iax\n", "dbsecret-unreadable"),
        ("IAX2/bar/23", WAITING, "reaches"),
        ("IAX2/bar/23", WAITING + "defaultip={{ bar_ip }}\n", "reaches"),
        ("IAX2/baz/23", WAITING.replace("[bar]", "[baz]") + "defaultip={{ bar_ip }}\n", "open at address"),
        ("IAX2/baz/23", WAITING.replace("[bar]", "[baz]"), "peer-not-registered"),
        ("IAX2/bar/23", WAITING + "defaultip=pbx.example.net\n", "open at peer"),
    ],
)
def test_what_is_dialled(dialled: str, foo: str, ends: str) -> None:
    """`iax2_request` and `create_addr`."""
    assert placing(dialled, foo) == ends


@pytest.mark.parametrize(
    ("dialled", "ends"),
    [("IAX2/bar:4569x/23", "reaches"), ("IAX2/bar:x/23", "port-zero"), ("IAX2/bar:70105/23", "reaches")],
)
def test_a_port_up_to_11(dialled: str, ends: str) -> None:
    assert placing(dialled, version="11") == ends


@pytest.mark.parametrize(
    ("settings", "dialled", "ends"),
    [
        ("iaxpeers => odbc,db", "IAX2/nobody/23", "open at peer"),
        ("iax.conf => odbc,db", "IAX2/bar/23", "open at dial"),
        ("sippeers => odbc,db", "IAX2/nobody/23", "peer-unknown"),
    ],
)
def test_a_database_may_have_the_peer(settings: str, dialled: str, ends: str) -> None:
    assert placing(dialled, extconfig=f"[settings]\n{settings}\n") == ends


FORCED = "[general]\nencryption=yes\nforceencryption=yes\n"


@pytest.mark.parametrize(
    ("foo", "ends"),
    [
        # a peer's own line counts only before anything is sent
        (FOO + "forceencryption=yes\n", "reaches"),
        (FORCED + FOO + "forceencryption=no\nencryption=no\n", "encryption-forced"),
        (FORCED + FOO + "forceencryption=no\n", "encryption-forced"),
        (FORCED + FOO.replace("secret", ";") + "forceencryption=no\n", "encryption-without-secret"),
        (FOO.replace("secret", ";") + "forceencryption=yes\n", "encryption-without-secret"),
    ],
)
def test_forced_encryption(foo: str, ends: str) -> None:
    """`iax2_call`: for the peer, or for every call where `[general]` says so."""
    assert placing(foo=foo) == ends


@pytest.mark.parametrize(
    ("dialled", "ends"),
    [
        ("IAX/bar/23", "dial-string-invalid"),
        ("SIP/bar/23", "open at dial"),
        ("iax2/bar/23", "reaches"),
        ("Local/23", "reaches"),
        ("Local/23@default/n", "reaches"),
        ("local/23@other", "dialplan-ends"),
    ],
)
def test_technologies(dialled: str, ends: str) -> None:
    assert placing(dialled, extensions="[default]\nexten => 23,1,Dial(IAX2/bar/23)\n") == ends


@pytest.mark.parametrize(
    ("bindaddr", "host", "ends"),
    [
        ("127.0.0.1", "192.168.2.3", "socket-cannot-reach"),
        ("127.0.0.1", "127.0.0.1", "reaches"),
        ("127.0.0.1", "", "host-is-self"),
        ("::1", "192.168.2.3", "socket-cannot-reach"),
        ("2001:db8::2", "192.168.2.3", "socket-cannot-reach"),
        ("192.168.2.2", "2001:db8::3", "socket-cannot-reach"),
        ("::", "2001:db8::3", "reaches"),
        ("::", "192.168.2.3", "reaches"),
        ("10.9.9.9", "192.168.2.3", "no-socket"),
    ],
)
def test_the_socket_that_a_call_leaves_through(bindaddr: str, host: str, ends: str) -> None:
    peer = section("bar", host, "foo", "port=4570") if host else "[bar]\ntype=peer\nport=4570\n"
    foo = server("foo", f"[general]\nbindaddr={bindaddr}\n{peer}", ("192.168.2.2", "2001:db8::2", "127.0.0.1", "::1"))
    bar_at = ("192.168.2.3", "2001:db8::3", "127.0.0.1:4570")
    bar = server("bar", "[general]\nbindport=4570\nbindaddr=0.0.0.0\nbindaddr=::\n" + BAR, bar_at)
    assert end(simulate(fleet(foo, bar), foo, "IAX2/bar/23")) == ends


@pytest.mark.parametrize(("port", "ends"), [("", "reaches"), ("port=4570", "not-listening"), ("port=0", "port-zero")])
def test_the_port_of_a_host_that_is_a_name(port: str, ends: str) -> None:
    foo = server("foo", section("bar", "bar.example.net", "foo", port), ("192.168.2.2",))
    bar = server("bar", BAR, ("192.168.2.3", "bar.example.net"))
    assert end(simulate(fleet(foo, bar), foo, "IAX2/bar/23")) == ends


def test_two_servers_that_register_by_one_name_take_the_place_of_each_other() -> None:
    bars = [
        server(name, "[general]\nregister => bar:K9fw-x2Tp-71nd-Qz8v@192.168.2.2\n" + BAR, (address,))
        for name, address in (("bar", "192.168.2.3"), ("baz", "192.168.2.4"))
    ]
    foo = server("foo", WAITING, ("192.168.2.2",))
    assert end(simulate(fleet(foo, *bars), foo, "IAX2/bar/23")) == "open at address"


BAR_FIRST = "Dial(IAX2/bar/23)"


@pytest.mark.parametrize(
    ("applications", "ends", "callee"),
    [
        ([BAR_FIRST], "reaches", "bar"),
        (["Dial(IAX2/nobody/23)", BAR_FIRST], "reaches", "bar"),
        ([BAR_FIRST, "Dial(IAX2/nobody/23)"], "reaches", "bar"),
        (["Dial(IAX2/nobody/23)"], "peer-unknown", None),
        (["Dial(IAX2/nobody/23)", "Dial(IAX2//23)"], "dial-string-invalid", None),
        (["NoOp()"], "dialplan-ends", None),
        (["Dial(PJSIP/23)"], "open at dial", None),
        (["Dial(IAX2/nobody/23)", "Dial(PJSIP/23)"], "open at dial", None),
        (["GotoIf(${DB(a/b)}?4)", "Dial(IAX2/nobody/23)", "Hangup()", BAR_FIRST], "open at dial", "bar"),
        (["GotoIf(${DB(a/b)}?4)", BAR_FIRST, "Hangup()", "Dial(IAX2/nobody/23)"], "open at dial", "bar"),
        # chan_iax2 gives up only after a while, so a call to where nobody listens ends as NOANSWER
        (
            ["Dial(IAX2/bar:4570/23,5)", 'GotoIf($["${DIALSTATUS}" = "NOANSWER"]?4)', "Hangup()", BAR_FIRST],
            "reaches",
            "bar",
        ),
        (
            ["Dial(IAX2/nobody/23,5)", 'GotoIf($["${DIALSTATUS}" = "NOANSWER"]?4)', "Hangup()", BAR_FIRST],
            "peer-unknown",
            None,
        ),
    ],
)
def test_a_call_that_starts_in_the_dialplan(applications: list[str], ends: str, callee: str | None) -> None:
    plan = "".join(f"exten => 23,{at},{run}\n" for at, run in enumerate(applications, 1))
    foo = Folder("/nonexistent/foo", "foo", {"iax.conf": FOO.encode(), "extensions.conf": f"[out]\n{plan}".encode()})
    caller = load_server("foo", foo, Version.parse("22"), ("192.168.2.2",))
    call = simulate(fleet(caller, server("bar", BAR, ("192.168.2.3",))), caller, "Local/23@out/n")
    assert end(call) == ends
    assert (call.callee and call.callee.name) == callee
    assert call.dial == "Local/23@out/n"
    assert call.verdict == ("reaches" if ends == "reaches" else "unknown" if ends.startswith("open") else "fails")
    assert [step.ok for step in call.steps].count(True) >= (7 if callee else 0)
    assert call.steps[0].step == "dial"
    assert call.auth == ("md5" if ends == "reaches" else None)
    assert [step.ok for step in call.steps].count(False) == (call.verdict == "fails")


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ("Dial(IAX2/bar/23)", "extension-missing"),
        ("Set(CALLERID(num)=100)|Dial(IAX2/bar/23)", "reaches"),
        ("Set(CALLERID(num)=101)|Dial(IAX2/bar/23)", "extension-missing"),
        ("Set(CALLERID(num)=100)|Dial(IAX2/bar/23,,f(100))", "open at extension"),
        ("Set(CALLERID(num)=${DB(x/y)})|Dial(IAX2/bar/23)", "open at extension"),
    ],
)
def test_the_number_of_the_caller_goes_with_the_call(lines: str, ends: str) -> None:
    """`app_dial.c:dial_exec_full` gives it to the outgoing channel, `chan_iax2.c:iax2_call` sends it."""
    plan = "[out]\nexten => 1,1,NoOp()\n" + "".join(f" same => n,{line}\n" for line in lines.split("|"))
    foo = server("foo", FOO, ("192.168.2.2",), dialplan=plan)
    bar = server("bar", BAR, ("192.168.2.3",), dialplan="[fromiax]\nexten => 23/100,1,Answer()\n")
    assert end(simulate(fleet(foo, bar), foo, "Local/1@out")) == ends
