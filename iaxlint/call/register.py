"""Simulated registrations: each `register =>` line, step by step.

Source: `chan_iax2.c:iax2_do_register`, `register_verify`, `registry_authrequest` and
`registry_rerequest`; RFC 5456, section 6.1.
"""

from __future__ import annotations

from iaxlint.call.admission import dropped_lines
from iaxlint.call.answer import METHODS, Answer, authenticate, method_names
from iaxlint.call.attempt import listed, of_lines, of_option, of_place, of_section
from iaxlint.call.call import Log, Step
from iaxlint.call.filled import leave_open
from iaxlint.call.limits import call_number_limit, exhausted, some_exhausted
from iaxlint.call.sockets import forwarded_ports, listening, sockets_of, sources_of
from iaxlint.fleet.fleet import is_loopback, out_of_reach
from iaxlint.fleet.resolve import resolve
from iaxlint.model.address import never_resolves
from iaxlint.model.auth import MD5, RSA
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.address import Address
    from iaxlint.model.peer import Peer
    from iaxlint.model.registration import Registration
    from iaxlint.model.server import Server


@record
class Arrival:
    """One registration, from the server that sends it to the one that takes or refuses it."""

    server: Server
    registration: Registration
    verdict: str
    """`registers`, `fails` or `unknown`."""
    steps: list[Step]
    target: Server | None = None
    destination: Address | None = None
    sources: tuple[Address, ...] = ()
    """The addresses one of which the other end sees."""
    auth: str | None = None

    @property
    def source(self) -> Address | None:
        """The address that the other end sees, and calls from then on; None where no file tells which it is."""
        return self.sources[0] if len(self.sources) == 1 else None

    @property
    def failure(self) -> Step | None:
        """The first step that fails."""
        return next((step for step in self.steps if step.ok is False), None)


def registrations(fleet: Fleet) -> list[Arrival]:
    """Every registration of every server, simulated."""
    return [arrival for server in fleet.servers for arrival in registrations_of(fleet, server)]


def registrations_of(fleet: Fleet, server: Server) -> list[Arrival]:
    """The registrations that a server sends, in the order of its lines."""
    return fleet.once(
        ("registrations", server.name), lambda: [_register(fleet, server, entry) for entry in server.iax.registrations]
    )


def registered(fleet: Fleet, server: Server) -> tuple[tuple[str, str], ...]:
    """Where a server registers, and as whom, unless that fails (a question for `Fleet.ask`)."""
    arrivals = registrations_of(fleet, server)
    return tuple(
        (arrival.target.name, arrival.registration.username)
        for arrival in arrivals
        if arrival.target is not None and arrival.verdict != "fails"
    )


def arrivals_at(fleet: Fleet, server: Server, username: str) -> list[Arrival]:
    """The registrations that are sent to a server under a name."""
    return fleet.once(("arrivals", server.name), lambda: _arrivals(fleet, server)).get(username, [])


def _arrivals(fleet: Fleet, server: Server) -> dict[str, list[Arrival]]:
    """The registrations that are sent to a server, by name."""
    found: dict[str, list[Arrival]] = {}
    for sender in senders(fleet).get(server.name, ()):
        for arrival in registrations_of(fleet, sender):
            if arrival.target is server:
                found.setdefault(arrival.registration.username, []).append(arrival)
    return found


def senders(fleet: Fleet) -> dict[str, list[Server]]:
    """The servers that may register at a server, by its name: those with a `register` line for an address of it."""
    return fleet.once("senders", lambda: _senders(fleet))


def _senders(fleet: Fleet) -> dict[str, list[Server]]:
    found: dict[str, dict[str, Server]] = {}
    for server in fleet.servers:
        for registration in server.iax.registrations:
            destination = _destination(fleet, registration)
            for owner in fleet.owners_of(destination, server) if destination is not None else ():
                found.setdefault(owner.name, {})[server.name] = server
    return {name: list(near.values()) for name, near in found.items()}


def _destination(fleet: Fleet, registration: Registration) -> Address | None:
    """Where a registration is sent; None where no file tells."""
    address = next(iter(resolve(fleet, registration.host)), None)
    return None if address is None else address.with_port(registration.port)


def _register(fleet: Fleet, server: Server, registration: Registration) -> Arrival:
    arrival = Arrival(server, registration, "fails", [])
    arrival.steps.append(_send(fleet, arrival))
    if arrival.destination is not None and arrival.steps[-1].ok is not False:
        arrival.steps.append(_listen(fleet, arrival))
    for step in (_find_peer, _access, _authenticate):
        if arrival.target is None or arrival.steps[-1].ok is False:
            break
        arrival.steps.append(step(arrival))
    leave_open(fleet, arrival.steps[-1])
    if arrival.failure is not None:
        return arrival
    arrival.verdict = "unknown" if any(step.ok is None for step in arrival.steps) else "registers"
    return arrival


def _refused(arrival: Arrival, reason: str) -> tuple[Log, ...]:
    target, name = arrival.target, arrival.registration.username
    assert target is not None
    return (
        Log(target.name, "NOTICE", reason, authdebug=True),
        Log(
            arrival.server.name,
            "NOTICE",
            f"Registration of '{name}' rejected: 'Registration Refused' from: '{arrival.destination}'",
            authdebug=True,
        ),
    )


def _send(fleet: Fleet, arrival: Arrival) -> Step:
    server, registration = arrival.server, arrival.registration
    lines = of_lines(server, (registration.variable,))
    address = _destination(fleet, registration)
    shown = registration.shown_host
    if address is None:
        is_peer = registration.host in server.iax.peers and "." not in registration.host
        if never_resolves(registration.host) or is_peer:
            note = f"; [{shown}] is a peer of its own, but register needs a host" if is_peer else ""
            return Step(
                "address",
                server.name,
                False,
                f"{server.name} can't register: no resolver knows {shown}{note}",
                lines,
                rule="register-host-unresolvable",
                help="write the address of the other server behind the @",
                log=(Log(server.name, "WARNING", f"Unable to lookup '{shown}'"),),
            )
        text = f"only DNS knows the address of {shown}"
        return Step("address", server.name, None, text, lines)
    arrival.destination = address
    bindings = sockets_of(fleet, server)
    if not bindings or (is_loopback(bindings[0].address) and not is_loopback(address)):
        return Step(
            "address",
            server.name,
            False,
            f"{server.name} can't register at {address}: no socket of it reaches that far",
            (*lines, *of_option(server, server.iax.general.decided, "bindaddr")),
            rule="register-no-socket",
            help="let the first bindaddr be 0.0.0.0 or an address that reaches the other server",
        )
    arrival.sources = sources_of(fleet, server, address)
    return Step("address", server.name, True, f"{server.name} registers at {address}", lines)


def _listen(fleet: Fleet, arrival: Arrival) -> Step:
    server, destination = arrival.server, arrival.destination
    assert destination is not None
    owners = fleet.owners_of(destination, server)
    lines = of_lines(server, (arrival.registration.variable,))
    if not owners:
        return Step("listen", server.name, None, f"no server given here is at {destination}", lines)
    hearing = [owner for owner in owners if owner.iax.loaded and listening(fleet, owner, destination)]
    target = arrival.target = min(hearing or owners, key=lambda owner: owner is server)
    if not hearing:
        doors = [destination.with_port(port) for port in forwarded_ports(fleet, target, destination) if port]
        doors = doors or [binding.address for binding in sockets_of(fleet, target)]
        where = listed(map(str, doors)) or "no address"
        reason = f"it listens at {where}" if target.iax.loaded else f"it has no IAX2: {target.iax.reason}"
        return Step(
            "listen",
            server.name,
            False,
            f"{server.name} registers at {destination}, but {target.name} does not answer there: {reason}",
            lines,
            rule="register-not-listening",
            help=f"register at an address and port where {target.name} listens",
        )
    if target is not server and out_of_reach(fleet, server, target, destination):
        public = listed(str(address) for address in fleet.publics[target.name])
        return Step(
            "listen",
            server.name,
            False,
            f"{server.name} registers at {destination}, a private address of {target.name}, and has none itself",
            lines,
            rule="register-not-listening",
            help=f"register at {public}, where {target.name} is from outside",
        )
    tight = exhausted(fleet, target, arrival.sources)
    if tight:
        _, variable = call_number_limit(target, tight[0])
        decisive = of_lines(target, (variable,)) if variable else ()
        if len(tight) < len(arrival.sources):
            return some_exhausted(target, server, decisive)
        return Step(
            "calltoken",
            target.name,
            False,
            f"{target.name} has no call number left for {tight[0].host}",
            decisive,
            rule="call-numbers-exhausted",
            help="raise maxcallnumbers",
        )
    return Step("listen", target.name, True, f"{target.name} listens at {destination}")


def _find_peer(arrival: Arrival) -> Step:
    server, target, name = arrival.server, arrival.target, arrival.registration.username
    assert target is not None
    lines = of_lines(server, (arrival.registration.variable,))
    peer = target.iax.peers.get(name)
    if peer is None:
        sections = [section for section in target.iax.sections if section.category.name == name]
        what = f"{target.name} has no peer [{name}]"
        if any(section.kind == "user" for section in sections):
            what = f"[{name}] on {target.name} is type=user, which can't be registered"
        unknown = target.may_have_more("iaxpeers") and not sections
        return Step(
            "peer",
            target.name,
            None if unknown else False,
            f"{server.name} registers as {name}, but {what}",
            (*lines, *(of_place(target, section.category.place) for section in sections[-1:])),
            rule="register-unknown-peer",
            help=f"add [{name}] with type=friend and host=dynamic to {target.name}",
            log=_refused(arrival, f"No registration for peer '{name}' (from {_host(arrival)})"),
        )
    if not peer.dynamic:
        return Step(
            "peer",
            target.name,
            False,
            f"{server.name} registers as {name}, but [{name}] on {target.name} has a fixed host",
            (*lines, *(of_option(target, peer.decided, "host") or of_section(target, peer))),
            rule="register-not-dynamic",
            help=f"write host=dynamic in [{name}] on {target.name}, or delete the register line",
            log=_refused(arrival, f"Peer '{name}' is not dynamic (from {_host(arrival)})"),
        )
    return Step("peer", target.name, True, f"[{name}] on {target.name} is dynamic", of_section(target, peer))


def _host(arrival: Arrival) -> str:
    return arrival.source.host if arrival.source else arrival.server.name


def _peer(arrival: Arrival) -> Peer | None:
    assert arrival.target is not None
    return arrival.target.iax.peers.get(arrival.registration.username)


def _access(arrival: Arrival) -> Step:
    target, peer, server = arrival.target, _peer(arrival), arrival.server
    assert target is not None
    if peer is None or not peer.access:
        return Step("acl", target.name, True if peer else None, "no access list stands in the way")
    if not arrival.sources:
        return Step("acl", target.name, None, f"the address that {server.name} registers from is not known")
    decisions = [peer.access.allows(source) for source in arrival.sources]
    answers = {decision.allowed for decision in decisions}
    refusal = next((each for each in decisions if each.allowed is False), decisions[0])
    lines = of_lines(target, (refusal.variable,)) if refusal.variable else of_section(target, peer)
    if answers != {False}:
        allowed = decisions[0].allowed if len(answers) == 1 else None
        return Step("acl", target.name, allowed, f"the access list of [{peer.name}] was asked", lines)
    host = arrival.sources[0].host
    return Step(
        "acl",
        target.name,
        False,
        f"the access list of [{peer.name}] on {target.name} refuses {server.name} at {host}",
        (*of_lines(server, (arrival.registration.variable,)), *lines, *dropped_lines(target, peer.access)),
        rule="register-access-denied",
        help=f"add permit={host}/255.255.255.255 below the deny lines of [{peer.name}]",
        log=_refused(arrival, f"Host {host} denied access to register peer '{peer.name}'"),
    )


def _authenticate(arrival: Arrival) -> Step:
    target, peer, server = arrival.target, _peer(arrival), arrival.server
    assert target is not None
    if peer is None:
        return Step("auth", target.name, None, "the peer may be in a database")
    if not peer.secret and not peer.inkeys and peer.dbsecret:
        # register_verify reads `secret` only, so this lets anybody in; but of two recordings one stayed unregistered
        text = (
            f"[{peer.name}] on {target.name} keeps its secret in a database, which registrations are not held against"
        )
        return Step("auth", target.name, None, text, of_option(target, peer.decided, "dbsecret"))
    if not peer.secret and not peer.inkeys:
        arrival.auth = "none"
        text = f"[{peer.name}] on {target.name} has no secret: anybody may register as {peer.name}"
        return Step("auth", target.name, True, text, of_section(target, peer))
    line = of_lines(server, (arrival.registration.variable,))
    mine = of_option(target, peer.decided, "secret", "inkeys")
    secret = arrival.registration.secret
    if not secret:
        return Step(
            "auth",
            server.name,
            False,
            f"{target.name} asks {server.name} for a secret, but the register line has none",
            (*line, *mine),
            rule="register-secret-missing",
            help=f"write register => {peer.name}:<secret>@... with the secret of [{peer.name}] on {target.name}",
            log=(Log(server.name, "NOTICE", f"No secret associated with peer '{peer.name}'"),),
        )
    key = secret[1:-1] if secret.startswith("[") else ""
    answer = authenticate(peer.auth, "" if key else secret, key, server.keys)
    if answer is None:
        return Step(
            "auth",
            server.name,
            False,
            f"[{peer.name}] on {target.name} takes {method_names(peer.auth)}, but {server.name} has only "
            + ("a key that it lacks or that is not asked for" if key else "a secret"),
            (*line, *of_option(target, peer.decided, "auth")),
            rule="register-auth-mismatch",
            help=f"let auth of [{peer.name}] name what the register line has",
        )
    good = _accepts(arrival, peer, answer)
    if good is False:
        what = "key" if key else "secret"
        return Step(
            "auth",
            target.name,
            False,
            f"the {what} that {server.name} registers with is not one that [{peer.name}] on {target.name} accepts",
            (*line, *mine),
            rule="register-secret-mismatch",
            help=f"give the register line and [{peer.name}] the same secret",
            log=_refused(arrival, f"Host {_host(arrival)} failed authentication for '{peer.name}'"),
        )
    arrival.auth = next(name for bit, name in METHODS if answer.method == bit)
    text = f"{target.name} accepts the secret" if good else "no file here holds the RSA keys"
    return Step("auth", target.name, good, text, (*line, *mine))


def _accepts(arrival: Arrival, peer: Peer, answer: Answer) -> bool | None:
    """`register_verify`: a signature needs inkeys; MD5 takes each part between `;`; plain text takes the whole."""
    if answer.method == RSA:
        assert arrival.target is not None
        if not peer.inkeys:
            return False
        pairs = [arrival.server.keys.pair(answer.key, arrival.target.keys, name) for name in peer.inkeys.split(":")]
        return True if any(pairs) else None if any(pair is None for pair in pairs) else False
    if answer.method == MD5:
        return answer.secret in peer.secret.split(";")
    return answer.secret == peer.secret
