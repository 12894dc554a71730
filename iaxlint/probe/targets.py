"""Which hosts the configurations name: peers' `host` and `defaultip`, and `register` lines."""

from __future__ import annotations

from iaxlint.fleet.fleet import NAMED, meant_for
from iaxlint.model.address import parse_numeric
from iaxlint.probe.outcome import Mention, Skipped, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.address import Address
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server

UNASKED = (
    (4, 0, 8, "it stands for the machine itself"),
    (4, 224 << 24, 4, "it is a multicast address"),
    (4, 240 << 24, 4, "it is a broadcast or reserved address"),
    (6, 0, 128, "it stands for the machine itself"),
    (6, 0xFF << 120, 8, "it is a multicast address"),
)
"""Addresses that are never sent to, as family, number, length and reason (RFC 6890)."""


def forbidden(address: Address) -> str:
    """Why an address is never sent to; empty where it may be."""
    family, number = address.unmapped
    bits = 32 if family == 4 else 128
    for own, net, size, reason in UNASKED:
        if family == own and number >> (bits - size) == net >> (bits - size):
            return reason
    return ""


def targets_of(fleet: Fleet) -> tuple[list[Target], list[Skipped]]:
    """Every host and port that the fleet's configurations name, each once, and the lines that name none."""
    targets: dict[tuple[str, int, bool], Target] = {}
    skipped: list[Skipped] = []
    for server in fleet.servers:
        for found in sorted((*_of_peers(fleet, server), *_of_registrations(fleet, server)), key=_written):
            if isinstance(found, Skipped):
                skipped.append(found)
                continue
            key = (found.host.lower(), found.port, found.service)
            known = targets.setdefault(key, found)
            if known is not found:
                known.mentions += found.mentions
                known.expected = known.expected or found.expected
    return list(targets.values()), skipped


def _written(found: Target | Skipped) -> tuple[str, int]:
    """Where the line stands that names it."""
    variable = (found.mention if isinstance(found, Skipped) else found.mentions[0]).variable
    return variable.source.path, variable.line


def _of_peers(fleet: Fleet, server: Server) -> Iterator[Target | Skipped]:
    for peer in server.iax.peers.values():
        partner = meant_for(fleet, server, peer)
        name = partner.name if partner is not None else ""
        option = "defaultip" if peer.dynamic and (peer.default or peer.default_resolve) else "host"
        lines = peer.decided.get(option)
        if lines:
            mention = Mention(server, peer.name, lines[-1], name)
            if peer.dynamic and option == "host":
                yield Skipped(mention, "it is dynamic: only the server knows where it registered from")
            elif option == "host":
                yield _target(
                    fleet, mention, peer.host, peer.port, service=server.iax.general.srvlookup and not _port_below(peer)
                )
            else:
                # `chan_iax2.c:build_peer` resolves defaultip without SRV
                host = peer.default.host if peer.default else peer.default_resolve
                yield _target(fleet, mention, host, peer.default_port, service=False)


def _port_below(peer: Peer) -> bool:
    """Whether a `port` line stands below the last `host` line, so that it outdoes what an SRV record says."""
    order = [option for definition in peer.definitions for option, _ in definition.lines if option in ("host", "port")]
    return order[-1:] == ["port"]


def _of_registrations(fleet: Fleet, server: Server) -> Iterator[Target | Skipped]:
    for registration in server.iax.registrations:
        mention = Mention(server, registration.section, registration.variable)
        if registration.doubtful:
            # no DNS server must see what may be the end of a secret
            yield Skipped(mention, "there is an @ too many in it, so its host is not sure")
            continue
        written = ":" in registration.variable.value.partition("@")[2]
        service = server.iax.general.srvlookup and not written
        yield _target(fleet, mention, registration.host, registration.port, service=service)


def _target(fleet: Fleet, mention: Mention, host: str, port: int, *, service: bool) -> Target | Skipped:
    if mention.server.folder.placeholders.fills(host):
        return Skipped(mention, "its host is filled in later")
    if not port:
        return Skipped(mention, "its port is 0, where nothing can listen")
    address = parse_numeric(host)
    if address is None:
        return Target(host, port, service, [mention], _expected(fleet, mention, host))
    reason = forbidden(address)
    if reason:
        return Skipped(mention, f"{host} is never asked: {reason}")
    return Target(address.host, port, service=False, mentions=[mention])


def _expected(fleet: Fleet, mention: Mention, name: str) -> tuple[Address, ...]:
    """Where a name leads by the settings: to the server that has it among its addresses, else to the one it is for."""
    named = fleet.names.get(name.lower())
    if named is not None:
        return tuple(address for address in named if address.family != NAMED)
    meant = fleet.by_name.get(mention.partner)
    if meant is None or not (fleet.declared(meant) or meant.name in fleet.publics):
        return ()
    return tuple(address for address in fleet.places(meant) if address.family != NAMED)
