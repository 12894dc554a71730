"""The servers of a check: who has which address, and which server a section is meant for."""

from __future__ import annotations

from iaxlint.fleet.resolve import resolve
from iaxlint.memo import Memo
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol, TypeVar

    from iaxlint.expectations import Expectation
    from iaxlint.idle import Idle
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server

    Worked = TypeVar("Worked")

    class Visitor(Protocol):
        """Who sees all of a fleet."""

        def alone(self, server: Server) -> None:
            """A server alone."""

        def between(self, fleet: Fleet, server: Server) -> None:
            """A server among the others."""

        def whole(self, fleet: Fleet) -> None:
            """All of it."""


Key = tuple[int, int]
"""Family and number of an address."""
Door = tuple[int, int, int]
"""Family and number of an address, and a port."""

NAMED = 0
"""The family of an address that stands for a host name which no file resolves."""

GAPS = str.maketrans("_. ", "---")
"""What parts the words of a name, each as one that does."""

FEW = 2
"""So many servers at an address are named where none of them listens at the port: one that is not the asker."""


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
    publics: dict[str, tuple[Address, ...]]
    """Under which addresses, by the settings, the others see a server, by its name; only for those behind NAT."""
    claims: dict[str, list[Claim]]
    """For each server without addresses in the settings: the lines that its addresses are inferred from."""
    owners: dict[Key, list[Server]]
    """Who has an address, or is seen under it; several servers may share one and differ by port."""
    doors: dict[Door, list[Server]]
    """Who is meant by an address with a port: by the port that the settings give, or else by those that it binds."""
    names: dict[str, tuple[Address, ...]]
    """What the host names in the settings lead to, in lower case."""
    folders: dict[str, Server]
    """Servers by their own name in lower case."""
    accounts: dict[str, list[Server]]
    """Servers by the names of their users and of the peers that may register there."""
    memo: Memo
    """What the simulation keeps with the fleet, so that it is worked out once."""
    expectations: tuple[Expectation, ...] = ()
    """What the settings expect of calls between the servers."""
    idle: tuple[Idle, ...] = ()
    """What the settings say of servers that are not there."""

    def owners_of(self, address: Address, asker: Server | None = None) -> list[Server]:
        """The servers at an address and port, else a few at that address.

        A loopback address is the asker itself unless the settings give it to others, and so is 0.0.0.0.  Of
        several servers with one private address, those behind the asker's own NAT are nearer.
        """
        family, number = address.unmapped
        found = self.doors.get((family, number, address.port)) or self.owners.get((family, number), [])[:FEW]
        if asker is not None and (is_loopback(address) or is_wildcard(address)):
            return [asker] if not found or asker in found else found
        if len(found) > 1 and asker is not None and asker.name in self.publics:
            return [other for other in found if self.behind_one(asker, other)] or found
        return found

    def behind_one(self, server: Server, other: Server) -> bool:
        """Whether two servers are seen under one public address."""
        seen = {address.unmapped for address in self.publics.get(server.name, ())}
        return any(address.unmapped in seen for address in self.publics.get(other.name, ()))

    def places(self, server: Server) -> tuple[Address, ...]:
        """Where the others reach a server, as far as is known in numbers."""
        return (*self.publics.get(server.name, ()), *self.hosts[server.name])

    def own(self, server: Server, address: Address) -> None:
        """Note that a server is at an address: at its port, or at the ports that the server binds."""
        family, number = address.unmapped
        here = self.owners.setdefault((family, number), [])
        if not here or here[-1] is not server:
            here.append(server)
        general = server.iax.general
        bound = (binding.address.port for binding in general.bindings)
        for port in {address.port} if address.port else {*bound, general.fallback.port}:
            there = self.doors.setdefault((family, number, port), [])
            if not there or there[-1] is not server:
                there.append(server)

    def once(self, key: object, make: Callable[[], Worked]) -> Worked:
        """What `make` gives, worked out once for a key."""
        return self.memo.once(key, make)

    def ask(self, question: Callable[[Fleet, Server], Worked], server: Server) -> Worked:
        """The answer to a question about one server: what a rule about the whole fleet should ask.

        Answers are plain (texts, numbers, truth values, None, and tuples of them), so that they can be kept from
        one run to the next; a rule that looks into all servers itself lets all of them be read each time.
        """
        return self.once((question.__module__, question.__name__, server.name), lambda: question(self, server))

    def text(self, server: Server, path: str) -> str:
        """A file of a server by its path, one character a byte."""
        return next(source.text for source in server.folder.sources().values() if source.path == path)

    def visit(self, visitor: Visitor) -> None:
        """Let a visitor see each server alone, then each among the others, and at last the whole."""
        for server in self.servers:
            visitor.alone(server)
        for server in self.servers:
            visitor.between(self, server)
        visitor.whole(self)

    def declared(self, server: Server) -> bool:
        """Whether the settings give a server's own addresses, so that nothing needs to be inferred."""
        return server.name not in self.claims and bool(self.hosts[server.name])


def is_loopback(address: Address) -> bool:
    """127.0.0.0/8 or ::1."""
    family, number = address.unmapped
    return number >> 24 == 127 if family == 4 else number == 1


def is_wildcard(address: Address) -> bool:
    """0.0.0.0 or ::."""
    return address.number == 0


def out_of_reach(fleet: Fleet, caller: Server, callee: Server, destination: Address) -> bool:
    """Whether an address of the callee is behind its NAT, and the caller has no address in a private network."""
    if callee.name not in fleet.publics or not fleet.declared(caller):
        return False
    from iaxlint.fleet.places import is_private

    seen = any(public.same_host(destination) for public in fleet.publics[callee.name])
    return is_private(destination) and not seen and not any(map(is_private, fleet.hosts[caller.name]))


def build_fleet(
    servers: Iterable[Server], expectations: Iterable[Expectation] = (), idle: Iterable[Idle] = ()
) -> Fleet:
    """Index the servers, and infer the addresses that the settings do not give."""
    fleet = Fleet([*servers], {}, {}, {}, {}, {}, {}, {}, {}, {}, Memo(), tuple(expectations), tuple(idle))
    for server in fleet.servers:
        fleet.by_name[server.name] = server
        fleet.hosts[server.name] = ()
        fleet.folders.setdefault(server.name.lower(), server)
        for account in dict.fromkeys((*server.iax.users, *server.iax.peers)):
            fleet.accounts.setdefault(account, []).append(server)
    told = any(server.addresses or server.public for server in fleet.servers)
    if told:
        from iaxlint.fleet.places import locate, name_places

        locate(fleet)
    if any(not fleet.places(server) for server in fleet.servers):
        _infer(fleet)
    if told:
        name_places(fleet)
    return fleet


def _infer(fleet: Fleet) -> None:
    """Take for a server's addresses what it binds to, and what the others' `host` and `register` lines say."""
    found: dict[str, list[Claim]] = {}
    for server in fleet.servers:
        for target, address, variable in _statements(fleet, server):
            if not fleet.places(target) and not is_loopback(address) and not is_wildcard(address):
                found.setdefault(target.name, []).append(Claim(server, address, variable))
    for name, claims in found.items():
        server = fleet.by_name[name]
        own = [claim for claim in claims if claim.server is server]
        others = [claim for claim in claims if claim.server is not server]
        fleet.claims[name] = own + others
        unique = {claim.address.unmapped: claim.address.with_port(0) for claim in own + others}
        fleet.hosts[name] = tuple(unique.values())
        for address in fleet.hosts[name]:
            fleet.own(server, address)


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
            taker = _only_other(fleet, server, registration.username, to_register=True)
            if taker is not None and registration.username not in _registered_about(fleet, server):
                yield taker, registration.address, registration.variable


def meant_for(fleet: Fleet, server: Server, peer: Peer) -> Server | None:
    """The server that a peer's section is meant for, judged by names alone.

    By the section's name, then by the one server that has an account of the peer's `username`.  A username that is
    sent to several places tells of none of them; the section's name must speak of that server, too.
    """
    by_name = fleet.folders.get(peer.name.lower())
    if by_name is not None and by_name is not server:
        return by_name
    other = _only_other(fleet, server, peer.username) if peer.username else None
    if other is None or peer.username not in _sent_about(fleet, server):
        return other
    return other if f"-{_words(other.name)}-" in f"-{_words(peer.name)}-" else None


def _words(name: str) -> str:
    return name.lower().translate(GAPS)


def _sent_about(fleet: Fleet, server: Server) -> frozenset[str]:
    """The usernames that the peers of a server send to more than one place."""

    def names() -> frozenset[str]:
        return _at_several((peer.username, _place(peer)) for peer in server.iax.peers.values())

    return fleet.once(("usernames", server.name), names)


def _place(peer: Peer) -> object:
    """What tells one place from another; where a dynamic peer is, nobody knows."""
    return peer.name if peer.dynamic else peer.resolve or (peer.address and (*peer.address.unmapped, peer.port))


def _registered_about(fleet: Fleet, server: Server) -> frozenset[str]:
    """The names under which a server registers at more than one place."""

    def names() -> frozenset[str]:
        entries = ((entry.username, entry.address) for entry in server.iax.registrations)
        return _at_several((name, address and (*address.unmapped, address.port)) for name, address in entries)

    return fleet.once(("registered names", server.name), names)


def _at_several(pairs: Iterable[tuple[str, object]]) -> frozenset[str]:
    """The names that stand beside more than one place."""
    places: dict[str, object] = {}
    return frozenset([name for name, place in pairs if places.setdefault(name, place) != place])


def _only_other(fleet: Fleet, server: Server, account: str, *, to_register: bool = False) -> Server | None:
    """The one other server that has an account of a name, or a peer to be registered; None where there are several."""
    found = None
    for other in fleet.accounts.get(account, ()):
        if other is not server and (not to_register or account in other.iax.peers):
            if found is not None:
                return None
            found = other
    return found


def partner(fleet: Fleet, server: Server, peer: Peer) -> Server | None:
    """The server at a peer's address; failing that, the one that the section is meant for."""
    address = peer.address
    if address is None and peer.resolve:
        address = next((found.with_port(peer.port) for found in resolve(fleet, peer.resolve)), None)
    if address is not None:
        at_host = fleet.owners.get(address.unmapped, [])[:FEW]
        for other in (*fleet.owners_of(address, server), *at_host):
            if other is not server:
                return other
    return meant_for(fleet, server, peer)
