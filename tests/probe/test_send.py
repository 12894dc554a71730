"""What comes of hosts that answer, and of those that answer late, wrongly, falsely or not at all."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from random import Random

import pytest
from responders import LOOPBACK, Host, has_ipv6, reply

from iaxlint.probe.frame import ACK, CALLTOKEN, POKE, PONG, decode
from iaxlint.probe.outcome import Probed, Target
from iaxlint.probe.send import Limits, ask_all

PATIENT = Limits(seconds=20, retries=0, jobs=8)
"""Where an answer is sure to come."""
BRIEF = Limits(seconds=2, retries=0, jobs=64)
"""Where none is to be believed."""
EAGER = Limits(seconds=0.4, retries=9, jobs=8)
"""Where the first answers get lost."""
INVAL = 0x0A


def pong(host: Host, data: bytes, sender: tuple) -> None:
    frame = decode(data)
    if frame is not None and frame.subclass == POKE:
        host.socket.sendto(reply(frame), sender)


def ask(host: Host | int, limits: Limits, family: int = socket.AF_INET) -> Probed:
    port = host if isinstance(host, int) else host.port
    (probed,) = ask_all([Target(LOOPBACK[family], port, False, [])], limits, None, lambda: None)
    return probed


def noise(host: Host, data: bytes, sender: tuple) -> None:
    """Packets that look like answers more or less, none of which brings back the timestamp."""
    frame = decode(data)
    assert frame is not None
    chance = Random(1)
    for _ in range(150):
        made = bytearray(chance.randbytes(chance.randrange(40)))
        right = reply(frame, chance.choice((PONG, CALLTOKEN, INVAL)), timestamp=frame.timestamp ^ 1 << 7)
        keep = chance.randrange(len(right) + 1)
        made[:keep] = right[:keep]
        host.socket.sendto(made, sender)


FAMILIES = [
    socket.AF_INET,
    pytest.param(
        socket.AF_INET6, marks=pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 on loopback")
    ),
]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_pong_is_believed_and_acknowledged(family: int) -> None:
    with Host(pong, family) as host:
        probed = ask(host, PATIENT, family)
        wait_for(lambda: len(host.heard) == 2)
    assert probed.status == "answered"
    assert probed.severity == ""
    (answer,) = probed.answers
    assert answer.pokes == 1
    assert not answer.calltoken
    assert answer.rtt_ms is not None
    assert answer.rtt_ms > 0
    sent, acknowledged = host.frames()
    assert (sent.subclass, sent.destination, sent.sent, sent.received, sent.elements) == (POKE, 0, 0, 0, b"")
    assert sent.source > 1
    assert (acknowledged.subclass, acknowledged.source, acknowledged.destination) == (ACK, sent.source, 1)
    assert (acknowledged.timestamp, acknowledged.sent, acknowledged.received) == (sent.timestamp, 1, 1)


def test_each_run_has_a_call_number_and_a_timestamp_of_its_own() -> None:
    with Host(pong) as host:
        for _ in range(4):
            ask(host, PATIENT)
        pokes = [frame for frame in host.frames() if frame.subclass == POKE]
    assert len({frame.source for frame in pokes}) > 1
    assert len({frame.timestamp for frame in pokes}) > 1


def test_what_is_lost_is_sent_again_as_a_frame_of_its_own() -> None:
    def lossy(host: Host, data: bytes, sender: tuple) -> None:
        if len(host.heard) > 2:
            pong(host, data, sender)

    with Host(lossy) as host:
        probed = ask(host, EAGER)
    pokes = [frame for frame in host.frames() if frame.subclass == POKE]
    assert probed.status == "answered"
    assert probed.answers[0].pokes == len(pokes) >= 3
    assert len({frame.timestamp for frame in pokes}) == len(pokes)


def test_a_late_answer_is_held_against_the_poke_that_it_answers() -> None:
    first: list[bytes] = []

    def late(host: Host, data: bytes, sender: tuple) -> None:
        first.append(data)
        if len(first) == 2:
            pong(host, first[0], sender)

    with Host(late) as host:
        probed = ask(host, EAGER)
    assert probed.status == "answered"
    assert probed.answers[0].rtt_ms is not None
    assert probed.answers[0].rtt_ms > EAGER.seconds * 1000


def test_an_answer_is_awaited() -> None:
    def slow(host: Host, data: bytes, sender: tuple) -> None:
        time.sleep(0.2)
        pong(host, data, sender)

    with Host(slow) as host:
        probed = ask(host, PATIENT)
    assert probed.answers[0].rtt_ms is not None
    assert probed.answers[0].rtt_ms > 190


def test_one_of_many_answers_counts() -> None:
    def twice(host: Host, data: bytes, sender: tuple) -> None:
        pong(host, data, sender)
        pong(host, data, sender)

    with Host(twice) as host:
        assert ask(host, PATIENT).status == "answered"
        wait_for(lambda: len(host.heard) == 2)


def test_a_demand_for_a_call_token_is_an_answer() -> None:
    def demanding(host: Host, data: bytes, sender: tuple) -> None:
        frame = decode(data)
        assert frame is not None
        host.socket.sendto(reply(frame, CALLTOKEN, elements=bytes((54, 3)) + b"1?a"), sender)

    with Host(demanding) as host:
        probed = ask(host, PATIENT)
    assert len(host.heard) == 1, "it is not acknowledged"
    assert probed.status == "answered"
    assert probed.answers[0].calltoken
    assert "asks for a call token" in probed.words


def test_the_true_answer_is_found_among_false_ones() -> None:
    def crowd(host: Host, data: bytes, sender: tuple) -> None:
        frame = decode(data)
        assert frame is not None
        if frame.subclass == POKE:
            host.socket.sendto(b"garbage", sender)
            host.socket.sendto(reply(frame, destination=frame.source ^ 1), sender)
            host.socket.sendto(reply(frame, timestamp=frame.timestamp ^ 1), sender)
            host.socket.sendto(reply(frame, INVAL, timestamp=0), sender)
            host.socket.sendto(reply(frame, ACK), sender)
            host.socket.sendto(reply(frame), sender)

    with Host(crowd) as host:
        assert ask(host, PATIENT).status == "answered"


def from_another_port(host: Host, data: bytes, sender: tuple) -> None:
    frame = decode(data)
    assert frame is not None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        other.sendto(reply(frame), sender)


def with_another(**what: int):
    def answer(host: Host, data: bytes, sender: tuple) -> None:
        frame = decode(data)
        assert frame is not None
        own = {
            name: (getattr(frame, "source" if name == "destination" else name) ^ bits) for name, bits in what.items()
        }
        host.socket.sendto(reply(frame, **own), sender)

    return answer


def saying(data: bytes):
    return lambda host, _, sender: host.socket.sendto(data, sender)


def invalid(host: Host, data: bytes, sender: tuple) -> None:
    frame = decode(data)
    assert frame is not None
    host.socket.sendto(reply(frame, INVAL, timestamp=0, received=0), sender)


WRONG = {
    "nothing": (lambda *_: None, "silent"),
    "from another port": (from_another_port, "silent"),
    "another call number": (with_another(destination=1), "silent"),
    "another timestamp": (with_another(timestamp=1 << 31), "silent"),
    "only an acknowledgement": (lambda host, data, to: host.socket.sendto(reply(decode(data), ACK), to), "silent"),
    "INVAL": (invalid, "other-answer"),
    "a frame of another type": (
        lambda host, data, to: host.socket.sendto(reply(decode(data), PONG, kind=2), to),
        "other-answer",
    ),
    "DNS": (saying(bytes.fromhex("0000818000010000000000000000010001")), "not-iax2"),
    "one byte": (saying(b"\x80"), "not-iax2"),
    "its own words": (lambda host, data, to: host.socket.sendto(data[:11], to), "not-iax2"),
    "noise": (noise, "other-answer"),
    "a large packet": (saying(b"\xff" * 4000), "silent"),
}
"""How a host answers, and what is made of it."""


def test_nothing_else_is_taken_for_an_answer() -> None:
    """All at a time, since each has to be waited for."""
    with ExitStack() as stack:
        hosts = [stack.enter_context(Host(answer)) for answer, _ in WRONG.values()]
        targets = [Target("127.0.0.1", host.port, False, []) for host in hosts]
        probed = ask_all(targets, BRIEF, None, lambda: None)
    assert {name: found.status for name, found in zip(WRONG, probed, strict=True)} == {
        name: status for name, (_, status) in WRONG.items()
    }
    words = dict(zip(WRONG, (found.words for found in probed), strict=True))
    assert words["another timestamp"] == (
        "does not answer 1 POKE frame: 1 answer to what was not asked, and not believed"
    )
    assert words["INVAL"] == "speaks IAX2, but answers a POKE with INVAL instead of PONG"
    assert {found.severity for found in probed} == {"error"}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_port_that_nobody_has_open(family: int) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as free:
        free.bind((LOOPBACK[family], 0))
        port = free.getsockname()[1]
    probed = ask(port, Limits(seconds=20, retries=2, jobs=1), family)
    assert probed.status == "refused"
    assert probed.answers[0].pokes == 3, "a refusal is as easily forged as any other packet, so it is asked again"


def test_no_more_packets_than_allowed_and_each_host_once() -> None:
    with Host(lambda *_: None) as host:
        named_twice = [Target("127.0.0.1", host.port, False, []), Target("localhost", host.port, False, [])]
        ask_all(named_twice, Limits(seconds=0.2, retries=2, jobs=4), None, lambda: None)
    assert [frame.subclass for frame in host.frames()] == [POKE] * 3


@pytest.mark.parametrize("host", ["255.255.255.255", "224.0.0.1", "0.0.0.0", "ff02::1", "::", "::ffff:0.0.0.0"])
def test_what_is_never_sent_to(host: str) -> None:
    (probed,) = ask_all([Target(host, 4569, False, [])], PATIENT, None, lambda: None)
    assert probed.status == "not-asked"
    assert "is never asked" in probed.words


def test_as_many_at_a_time_as_allowed() -> None:
    now, most = 0, 0

    def count(host: Host, data: bytes, sender: tuple) -> None:
        nonlocal now, most
        frame = decode(data)
        if frame is not None and frame.subclass == POKE:
            now += 1
            most = max(most, now)
            time.sleep(0.02)
            now -= 1
            pong(host, data, sender)

    done = []
    with ExitStack() as stack:
        hosts = [stack.enter_context(Host(count)) for _ in range(12)]
        targets = [Target("127.0.0.1", host.port, False, []) for host in hosts]
        probed = ask_all(targets, Limits(seconds=20, retries=0, jobs=2), None, lambda: done.append(1))
    assert {found.status for found in probed} == {"answered"}
    assert most <= 2
    assert len(done) == 12


def wait_for(test) -> None:
    """What another thread will have done soon."""
    end = time.monotonic() + 20
    while not test():
        assert time.monotonic() < end
        time.sleep(0.005)
