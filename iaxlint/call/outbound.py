"""The caller's side, until the packet leaves: dial string, peer, address, socket.

Source: `chan_iax2.c:iax2_request`, `create_addr` and `iax2_call`.
"""

from __future__ import annotations

from iaxlint.call.attempt import SECRET_BYTES, Attempt, listed, of_lines, of_option, of_section
from iaxlint.call.call import Log, Step
from iaxlint.call.register import arrivals_at
from iaxlint.call.sockets import sockets_of, sources_of, start_of
from iaxlint.fleet.fleet import NAMED, is_loopback, is_wildcard
from iaxlint.fleet.resolve import resolve
from iaxlint.model.address import DEFAULT_PORT, never_resolves
from iaxlint.model.value import atoi, cut_bytes, parse_unsigned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.call import Evidence
    from iaxlint.call.register import Arrival
    from iaxlint.model.address import Address
    from iaxlint.model.general import Binding
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server


FASTEST_MS = 2
"""No answer to a qualify counts as quicker."""


def dial_step(attempt: Attempt) -> Step:
    """The dial string names a peer or a host, and the caller's driver runs."""
    caller, dial = attempt.caller, attempt.dial
    if "iax.conf" in caller.realtime:
        return Step("dial", caller.name, None, f"{caller.name}'s iax.conf is not at hand, so its peers are not known")
    if not caller.iax.loaded:
        return Step(
            "dial",
            caller.name,
            False,
            f"{caller.name} has no IAX2: {caller.iax.reason}",
            rule="iax-not-loaded",
            help=f"mend {caller.name}'s iax.conf; until then it neither places nor takes a call",
        )
    if not dial.peer:
        return Step(
            "dial",
            caller.name,
            False,
            "the dial string names no peer",
            rule="dial-string-invalid",
            help="write IAX2/peer/extension",
            log=(Log(caller.name, "WARNING", "No peer provided in the IAX2 dial string"),),
        )
    number = (
        "the extension s, because none is dialled" if dial.extension is None else f"extension {dial.shown_extension}"
    )
    if attempt.number is None:
        number = "any extension"
    return Step("dial", caller.name, True, f"{caller.name} dials {number} at {dial.shown_peer}")


def peer_step(attempt: Attempt) -> Step:
    """The peer of that name, or else the general settings, say what is sent."""
    caller, dial, general = attempt.caller, attempt.dial, attempt.caller.iax.general
    peer = attempt.peer = caller.iax.peers.get(dial.peer)
    if peer is None:
        attempt.codecs = general.codecs
        attempt.encryption, attempt.auth_methods = general.encryption, general.auth
        attempt.username, attempt.secret, attempt.key = dial.username or "", dial.secret or "", dial.key or ""
        attempt.wanted_context = dial.context or ""
        return _host_for_peer(attempt)
    attempt.codecs = peer.codecs
    attempt.encryption, attempt.auth_methods = peer.encryption, peer.auth
    attempt.username = cut_bytes(peer.username, SECRET_BYTES) if dial.username is None else dial.username
    attempt.key = cut_bytes(peer.outkey, SECRET_BYTES) if dial.key is None else dial.key
    attempt.wanted_context = cut_bytes(peer.peercontext, SECRET_BYTES) if dial.context is None else dial.context
    if dial.secret is not None:
        attempt.secret = dial.secret
    else:
        attempt.secret = cut_bytes(peer.secret, SECRET_BYTES)
        attempt.secret_evidence = of_option(caller, peer.decided, "secret")
    if peer.dbsecret and not peer_dbsecret_readable(peer):
        return Step(
            "peer",
            caller.name,
            False,
            f"the dbsecret of [{peer.name}] on {caller.name} is not family/key, so the call is not placed",
            of_option(caller, peer.decided, "dbsecret"),
            rule="dbsecret-unreadable",
            help="write dbsecret=family/key",
            log=(Log(caller.name, "WARNING", "Unable to retrieve database password for family/key"),),
        )
    if not never_resolves(peer.default_resolve) and not resolve(attempt.fleet, peer.default_resolve):
        text = f"only DNS knows the defaultip {peer.default_resolve}; where it knows none, Asterisk drops [{peer.name}]"
        return Step("peer", caller.name, None, text, of_option(caller, peer.decided, "defaultip"))
    if peer.dbsecret:
        attempt.secret_open = True
        return Step(
            "peer",
            caller.name,
            None,
            f"the secret of [{peer.name}] on {caller.name} is kept in its database; no file tells it",
            of_option(caller, peer.decided, "dbsecret"),
        )
    good = Step("peer", caller.name, True, f"[{peer.name}] is a peer of {caller.name}", of_section(caller, peer))
    return _too_slow(caller, peer) or good


def _too_slow(caller: Server, peer: Peer) -> Step | None:
    """A watched peer must answer in time (`create_addr`), for which there may be none; None when there is some."""
    if not peer.qualify_ms:
        return None
    option, allowed, mend = "qualify", peer.qualify_ms, "write qualify=yes, which allows 2000 ms"
    until_next = max(0, peer.qualify_freq_ok_ms) * 5 // 6
    if caller.version.has("qualify-within-frequency") and until_next < allowed:
        option, allowed = "qualifyfreqok", until_next
        mend = "write qualifyfreqok=60000, or leave it out: it is a number of milliseconds"
    if allowed >= FASTEST_MS:
        return None
    return Step(
        "peer",
        caller.name,
        False,
        f"{option} of [{peer.name}] on {caller.name} allows {allowed} ms: it always counts as too slow",
        of_option(caller, peer.decided, option),
        rule="qualify-impossible",
        help=mend,
    )


def force_step(attempt: Attempt) -> Step | None:
    """Forced encryption needs a secret before anything is sent (`iax2_call`); None when all is well.

    It needs encryption to be enabled, too, which every line that forces it does.
    """
    caller, peer = attempt.caller, attempt.peer
    general = caller.iax.general
    owner = peer if peer is not None and peer.force_encryption else general
    if not owner.force_encryption or attempt.secret or not attempt.auth_methods:
        return None
    lines = of_option(caller, owner.decided, "forceencryption") or of_option(caller, general.decided, "forceencryption")
    where = f"[{peer.name}] on {caller.name}" if peer else caller.name
    return Step(
        "encryption",
        caller.name,
        False,
        f"{where} forces encryption, but there is no secret to make a key of: the call is not placed",
        lines or (of_section(caller, peer) if peer else ()),
        rule="encryption-without-secret",
        help="give both ends the same secret",
        log=(Log(caller.name, "WARNING", "Call terminated. Encryption forced but no secret provided"),),
    )


def peer_dbsecret_readable(peer: Peer) -> bool:
    """Whether `dbsecret` has a slash, without which Asterisk can't look it up."""
    return "/" in peer.dbsecret


def _host_for_peer(attempt: Attempt) -> Step:
    """No peer has that name: Asterisk takes it for a host."""
    caller, name, shown = attempt.caller, attempt.dial.peer, attempt.dial.shown_peer
    if resolve(attempt.fleet, name):
        return Step("peer", caller.name, True, f"no peer of {caller.name} is called {shown}: it is taken for a host")
    opaque = caller.may_have_more("iaxpeers")
    certain = (never_resolves(name) or "." not in name) and not caller.folder.placeholders.fills(name, dialplan=True)
    if opaque or not certain:
        reason = "what no file tells may supply it" if opaque else "only DNS knows whether it is a host"
        return Step("peer", caller.name, None, f"no section of {caller.name} is a peer called {shown}; {reason}")
    near = _near_peer(caller, name)
    section = next((user for user in caller.iax.users.values() if user.name == name), None)
    if section is not None:
        help_text = f"[{name}] is type=user, which takes calls only; make it type=friend to place calls through it"
    elif name.lower() == caller.name.lower():
        help_text = f"{shown} is this server itself: its own extensions are called with Goto() or Local/"
    elif near:
        case = "; upper and lower case matter" if near.lower() == name.lower() else ""
        help_text = f"the section is called [{near}]{case}"
    elif shown != name:
        help_text = "the dial string is cut at its first @: put the secret into the peer's section"
    else:
        help_text = f"dial one of {caller.name}'s peers, or add a section [{name}] with type=peer or type=friend"
    dropped = next((drop for drop in caller.iax.dropped if drop.name == name), None)
    evidence = of_lines(caller, (dropped.variable,)) if dropped else of_section(caller, section) if section else ()
    if dropped:
        help_text = "give host= an address, or dynamic"
    return Step(
        "peer",
        caller.name,
        False,
        f"{caller.name} has no peer called {shown}, and there is no host of that name",
        evidence,
        rule="peer-unusable" if dropped else "peer-unknown",
        help=help_text,
        log=(Log(caller.name, "WARNING", f"No such host: {shown}"),),
    )


def _near_peer(caller: Server, name: str) -> str:
    """The peer whose name somebody may have meant, or ""."""
    from iaxlint.suggest import closest

    return closest(name, caller.iax.peers)


def address_step(attempt: Attempt) -> Step:
    """Where the packet goes, and from which address of the caller."""
    caller, peer, dial = attempt.caller, attempt.peer, attempt.dial
    if peer is None:
        address = resolve(attempt.fleet, dial.peer)[0].with_port(DEFAULT_PORT)
        step = Step("address", caller.name, True, "", ())
    else:
        found = _peer_address(attempt, peer)
        if isinstance(found, Step):
            return found
        address, step = found
    if dial.port is not None:
        port = _dialled_port(caller, dial.port)
        if port is None:
            return Step(
                "address",
                caller.name,
                False,
                "what stands behind the colon of the dial string is not a port",
                rule="dial-string-invalid",
                help="write IAX2/peer:port/extension with a port from 1 to 65535",
            )
        address = address.with_port(port)
    attempt.destination = address
    if address.port == 0:
        return _port_zero(attempt, step.evidence)
    step.message = step.message or f"the call goes to {address}"
    return _leave(attempt, step)


def _dialled_port(caller: Server, text: str) -> int | None:
    """The port of a dial string (`chan_iax2.c:iax2_request`); None where Asterisk takes whatever is in memory."""
    return parse_unsigned(text, 0, 65535) if caller.version.has("ipv6") else atoi(text) & 0xFFFF


def _peer_address(attempt: Attempt, peer: Peer) -> Step | tuple[Address, Step]:
    """The address of a peer with what to say of it, or the step that fails for want of one."""
    caller = attempt.caller
    if peer.dynamic:
        return _registered(attempt, peer)
    lines = of_option(caller, peer.decided, "host", "port")
    if peer.resolve:
        return _resolved(attempt, peer, lines)
    assert peer.address is not None, "a peer is dynamic, or at a name, or has an address"
    text = f"[{peer.name}] is at {peer.address}"
    if not peer.host:
        # build_peer starts a new peer at 0.0.0.0, and the kernel takes that for the machine itself
        text = f"[{peer.name}] on {caller.name} has no host, so {caller.name} calls itself"
        lines = of_section(caller, peer)
    return peer.address, Step("address", caller.name, True, text, lines)


def _registered(attempt: Attempt, peer: Peer) -> Step | tuple[Address, Step]:
    """The address that a dynamic peer has registered from, or its `defaultip`."""
    caller = attempt.caller
    lines = of_option(caller, peer.decided, "host")
    arrivals = arrivals_at(attempt.fleet, caller, peer.name)
    success = [arrival for arrival in arrivals if arrival.verdict == "registers"]
    addresses = {str(arrival.source): arrival for arrival in success if arrival.source is not None}
    if len(addresses) == 1:
        ((shown, arrival),) = addresses.items()
        assert arrival.source is not None
        evidence = (*lines, *of_lines(arrival.server, (arrival.registration.variable,)))
        text = f"{arrival.server.name} registers as {peer.name} at {caller.name} from {shown}"
        return arrival.source, Step("address", caller.name, True, text, evidence)
    maybe = [arrival for arrival in arrivals if arrival.verdict == "unknown"]
    if success or maybe:
        who = listed(sorted({arrival.server.name for arrival in success or maybe}))
        reason = "no file tells whether that succeeds"
        if success:
            reason = "each takes the place of the other" if len(success) > 1 else "no file tells from which address"
        text = f"[{peer.name}] on {caller.name} is dynamic; {who} registers as {peer.name}, and {reason}"
        return Step("address", caller.name, None, text, (*lines, *_register_lines(success or maybe)))
    default = peer.default
    if peer.default_resolve:
        named = next(iter(resolve(attempt.fleet, peer.default_resolve)), None)
        default = named and named.with_port(peer.default_port)
    if default is not None:
        evidence = of_option(caller, peer.decided, "defaultip", "port")
        text = f"[{peer.name}] is not registered; its defaultip is {default.host}, port {default.port}"
        return default, Step("address", caller.name, True, text, evidence)
    if peer.default_resolve:
        text = f"only DNS knows the address of {peer.default_resolve}"
        return Step("address", caller.name, None, text, of_option(caller, peer.decided, "defaultip"))
    reason = (
        f"the registration of {arrivals[0].server.name} is refused"
        if arrivals
        else f"no server given here registers as {peer.name}"
    )
    return Step(
        "address",
        caller.name,
        False,
        f"[{peer.name}] on {caller.name} is dynamic, and {reason}: it has no address to call",
        (*lines, *_register_lines(arrivals)),
        rule="peer-not-registered",
        help=f"add `register => {peer.name}:<secret>@<address of {caller.name}>` to [general] of the other server, "
        f"or give [{peer.name}] a fixed host=",
        log=(Log(caller.name, "WARNING", f"No address associated with '{peer.name}'"),),
    )


def _register_lines(arrivals: list[Arrival]) -> tuple[Evidence, ...]:
    return tuple(line for arrival in arrivals for line in of_lines(arrival.server, (arrival.registration.variable,)))


def _resolved(attempt: Attempt, peer: Peer, lines: tuple[Evidence, ...]) -> Step | tuple[Address, Step]:
    """The address of a peer whose host is a name."""
    caller, name = attempt.caller, peer.resolve
    addresses = resolve(attempt.fleet, name)
    if addresses:
        address = addresses[0].with_port(peer.port)
        return address, Step("address", caller.name, True, f"[{peer.name}] is at {name}, which is {address}", lines)
    if never_resolves(name):
        return Step(
            "address",
            caller.name,
            False,
            f"{caller.name} can't reach [{peer.name}]: {name} is no host name that any resolver knows",
            lines,
            rule="host-unresolvable",
            help="write the address of the other server, without a port",
            log=(Log(caller.name, "WARNING", f"Unable to lookup '{name}'"),),
        )
    text = f"only DNS knows the address of {name}; the settings can tell it: servers.NAME.addresses"
    return Step("address", caller.name, None, text, lines)


def _port_zero(attempt: Attempt, evidence: tuple[Evidence, ...]) -> Step:
    caller, peer = attempt.caller, attempt.peer
    name = f"[{peer.name}]" if peer else "the call"
    return Step(
        "address",
        caller.name,
        False,
        f"calls from {caller.name} to {name} go to port 0, where nothing can listen",
        evidence,
        rule="port-zero",
        help="put a port= line below defaultip=" if peer and peer.default else "give a port from 1 to 65535",
    )


def _leave(attempt: Attempt, step: Step) -> Step:
    """Through which socket the packet leaves, and so where it comes from (`defaultsockfd` is the first bound)."""
    caller, destination = attempt.caller, attempt.destination
    assert destination is not None
    bindings = sockets_of(attempt.fleet, caller)
    if not bindings:
        return Step(
            "address",
            caller.name,
            False,
            f"{caller.name} has no socket: it can bind to none of its bindaddr lines, so no call leaves it",
            of_lines(caller, caller.iax.general.decided.get("bindaddr", ())),
            rule="no-socket",
            help="bind to 0.0.0.0 or to an address that the server has",
            log=(Log(caller.name, "ERROR", "Unable to create network socket: Cannot assign requested address"),),
        )
    start = start_of(attempt.fleet, caller, attempt.peer)
    socket = start.address
    evidence = of_lines(caller, (start.variable,)) if start.variable else ()
    fits = destination.family in (socket.family, NAMED) or (socket.family == 6 and is_wildcard(socket))
    wrong_family = not fits
    if wrong_family or (is_loopback(socket) and not (is_loopback(destination) or is_wildcard(destination))):
        where = "an address of the other kind" if wrong_family else "the loopback address"
        return Step(
            "address",
            caller.name,
            False,
            f"{caller.name} sends from {socket}, {where}: nothing that it sends reaches {destination}",
            (*evidence, *step.evidence),
            rule="socket-cannot-reach",
            help=_other_socket(caller, start, destination),
        )
    attempt.sources = sources_of(attempt.fleet, caller, destination, attempt.peer)
    return step


def _other_socket(caller: Server, start: Binding, destination: Address) -> str:
    """How to mend a socket from which a destination can't be reached."""
    if start.variable is not None and start.variable.name.lower() == "sourceaddress":
        return "let sourceaddress be an address that reaches the other server, or leave it out"
    if destination.family == 6 and not caller.version.has("ipv6"):
        return f"Asterisk {caller.version} carries IAX2 over IPv4 only; give host= an IPv4 address of the other server"
    if destination.family == 6:
        return f"let the first bindaddr of {caller.name} be [::]"
    return f"let the first bindaddr of {caller.name} be 0.0.0.0 or an address that reaches the other server"
