"""Where a server is: the addresses and host names that the settings give it, each with or without a port."""

from __future__ import annotations

from iaxlint.fleet.fleet import NAMED
from iaxlint.model.address import Address, parse_with_port, split_host_port
from iaxlint.model.value import parse_unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server

PRIVATE = (
    (4, 10 << 24, 8),
    (4, 127 << 24, 8),
    (4, 172 << 24 | 16 << 16, 12),
    (4, 192 << 24 | 168 << 16, 16),
    (4, 100 << 24 | 64 << 16, 10),
    (4, 169 << 24 | 254 << 16, 16),
    (6, 0xFC << 120, 7),
    (6, 0xFE80 << 112, 10),
    (6, 1, 128),
)
"""Networks that no router of the internet leads to, as family, number and length (RFC 6890)."""


def read_place(text: str) -> tuple[str, Address | None, int]:
    """Of one text of the settings: the host name in lower case or "", the address or None, and the port or 0."""
    address = parse_with_port(text)
    if address is not None:
        return "", address.with_port(0), address.port
    host, port = split_host_port(text)
    return host.lower(), None, parse_unsigned(port or "0", 0, 65535) or 0


def stand_in(name: str, number: int) -> Address:
    """An address for a host name that no file resolves: it equals itself, and no address in numbers.

    `number` tells it from others; 0 and 1 would be the wildcard and the loopback address.
    """
    return Address(name, 0, NAMED, number + 2)


def is_private(address: Address) -> bool:
    """Whether the address is one of a private network, which is not seen from outside of it."""
    family, number = address.unmapped
    bits = 32 if family == 4 else 128
    return any(family == own and number >> (bits - size) == net >> (bits - size) for own, net, size in PRIVATE)


def locate(fleet: Fleet) -> None:
    """Note the addresses that the settings give in numbers."""
    for server in fleet.servers:
        own, seen = _numbers(server.addresses), _numbers(server.public)
        fleet.hosts[server.name] = tuple({at.unmapped: at.with_port(0) for at in own}.values())
        if server.public:
            fleet.publics[server.name] = tuple(seen)
        for address in own + seen:
            fleet.own(server, address)


def _numbers(texts: Iterable[str]) -> list[Address]:
    places = [read_place(text) for text in texts]
    return [address.with_port(port) for _, address, port in places if address is not None]


def name_places(fleet: Fleet) -> None:
    """Note what the host names in the settings lead to, once all addresses are known.

    Several servers may go by one name, and differ by port.
    """
    places: dict[str, list[tuple[Server, int, bool]]] = {}
    for server in fleet.servers:
        for texts, public in ((server.addresses, False), (server.public, True)):
            for name, address, port in map(read_place, texts):
                if address is None:
                    places.setdefault(name, []).append((server, port, public))
    for number, (name, found) in enumerate(places.items()):
        server, port, public = found[0]
        known = fleet.publics.get(server.name, ()) if public else fleet.hosts[server.name]
        if len(found) > 1 or not known:
            known = (stand_in(name, number),)
        fleet.names[name] = tuple(address.with_port(0) for address in known)
        for server, port, public in found:
            if public and known[0].family == NAMED:
                fleet.publics[server.name] += (known[0].with_port(port),)
            for address in known:
                if port or address.family == NAMED:
                    fleet.own(server, address.with_port(port))


def seen_as(fleet: Fleet, server: Server, destination: Address, port: int) -> tuple[Address, ...] | None:
    """Where packets of a server behind NAT come from, as the other end sees them; None for its own addresses.

    They leave through the NAT unless they go to a private address.  Where that is not sure, its own addresses
    count too: towards a server behind the same NAT, towards a host name, or when the public address is private
    itself.  Empty where the public address is a host name.  `port` is that of the socket; NAT is taken to keep
    it where the settings give no other.
    """
    publics, family = fleet.publics[server.name], destination.unmapped[0]
    mine = [at for at in publics if family in (at.unmapped[0], NAMED) or at.family == NAMED]
    callee = next(iter(fleet.owners_of(destination, server)), server)
    outside = any(at.same_host(destination) for at in fleet.publics.get(callee.name, ()))
    if not mine or (is_private(destination) and not outside and not any(map(is_private, mine))):
        return None
    if any(at.family == NAMED for at in mine):
        return ()
    seen = [at.with_port(at.port or port) for at in mine]
    unsure = fleet.behind_one(server, callee) if outside else family == NAMED or is_private(destination)
    own = fleet.hosts[server.name] if unsure else ()
    return (*seen, *(at.with_port(port) for at in own if family in (at.unmapped[0], NAMED)))
