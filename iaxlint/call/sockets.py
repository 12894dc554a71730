"""Sockets: which ones a server opens, where its packets come from, and which socket one reaches."""

from __future__ import annotations

from iaxlint.fleet.fleet import is_loopback, is_wildcard

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.address import Address
    from iaxlint.model.general import Binding
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


def sources_of(fleet: Fleet, server: Server, destination: Address, peer: Peer | None = None) -> tuple[Address, ...]:
    """The addresses, with the port, that a packet to `destination` may come from.

    A peer's `sourceaddress` decides if the server has that address (`chan_iax2.c:peer_set_srcaddr`),
    then what the first socket is bound to; for a wildcard the routing table chooses among the
    server's addresses, which no file tells.  Empty where the server's addresses are unknown.
    """
    socket = sockets_of(fleet, server)[0].address
    if is_loopback(destination) and is_wildcard(socket):
        return (destination.with_port(socket.port),)
    own = fleet.hosts[server.name]
    if peer is not None and peer.source_address:
        chosen = server.iax.general.source(peer.source_address, _ownership(fleet, server))
        if chosen is not None:
            return (chosen,)
    if not is_wildcard(socket):
        return (socket,)
    family = destination.unmapped[0]
    return tuple(address.with_port(socket.port) for address in own if address.unmapped[0] == family)


def listening(fleet: Fleet, server: Server, destination: Address) -> Binding | None:
    """The socket of a server that takes a packet sent to `destination`, one of its addresses."""
    family = destination.unmapped[0]
    for binding in sockets_of(fleet, server):
        address = binding.address
        if address.port != destination.port:
            continue
        if address.same_host(destination) or (is_wildcard(address) and address.family in (family, 6)):
            return binding
    return None
