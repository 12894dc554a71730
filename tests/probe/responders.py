"""Hosts of the tests' own, on loopback: some that speak IAX2, better or worse, and one that speaks DNS."""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import Thread

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from iaxlint.probe.frame import CONTROL, PONG, Frame, decode, encode

LOOPBACK = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


class Host:
    """A UDP port that answers as a function says, from a thread of its own."""

    def __init__(self, answer: Callable[[Host, bytes, tuple], object], family: int = socket.AF_INET) -> None:
        self.heard: list[bytes] = []
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((LOOPBACK[family], 0))
        self.port: int = self.socket.getsockname()[1]
        self._answer = answer
        self._thread = Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Host:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(self.socket.family, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.socket.getsockname())
        self._thread.join()
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                data, sender = self.socket.recvfrom(4096)
            except ConnectionError:
                continue
            if not data:
                return
            self.heard.append(data)
            self._answer(self, data, sender)

    def frames(self) -> list[Frame]:
        """What it heard."""
        return [frame for data in self.heard if (frame := decode(data))]


def reply(to: Frame, subclass: int = PONG, **other: int) -> bytes:
    """What Asterisk answers (`chan_iax2.c:send_apathetic_reply`), but for what is to be otherwise."""
    frame = Frame(1, to.source, to.timestamp, 0, 1, CONTROL, subclass)
    for name, value in other.items():
        setattr(frame, name, value)
    return encode(frame)


def name_server(zone: dict[tuple[str, str], list[str]]) -> Callable[[Host, bytes, tuple], None]:
    """Answers from `{(name, type): [data]}`; a name that stands nowhere in it does not exist."""

    def answer(host: Host, data: bytes, sender: tuple) -> None:
        query = dns.message.from_wire(data)
        response = dns.message.make_response(query)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        found = zone.get((name, dns.rdatatype.to_text(question.rdtype)))
        if found:
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", question.rdtype, *found))
        elif not any(known == name for known, _ in zone):
            response.set_rcode(dns.rcode.NXDOMAIN)
        host.socket.sendto(response.to_wire(), sender)

    return answer
