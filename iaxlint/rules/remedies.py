"""Fixes of calls and registrations that fail, by the rule that reports the step.

What is known of a call is where it fails, so a fix here is safe where the lines of both ends leave one way to let it
go on: nothing that reached before can hang on them.
"""

from __future__ import annotations

from iaxlint.call.admission import users_meant_for
from iaxlint.call.authentication import owner_of_secret
from iaxlint.call.dialstring import parse_dial_string, split_technology
from iaxlint.call.outbound import FASTEST_MS
from iaxlint.call.sockets import forwarded_ports, sockets_of, sources_of
from iaxlint.fleet.fleet import is_wildcard, meant_for
from iaxlint.model.address import split_host_port
from iaxlint.model.auth import MD5, RSA
from iaxlint.model.codec import AUDIO, BITS
from iaxlint.record import record
from iaxlint.rules.mending import add, below, is_own, move_above, move_below, put, replace, safe, unsafe
from iaxlint.rules.mending_lists import let_in, reset_first
from iaxlint.rules.mending_secrets import fresh_secret, given_secret, same_secret
from iaxlint.suggest import clearly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.address import Address
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server
    from iaxlint.model.user import User
    from iaxlint.rules.failure import Failure
    from iaxlint.rules.mending import Fixes


@record
class Trunk:
    """The ends of a call that fails, as far as its lines say all that it sends."""

    fleet: Fleet
    caller: Server
    peer: Peer
    callee: Server | None
    user: User | None
    """Whom it comes in as, or would."""
    context: str | None
    """The context that it enters."""


def remedies(failure: Failure) -> Fixes:
    """The fixes of a step that fails."""
    call = failure.call
    if call is None:
        from iaxlint.rules.remedies_of_registrations import remedies_of_arrival

        return remedies_of_arrival(failure)
    remedy = REMEDIES.get(failure.step.rule)
    if remedy is None or call.peer is None:
        return ()
    dial = parse_dial_string(split_technology(call.dial)[1])
    if dial.username is not None or dial.context is not None or dial.port is not None:
        return ()  # the peer's lines do not say what is sent
    user = call.user
    if user is None and call.callee is not None:
        user = call.callee.iax.users.get(call.peer.username)
    return remedy(Trunk(failure.fleet, call.caller, call.peer, call.callee, user, call.context))


def _host_without_more(trunk: Trunk) -> Fixes:
    """Take the quotes off a host, and write the port behind it into a line of its own."""
    peer = trunk.peer
    line, section = peer.decided["host"][-1], peer.categories[-1]
    bare = line.value.strip("\"'")
    host, port = split_host_port(bare)
    if bare == line.value and port is None:
        return ()
    if port is None:
        return safe("delete the quotes", put(section, peer.decided, "host", host))
    if not port.isdecimal() or not 0 < int(port[:6]) < 65536 or "port" in peer.decided:
        return ()
    if is_own(line, section):
        return safe("write the port into a line of its own", replace(line, host), below(line, ("port", port)))
    return safe("write the port into a line of its own", add(section, ("host", host), ("port", port)))


def _port_of_default(trunk: Trunk) -> Fixes:
    """Give the default address a port."""
    decided = trunk.peer.decided
    line, ports = decided.get("defaultip", [None])[-1], decided.get("port", [])
    if line is None:
        return ()
    if ports:
        return safe("put port below defaultip", move_below(ports[-1], line)) if ports[-1].value != "0" else ()
    return safe("write port=4569 below defaultip", () if line.via else below(line, ("port", "4569")))


def _qualify(trunk: Trunk) -> Fixes:
    from iaxlint.rules.timing import meant_yes

    peer = trunk.peer
    return meant_yes(peer.decided["qualify"][-1]) if peer.qualify_ms < FASTEST_MS else ()


def _partner_address(trunk: Trunk) -> Fixes:
    """Call the address that the settings give the partner."""
    fleet, peer = trunk.fleet, trunk.peer
    meant = meant_for(fleet, trunk.caller, peer)
    addresses = fleet.hosts[meant.name] if meant is not None else ()
    if meant is None or len(addresses) != 1 or not fleet.declared(meant):
        return ()
    step = put(peer.categories[-1], peer.decided, "host", addresses[0].host)
    return unsafe(f"write host={addresses[0].host}, the address of {meant.name}", step)


def _meeting_port(trunk: Trunk) -> Fixes:
    """Let the caller call a port that the callee listens at, or the callee listen at the one that it names."""
    peer, callee = trunk.peer, trunk.callee
    if callee is None or peer.address is None:
        return ()
    ports = {b.address.port for b in sockets_of(trunk.fleet, callee) if _hears(b.address, peer.address)}
    forwarded = forwarded_ports(trunk.fleet, callee, peer.address)
    if forwarded and 0 not in forwarded:
        return _port_of(trunk, sorted({*forwarded}), peer.decided.get("host", []))
    lines, host = peer.decided.get("port", []), peer.decided.get("host", [])
    if lines and host and lines[-1].value in map(str, ports):
        return safe("put port below host", move_below(lines[-1], host[-1]))
    return _bound_below(callee, peer.address.port) or _port_of(trunk, sorted(ports), host)


def _hears(bound: Address, called: Address) -> bool:
    return bound.same_host(called) or (is_wildcard(bound) and bound.family in (called.family, 6))


def _bound_below(callee: Server, port: int) -> Fixes:
    """Put `bindport` above the `bindaddr` that it is meant for."""
    general = callee.iax.general
    lines = general.decided.get("bindport")
    bindings = [binding.variable for binding in general.bindings if binding.variable is not None]
    bound = next((line for line in bindings if not split_host_port(line.value)[1]), None)
    if not lines or bound is None or general.port != port:
        return ()
    return safe("put bindport above bindaddr", move_above(lines[-1], bound))


def _port_of(trunk: Trunk, ports: list[int], host: list[Variable]) -> Fixes:
    """Call the only port that the callee listens at."""
    peer = trunk.peer
    section = peer.categories[-1]
    if len(ports) != 1 or not host:
        return ()
    port = str(ports[0])
    title = f"write port={port}, where {trunk.callee.name if trunk.callee else 'the callee'} listens"
    if "port" in peer.decided:
        return unsafe(title, put(section, peer.decided, "port", port))
    line = ("port", port)
    return safe(title, below(host[-1], line) if is_own(host[-1], section) else add(section, line))


def _mirrored_username(trunk: Trunk) -> Fixes:
    """Send the name of the section that the callee keeps for this caller."""
    peer, callee = trunk.peer, trunk.callee
    if callee is None:
        return ()
    section = next((s for s in callee.iax.sections if s.category.name == peer.username), None)
    if section is not None:
        line = section.type
        if line is None or section.kind != "peer" or line.via:
            return ()
        return unsafe("write type=friend at the other end", replace(line, "friend"))
    near = [name for name in callee.iax.users if name.lower() == peer.username.lower()]
    names = near or users_meant_for(trunk.fleet, callee, trunk.caller, peer.secret)
    if len(names) != 1:
        return ()
    step = put(peer.categories[-1], peer.decided, "username", names[0])
    return safe(f"write username={names[0]}, as {callee.name}'s section is called", step)


def _let_in(trunk: Trunk) -> Fixes:
    """Let the caller's address pass the access list."""
    fleet, peer, user = trunk.fleet, trunk.peer, trunk.user
    if user is None or peer.address is None:
        return ()
    sources = sources_of(fleet, trunk.caller, peer.address, peer)
    return let_in(user, sources[0]) if len(sources) == 1 else ()


def _permitted_context(trunk: Trunk) -> Fixes:
    """Ask for the context that the user permits."""
    peer, user = trunk.peer, trunk.user
    if user is None:
        return ()
    names = list(dict.fromkeys(name for name, _ in user.contexts))
    near = [name for name in names if name.lower() == peer.peercontext.lower()] or names
    if len(near) != 1:
        return ()
    return safe(f"write peercontext={near[0]}", put(peer.categories[-1], peer.decided, "peercontext", near[0]))


def _context_that_is_there(trunk: Trunk) -> Fixes:
    """Write the name of the context of the dialplan that is nearest."""
    user, callee = trunk.user, trunk.callee
    if user is None or callee is None:
        return ()
    line = next((line for name, line in user.contexts if name == trunk.context), None)
    meant = clearly(trunk.context or "", callee.dialplan.contexts)
    return unsafe(f"write context={meant}", replace(line, meant)) if line is not None and meant else ()


def _fresh(trunk: Trunk) -> Fixes:
    return fresh_secret(trunk.fleet, trunk.caller, trunk.peer.name)


def _matching_secret(trunk: Trunk) -> Fixes:
    return (
        *_username_of_secret(trunk),
        *(same_secret(trunk.peer, trunk.user) if trunk.user is not None else ()),
        *_fresh(trunk),
    )


def _username_of_secret(trunk: Trunk) -> Fixes:
    """Send the name of the one section whose secret the caller has."""
    peer, callee = trunk.peer, trunk.callee
    owner = owner_of_secret(callee, peer.secret) if callee is not None and peer.secret else ""
    if not owner:
        return ()
    step = put(peer.categories[-1], peer.decided, "username", owner)
    return (unsafe if peer.username else safe)(f"write username={owner}, whose secret it is", step)


def _same_or_given(trunk: Trunk) -> Fixes:
    return given_secret(trunk.peer, trunk.user) if trunk.user is not None else ()


def _md5(trunk: Trunk) -> Fixes:
    """Let the callee take what the caller has, a secret, where it has that too."""
    user = trunk.user
    if user is None or not user.secret or not trunk.peer.secret:
        return ()
    return unsafe("write auth=md5 at the other end", put(user.categories[-1], user.decided, "auth", "md5"))


def _encryption(trunk: Trunk) -> Fixes:
    """Offer encryption at both ends."""
    peer, user = trunk.peer, trunk.user
    owners = [owner for owner in (peer, user) if owner is not None]
    silent = [owner for owner in owners if not owner.encryption]
    steps = [put(owner.categories[-1], owner.decided, "encryption", "yes") for owner in silent]
    if user is not None and not user.auth & (MD5 | RSA):
        steps.append(put(user.categories[-1], user.decided, "auth", "md5"))
    refused = any("encryption" in owner.decided for owner in silent)
    return (unsafe if refused else safe)("offer encryption at both ends", *steps) if steps else ()


def _some_codec(trunk: Trunk) -> Fixes:
    """Put `disallow=all` above the codecs that it takes away."""
    owners = [owner for owner in (trunk.peer, trunk.user) if owner is not None]
    generals = [server.iax.general for server in (trunk.caller, trunk.callee) if server is not None]
    empty = (owner for owner in (*owners, *generals) if not owner.codecs.capability & AUDIO)
    return next((fixes for owner in empty if (fixes := reset_first(owner.decided))), ())


def _common_codec(trunk: Trunk) -> Fixes:
    """Let the callee take what the caller likes best."""
    mine, user = trunk.peer.codecs, trunk.user
    if user is None or trunk.callee is None or mine.capability & user.codecs.capability:
        return ()
    first = next((name for name in mine.order if BITS[name] & AUDIO), "")
    title = f"allow {first} in [{user.name}] on {trunk.callee.name} too"
    return unsafe(title, add(user.categories[-1], ("allow", first))) if first else ()


REMEDIES: dict[str, Callable[[Trunk], Fixes]] = {
    "access-list-denies": _let_in,
    "auth-method-mismatch": _md5,
    "codec-mismatch": _common_codec,
    "codec-none": _some_codec,
    "context-missing": _context_that_is_there,
    "context-not-permitted": _permitted_context,
    "encryption-forced": _encryption,
    "encryption-without-secret": _fresh,
    "host-is-self": _partner_address,
    "host-not-partner": _partner_address,
    "host-unresolvable": _host_without_more,
    "not-listening": _meeting_port,
    "port-zero": _port_of_default,
    "qualify-impossible": _qualify,
    "secret-mismatch": _matching_secret,
    "secret-missing": _same_or_given,
    "user-unknown": _mirrored_username,
}
"""By the rule's name."""
