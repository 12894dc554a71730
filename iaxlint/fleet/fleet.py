"""The servers of a check: who has which address, and which server a section is meant for."""

from __future__ import annotations

from iaxlint.model.address import Address, parse_numeric
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from iaxlint.loader.config import Variable
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server

    Worked = TypeVar("Worked")

Key = tuple[int, int]


@record
class Claim:
    """A line that says, by the way, where another server is."""

    server: Server
    """Whose line it is."""
    address: Address
    variable: Variable


@record
class Fleet:
    """All servers of a run, and an index of their addresses and names."""

    servers: list[Server]
    by_name: dict[str, Server]
    hosts: dict[str, tuple[Address, ...]]
    """The addresses of each server, by its name: those of the settings, or else what `claims` agree on."""
    claims: dict[str, list[Claim]]
    """For each server without addresses in the settings: the lines that its addresses are inferred from."""
    owners: dict[Key, list[Server]]
    """Who has an address; several servers may share one and differ by port."""
    names: dict[str, Server]
    """Host names that the settings give to a server, in lower case."""
    folders: dict[str, Server]
    """Servers by their own name in lower case."""
    accounts: dict[str, list[Server]]
    """Servers by the names of their users and of the peers that may register there."""
    memo: dict[object, object]
    """What the simulation keeps with the fleet, so that it is worked out once."""

    def owners_of(self, address: Address, asker: Server | None = None) -> list[Server]:
        """The servers at an address; a loopback address is the asker itself, and so is 0.0.0.0."""
        if asker is not None and (is_loopback(address) or is_wildcard(address)):
            return [asker]
        return self.owners.get(address.unmapped, [])

    def once(self, key: object, make: Callable[[], Worked]) -> Worked:
        """What `make` gives, worked out once for a key."""
        if key not in self.memo:
            self.memo[key] = make()
        known: Worked = self.memo[key]  # type: ignore[assignment]
        return known

    def ask(self, question: Callable[[Fleet, Server], Worked], server: Server) -> Worked:
        """The answer to a question about one server: what a rule about the whole fleet should ask.

        Answers are plain (texts, numbers, truth values, None, and tuples of them), so that they can be kept from
        one run to the next; a rule that looks into all servers itself lets all of them be read each time.
        """
        return self.once((question.__module__, question.__name__, server.name), lambda: question(self, server))

    def declared(self, server: Server) -> bool:
        """Whether the settings say where a server is, so that nothing needs to be inferred."""
        return bool(server.addresses)


def is_loopback(address: Address) -> bool:
    """127.0.0.0/8 or ::1."""
    family, number = address.unmapped
    return number >> 24 == 127 if family == 4 else number == 1


def is_wildcard(address: Address) -> bool:
    """0.0.0.0 or ::."""
    return address.number == 0


def build_fleet(servers: Iterable[Server]) -> Fleet:
    """Index the servers, and infer the addresses that the settings do not give."""
    fleet = Fleet(
        servers=list(servers), by_name={}, hosts={}, claims={}, owners={}, names={}, folders={}, accounts={}, memo={}
    )
    for server in fleet.servers:
        fleet.by_name[server.name] = server
        fleet.folders.setdefault(server.name.lower(), server)
        for account in {**server.iax.users, **server.iax.peers}:
            fleet.accounts.setdefault(account, []).append(server)
        addresses = []
        for text in server.addresses:
            address = parse_numeric(text)
            if address is None:
                fleet.names.setdefault(text.lower(), server)
            else:
                addresses.append(address)
        _own(fleet, server, addresses)
    if any(not fleet.hosts[server.name] for server in fleet.servers):
        _infer(fleet)
    return fleet


def _own(fleet: Fleet, server: Server, addresses: list[Address]) -> None:
    fleet.hosts[server.name] = tuple(addresses)
    for address in addresses:
        fleet.owners.setdefault(address.unmapped, []).append(server)


def _infer(fleet: Fleet) -> None:
    """Take for a server's addresses what it binds to, and what the others' `host` and `register` lines say."""
    found: dict[str, list[Claim]] = {}
    for server in fleet.servers:
        for target, address, variable in _statements(fleet, server):
            if not target.addresses and not is_loopback(address) and not is_wildcard(address):
                found.setdefault(target.name, []).append(Claim(server, address, variable))
    for name, claims in found.items():
        server = fleet.by_name[name]
        own = [claim for claim in claims if claim.server is server]
        others = [claim for claim in claims if claim.server is not server]
        fleet.claims[name] = own + others
        unique = {claim.address.unmapped: claim.address for claim in own + others}
        _own(fleet, server, list(unique.values()))


def _statements(fleet: Fleet, server: Server) -> Iterator[tuple[Server, Address, Variable]]:
    """Who, by this server's files, is where."""
    for binding in server.iax.general.bindings:
        if binding.variable is not None:
            yield server, binding.address, binding.variable
    for peer in server.iax.peers.values():
        if peer.address is not None and "host" in peer.decided:
            target = meant_for(fleet, server, peer)
            if target is not None:
                yield target, peer.address, peer.decided["host"][-1]
    for registration in server.iax.registrations:
        if registration.address is not None:
            takers = [
                other
                for other in fleet.accounts.get(registration.username, ())
                if other is not server and registration.username in other.iax.peers
            ]
            if len(takers) == 1:
                yield takers[0], registration.address, registration.variable


def meant_for(fleet: Fleet, server: Server, peer: Peer) -> Server | None:
    """The server that a peer's section is meant for, judged by names alone.

    By the section's name, then by the one server that has an account of the peer's `username`, then,
    among two servers, the other one.
    """
    by_name = fleet.folders.get(peer.name.lower())
    if by_name is not None and by_name is not server:
        return by_name
    if peer.username:
        with_account = [other for other in fleet.accounts.get(peer.username, ()) if other is not server]
        if len(with_account) == 1:
            return with_account[0]
    return None


def partner(fleet: Fleet, server: Server, peer: Peer) -> Server | None:
    """The server at a peer's address; failing that, the one that the section is meant for."""
    if peer.address is not None:
        owners = [other for other in fleet.owners_of(peer.address, server) if other is not server]
        if owners:
            return next((other for other in owners if _listens(other, peer.address.port)), owners[0])
    elif peer.resolve:
        named = fleet.names.get(peer.resolve.lower())
        if named is not None:
            return named
    return meant_for(fleet, server, peer)


def _listens(server: Server, port: int) -> bool:
    return any(binding.address.port == port for binding in server.iax.general.bindings)
