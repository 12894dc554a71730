"""Sockets: which ones a server opens, where its packets come from, and which socket one reaches."""

from __future__ import annotations

from iaxlint.fleet.fleet import NAMED, is_loopback, is_wildcard
from iaxlint.model.general import Binding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.address import Address
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server


def sockets_of(fleet: Fleet, server: Server) -> list[Binding]:
    """What a server really binds to; it can't bind to an address that it does not have.

    Where the settings do not give its addresses, it is taken to have every one that it binds to.
    """
    return server.iax.general.sockets(_ownership(fleet, server))


def _ownership(fleet: Fleet, server: Server) -> Callable[[Address], bool]:
    """Whether an address is one of the server's, as far as the settings tell."""
    own = {address.unmapped for address in fleet.hosts[server.name]}

    def owns(address: Address) -> bool:
        return not fleet.declared(server) or is_wildcard(address) or is_loopback(address) or address.unmapped in own

    return owns


def start_of(fleet: Fleet, server: Server, peer: Peer | None = None) -> Binding:
    """The socket that packets leave from: the one at a peer's `sourceaddress`, or else the first.

    A `sourceaddress` counts if the server has that address (`chan_iax2.c:peer_set_srcaddr`).
    """
    if peer is not None:
        chosen = server.iax.general.source(peer.source_address, _ownership(fleet, server))
        if chosen is not None:
            return Binding(chosen, peer.decided["sourceaddress"][-1])
    return sockets_of(fleet, server)[0]


def sources_of(fleet: Fleet, server: Server, destination: Address, peer: Peer | None = None) -> tuple[Address, ...]:
    """The addresses, with the port, that a packet to `destination` may come from, as the other end sees them.

    What the socket is bound to; for a wildcard the routing table chooses among the server's addresses, which
    no file tells.  On its way out of a private network the address becomes the public one.  Empty where the
    server's addresses are unknown.
    """
    socket = start_of(fleet, server, peer).address
    own = fleet.hosts[server.name]
    if is_wildcard(socket) and (is_loopback(destination) or any(destination.same_host(each) for each in own)):
        return (destination.with_port(socket.port),)
    if server.name in fleet.publics:
        from iaxlint.fleet.places import seen_as

        seen = seen_as(fleet, server, destination, socket.port)
        if seen is not None:
            return seen
    if not is_wildcard(socket):
        return (socket,)
    family = destination.unmapped[0]
    return tuple(address.with_port(socket.port) for address in own if family in (address.unmapped[0], NAMED))


def forwarded_ports(fleet: Fleet, server: Server, destination: Address) -> list[int]:
    """The ports of a public address that lead to a server, 0 for all that it listens at; none of other addresses."""
    return [public.port for public in fleet.publics.get(server.name, ()) if public.same_host(destination)]


def listening(fleet: Fleet, server: Server, destination: Address) -> Binding | None:
    """The socket of a server that takes a packet sent to `destination`, one of its addresses.

    A port that the settings give with a public address leads to the first socket, and no other leads anywhere.
    """
    family = destination.unmapped[0]
    bindings = sockets_of(fleet, server)
    forwarded = forwarded_ports(fleet, server, destination)
    if destination.port in forwarded:
        return bindings[0] if bindings else None
    if forwarded and 0 not in forwarded:
        return None
    anyhow = bool(forwarded) or family == NAMED
    for binding in bindings:
        address = binding.address
        if address.port != destination.port:
            continue
        if anyhow or address.same_host(destination) or (is_wildcard(address) and address.family in (family, 6)):
            return binding
    return None
