"""Fixes of registrations that fail, by the rule that reports the step."""

from __future__ import annotations

from iaxlint.call.sockets import forwarded_ports, sockets_of
from iaxlint.model.address import split_host_port
from iaxlint.record import record
from iaxlint.rules.mending import delete, replace, safe, unsafe
from iaxlint.rules.mending_lists import let_in
from iaxlint.rules.mending_secrets import fresh_secret, registered_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.call.register import Arrival
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server
    from iaxlint.rules.failure import Failure
    from iaxlint.rules.mending import Fixes


@record
class Entry:
    """A registration that fails."""

    fleet: Fleet
    arrival: Arrival
    line: Variable
    """The register line."""
    name: str
    """What it registers as."""
    target: Server
    peer: Peer | None
    """The peer of that name."""


def remedies_of_arrival(failure: Failure) -> Fixes:
    """The fixes of the step at which a registration fails."""
    arrival, remedy = failure.arrival, REMEDIES.get(failure.step.rule)
    if remedy is None or arrival is None or arrival.target is None:
        return ()
    entry, target = arrival.registration, arrival.target
    peer = target.iax.peers.get(entry.username)
    return remedy(Entry(failure.fleet, arrival, entry.variable, entry.username, target, peer))


def _port(entry: Entry) -> Fixes:
    """Register at the only port that the other server listens at."""
    called = entry.arrival.destination
    forwarded = forwarded_ports(entry.fleet, entry.target, called) if called is not None else []
    ports = {*forwarded} - {0} or {binding.address.port for binding in sockets_of(entry.fleet, entry.target)}
    user, _, rest = entry.line.value.rpartition("@")
    host, given = split_host_port(rest)
    if len(ports) != 1 or entry.arrival.registration.port in ports:
        return ()
    (port,) = ports
    step = replace(entry.line, f"{user}@{host}:{port}")
    return (safe if given is None else unsafe)(f"register at port {port}, where {entry.target.name} listens", step)


def _name(entry: Entry) -> Fixes:
    """Register with the name of the peer that differs in upper and lower case only."""
    near = [other for other in entry.target.iax.peers if other.lower() == entry.name.lower()]
    if len(near) != 1 or not entry.line.value.startswith(entry.name):
        return ()
    return safe(f"register as {near[0]}", replace(entry.line, near[0] + entry.line.value[len(entry.name) :]))


def _nothing(entry: Entry) -> Fixes:
    """Do without the registration, which a fixed host does not need."""
    return unsafe("delete the register line", delete(entry.line))


def _let_in(entry: Entry) -> Fixes:
    """Let the address that the registration comes from pass the access list."""
    source = entry.arrival.source
    return let_in(entry.peer, source) if entry.peer is not None and source is not None else ()


def _given_secret(entry: Entry) -> Fixes:
    return registered_secret(entry.arrival.registration, entry.peer) if entry.peer is not None else ()


def _fresh(entry: Entry) -> Fixes:
    return fresh_secret(entry.fleet, entry.target, entry.name)


REMEDIES: dict[str, Callable[[Entry], Fixes]] = {
    "register-access-denied": _let_in,
    "register-not-dynamic": _nothing,
    "register-not-listening": _port,
    "register-secret-mismatch": _fresh,
    "register-secret-missing": _given_secret,
    "register-unknown-peer": _name,
}
"""By the rule's name."""
