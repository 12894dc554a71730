"""The packet arrives: who listens there, and whether the call gets a number.

Source: `chan_iax2.c:handle_call_token` and `peercnt_add`.
"""

from __future__ import annotations

from iaxlint.call.attempt import Attempt, listed, of_lines, of_option
from iaxlint.call.call import Evidence, Log, Step
from iaxlint.call.limits import call_number_limit, numbers_in_use, some_exhausted
from iaxlint.call.sockets import forwarded_ports, listening, sockets_of
from iaxlint.fleet.fleet import is_wildcard, meant_for, out_of_reach, partner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.address import Address
    from iaxlint.model.server import Server


def listen_step(attempt: Attempt) -> Step:
    """A server of the fleet has that address, and a socket there takes the packet."""
    caller, destination = attempt.caller, attempt.destination
    assert destination is not None
    owners = attempt.fleet.owners_of(destination, caller)
    if not owners:
        return _nobody_there(attempt)
    hearing = [server for server in owners if server.iax.loaded and listening(attempt.fleet, server, destination)]
    callee = attempt.callee = min(hearing or owners, key=lambda server: server is caller)
    lines = of_option(caller, attempt.peer.decided, "host", "port") if attempt.peer else ()
    if is_wildcard(destination):
        return _nowhere(attempt)
    if out_of_reach(attempt.fleet, caller, callee, destination):
        return _behind_nat(attempt, callee, lines)
    if hearing:
        binding = listening(attempt.fleet, callee, destination)
        variable = binding.variable if binding else None
        evidence = of_lines(callee, (variable,)) if variable else ()
        return Step("listen", callee.name, True, f"{callee.name} listens at {destination}", evidence)
    if not callee.iax.loaded:
        return Step(
            "listen",
            callee.name,
            False,
            f"{callee.name} does not answer, because it has no IAX2: {callee.iax.reason}",
            lines,
            rule="iax-not-loaded",
            help=f"mend {callee.name}'s iax.conf",
            log=(Log(caller.name, "WARNING", f"Max retries exceeded to host {destination.host}"),),
        )
    forwarded = forwarded_ports(attempt.fleet, callee, destination)
    if forwarded and 0 not in forwarded:
        return _not_forwarded(attempt, callee, forwarded, lines)
    general = callee.iax.general
    sockets = sockets_of(attempt.fleet, callee)
    where = listed(str(binding.address) for binding in sockets) or "no address at all"
    bound = [binding.variable for binding in sockets if binding.variable]
    return Step(
        "listen",
        callee.name,
        False,
        f"calls from {caller.name} to {callee.name} go to {destination}, but {callee.name} listens at {where}",
        (*lines, *of_lines(callee, bound), *of_option(callee, general.decided, "bindport")),
        rule="not-listening",
        help=_other_door(callee, destination, [binding.address.family for binding in sockets]),
        log=(Log(caller.name, "WARNING", f"Max retries exceeded to host {destination.host}"),),
    )


def _not_forwarded(attempt: Attempt, callee: Server, ports: list[int], lines: tuple[Evidence, ...]) -> Step:
    """The public address is the callee's, but another port of it is forwarded."""
    caller, destination = attempt.caller, attempt.destination
    assert destination is not None
    open_ports = listed(map(str, ports), "or")
    return Step(
        "listen",
        callee.name,
        False,
        f"calls from {caller.name} to {callee.name} go to {destination}, and of that address only port {open_ports} is "
        "forwarded, by the settings",
        lines,
        rule="not-listening",
        help=f"write port={open_ports} below host, or correct servers.{callee.name}.public",
        log=(Log(caller.name, "WARNING", f"Max retries exceeded to host {destination.host}"),),
    )


def _other_door(callee: Server, destination: Address, families: list[int]) -> str:
    """How caller and callee come together."""
    if destination.family == 6 and 4 in families and 6 not in families:
        if callee.version.has("ipv6"):
            return f"let a bindaddr of {callee.name} be [::], which takes IPv4 too, or give host= an IPv4 address"
        return f"Asterisk {callee.version} carries IAX2 over IPv4 only; give host= an IPv4 address of {callee.name}"
    return (
        "make the caller's host and port (port below host) the same as the callee's bindaddr and bindport "
        "(bindport above bindaddr)"
    )


def _nowhere(attempt: Attempt) -> Step:
    """The kernel takes 0.0.0.0 for the machine itself, whose answers come from another address and are dropped."""
    caller = attempt.caller
    text = f"what {caller.name} sends to {attempt.destination} comes back to itself, and no answer from there fits"
    dropped = Log(caller.name, "WARNING", "Silently dropping frame without existent call number")
    return Step("listen", caller.name, False, text, rule="host-is-self", log=(dropped,))


def _behind_nat(attempt: Attempt, callee: Server, lines: tuple[Evidence, ...]) -> Step:
    """The address is one behind the callee's NAT, and the caller is not there."""
    caller, destination = attempt.caller, attempt.destination
    public = listed((str(address) for address in attempt.fleet.publics[callee.name]), "or")
    assert destination is not None
    return Step(
        "listen",
        callee.name,
        False,
        f"{caller.name} calls {callee.name} at {destination}, a private address, and has none itself: "
        f"from outside {callee.name} is at {public}",
        lines,
        rule="host-behind-nat",
        help=f"write host={public}, or add to servers.{caller.name}.addresses the private address that it calls from",
        log=(Log(caller.name, "WARNING", f"Max retries exceeded to host {destination.host}"),),
    )


def _nobody_there(attempt: Attempt) -> Step:
    """No server given has that address."""
    caller, peer, fleet = attempt.caller, attempt.peer, attempt.fleet
    meant = meant_for(fleet, caller, peer) if peer else None
    lines = of_option(caller, peer.decided, "host") if peer else ()
    places = fleet.places(meant) if meant is not None and meant.name not in fleet.claims else ()
    if not places:
        return Step("listen", caller.name, None, f"no server given here is at {attempt.destination}", lines)
    assert peer is not None
    assert meant is not None
    addresses = listed((str(address) for address in places), "or")
    return Step(
        "listen",
        caller.name,
        False,
        f"[{peer.name}] on {caller.name} points at {attempt.destination}, which is not {meant.name}: "
        f"{meant.name} is at {addresses}",
        lines,
        rule="host-not-partner",
        help=f"write host={addresses} in [{peer.name}]",
    )


def calltoken_step(attempt: Attempt) -> Step:
    """Both ends have a call number left for the other's address, and know call tokens (`handle_call_token`)."""
    caller, callee, destination = attempt.caller, attempt.callee, attempt.destination
    assert callee is not None
    assert destination is not None
    numbers = [_call_numbers(attempt, caller, destination), _call_numbers_for_caller(attempt, callee)]
    # every version that is judged here sends call tokens, so requirecalltoken stops none of their calls
    plenty = Step("calltoken", callee.name, True, "both ends know call tokens")
    return min((step for step in numbers if step is not None), key=lambda step: step.ok is None, default=plenty)


def _call_numbers_for_caller(attempt: Attempt, callee: Server) -> Step | None:
    """What to say of the callee's call numbers: the call comes from one of the caller's addresses."""
    steps = [_call_numbers(attempt, callee, source) for source in attempt.sources]
    failing = [step for step in steps if step is not None and step.ok is False]
    if failing and len(failing) < len(steps):
        return some_exhausted(callee, attempt.caller, failing[0].evidence)
    return next((step for step in steps if step is not None), None)


def _call_numbers(attempt: Attempt, server: Server, other: Address) -> Step | None:
    """What to say of the call numbers that a server has for an address; None when there are plenty."""
    caller, callee = attempt.caller, attempt.callee
    assert callee is not None
    limit, variable = call_number_limit(server, other)
    used = numbers_in_use(attempt.fleet, server, other)
    lines = of_lines(server, (variable,)) if variable else ()
    if limit <= used:
        taken = f", and its own qualify and register lines use {used}" if used else ""
        return Step(
            "calltoken",
            server.name,
            False,
            f"{server.name} allows {other.host} {limit} call numbers{taken}: none is left for a call",
            lines,
            rule="call-numbers-exhausted",
            help="raise maxcallnumbers; every call, qualify and registration takes a number for a minute",
            log=(Log(server.name, "ERROR", f"maxcallnumber limit of {limit} for {other.host} has been reached!"),),
        )
    if limit == used + 1 and caller.name in _called_by(attempt.fleet, callee):
        text = f"{server.name} has one call number for {other.host}, unless a call took it within the last minute"
        return Step("calltoken", server.name, None, text, lines)
    return None


def _called_by(fleet: Fleet, server: Server) -> frozenset[str]:
    """The names of the servers that a server has peers for."""

    def names() -> frozenset[str]:
        partners = (partner(fleet, server, peer) for peer in server.iax.peers.values())
        return frozenset(other.name for other in partners if other is not None)

    return fleet.once(("called by", server.name), names)
