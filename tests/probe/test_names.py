"""Names are looked up as Asterisk does it: SRV records where they are asked for, then addresses of both families."""

from __future__ import annotations

import socket
import sys
from threading import Event

import pytest
from responders import Host, name_server
from test_send import BRIEF, PATIENT, pong

from iaxlint.errors import InputError
from iaxlint.model.address import parse_numeric
from iaxlint.probe.outcome import Probed, Target
from iaxlint.probe.send import Limits, ask_all


def look_up(zone: dict[tuple[str, str], list[str]], *targets: Target, limits: Limits = PATIENT) -> list[Probed]:
    with Host(name_server(zone)) as dns:
        return ask_all(targets, limits, at(dns), lambda: None)


def at(host: Host):
    address = parse_numeric("127.0.0.1")
    assert address is not None
    return address.with_port(host.port)


def name(host: str, port: int, *, service: bool = False, expected: str = "") -> Target:
    address = parse_numeric(expected)
    return Target(host, port, service, [], () if address is None else (address,))


def test_a_name_leads_to_its_address() -> None:
    with Host(pong) as host:
        (probed,) = look_up({("bar.example.net", "A"): ["127.0.0.1"]}, name("bar.example.net", host.port))
    assert probed.status == "answered"
    assert str(probed.answers[0].address) == f"127.0.0.1:{host.port}"


def test_the_best_of_several_addresses_counts_and_the_others_are_told() -> None:
    with Host(pong) as host:
        zone = {("bar.example.net", "A"): ["127.0.0.1", "127.0.0.2"]}
        (probed,) = look_up(zone, name("bar.example.net", host.port))
    assert probed.status == "answered"
    assert probed.severity == "warning"
    assert [answer.address.host for answer in probed.silent] == ["127.0.0.2"]
    assert probed.words == "answers at 1 of its 2 addresses"


def test_an_srv_record_gives_host_and_port_where_it_is_asked() -> None:
    with Host(pong) as host:
        zone = {
            ("_iax._udp.bar.example.net", "SRV"): [
                f"10 5 {host.port} trunk.example.net.",
                "20 5 4570 spare.example.net.",
            ],
            ("trunk.example.net", "A"): ["127.0.0.1"],
            ("bar.example.net", "A"): ["127.0.0.3"],
        }
        with_srv, without = look_up(
            zone, name("bar.example.net", 4569, service=True), name("bar.example.net", host.port), limits=BRIEF
        )
    assert [str(answer.address) for answer in with_srv.answers] == [f"127.0.0.1:{host.port}"]
    assert with_srv.status == "answered"
    assert [str(answer.address) for answer in without.answers] == [f"127.0.0.3:{host.port}"]


@pytest.mark.parametrize("record", [[], ["0 0 0 ."]])
def test_without_a_useful_srv_record_the_name_itself_counts(record: list[str]) -> None:
    with Host(pong) as host:
        zone = {("_iax._udp.bar.example.net", "SRV"): record, ("bar.example.net", "A"): ["127.0.0.1"]}
        (probed,) = look_up(zone, name("bar.example.net", host.port, service=True))
    assert probed.status == "answered"


def test_no_such_name() -> None:
    probed = look_up(
        {("empty.example.net", "TXT"): ['"no address"']}, name("bar.example.net", 4569), name("empty.example.net", 4569)
    )
    assert [found.status for found in probed] == ["no-such-name", "no-such-name"]
    assert probed[0].words == "is a name that no resolver knows"


def test_what_can_be_no_name_is_not_asked() -> None:
    hosts = ("192.168.2.3:4569", "a b", "x" * 300, "bar..net", "bär.example.net", "foo.invalid", "\udcff\x1b")
    with Host(name_server({})) as dns:
        probed = ask_all([name(host, 4569) for host in hosts], PATIENT, at(dns), lambda: None)
        assert not dns.heard
    assert {found.status for found in probed} == {"no-such-name"}


def test_a_dns_server_that_does_not_answer_knows_nothing_of_the_name() -> None:
    brief = Limits(seconds=0.1, retries=0, jobs=4)
    with Host(lambda *_: None) as dns:
        (probed,) = ask_all([name("bar.example.net", 4569)], brief, at(dns), lambda: None)
    assert probed.status == "no-resolver"
    assert probed.severity == "error"


def test_a_dns_server_that_talks_nonsense_breaks_nothing() -> None:
    brief = Limits(seconds=0.1, retries=0, jobs=4)
    with Host(lambda host, data, to: host.socket.sendto(data[:2] + b"\xff" * 40, to)) as dns:
        (probed,) = ask_all([name("bar.example.net", 4569, service=True)], brief, at(dns), lambda: None)
    assert probed.status == "no-resolver"


def test_a_name_that_leads_elsewhere_than_the_settings_say() -> None:
    zone = {("bar.example.net", "A"): ["127.0.0.1"]}
    with Host(pong) as host:
        there, here = look_up(
            zone,
            name("bar.example.net", host.port, expected="127.0.0.9"),
            name("bar.example.net", host.port, expected="127.0.0.1"),
        )
    assert [address.host for address in there.elsewhere] == ["127.0.0.1"]
    assert there.severity == "warning"
    assert not here.elsewhere
    assert here.severity == ""


def test_a_name_that_leads_where_nothing_is_sent() -> None:
    (probed,) = look_up({("bar.example.net", "A"): ["0.0.0.0"]}, name("bar.example.net", 4569))
    assert probed.status == "not-asked"
    assert probed.words == "is never asked at 0.0.0.0:4569: it stands for the machine itself"


def test_the_system_knows_localhost_without_dns() -> None:
    with Host(pong) as host:
        (probed,) = ask_all([name("localhost", host.port)], PATIENT, None, lambda: None)
    assert probed.status == "answered"


def test_names_that_take_too_long_hold_up_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()
    look_up = socket.getaddrinfo

    def slow(name: str, *words: object, **more: object) -> object:
        if name.startswith("slow"):
            over.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return look_up("localhost", *words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("iaxlint.probe.names.socket.getaddrinfo", slow)
    targets = [name(f"slow{number}.example.net", 4569) for number in range(24)]
    with Host(pong) as host:
        *late, good = ask_all(
            [*targets, name("good.example.net", host.port)], Limits(seconds=0.3, retries=9, jobs=12), None, lambda: None
        )
        over.set()
    assert {found.status for found in late} == {"no-resolver"}
    assert good.status == "answered"


def test_without_dnspython_addresses_are_asked_and_srv_records_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [module for module in sys.modules if module.partition(".")[0] == "dns"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "dns", None)
    with Host(pong) as host:
        (probed,) = ask_all([name("127.0.0.1", host.port)], PATIENT, None, lambda: None)
        assert probed.status == "answered"
        with pytest.raises(InputError, match=r"pip install 'iaxlint\[probe\]'"):
            ask_all([name("bar.example.net", host.port, service=True)], PATIENT, None, lambda: None)
