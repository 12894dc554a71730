"""The packet arrives: who listens there, whether the call gets a number, and which user it comes in as.

Source: `chan_iax2.c:handle_call_token`, `peercnt_add` and `check_access`.
"""

from __future__ import annotations

from iaxlint.call.attempt import Attempt, listed, of_lines, of_option, of_place, of_section
from iaxlint.call.call import Evidence, Log, Step
from iaxlint.call.limits import call_number_limit, numbers_in_use
from iaxlint.call.sockets import listening, sockets_of
from iaxlint.fleet.fleet import meant_for, out_of_reach, partner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.access import AccessList, Decision
    from iaxlint.model.address import Address
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

NO_AUTHORITY = "No authority found"


def rejected(attempt: Attempt, cause: str) -> Log:
    """What the caller logs when the callee sends REJECT."""
    return Log(attempt.caller.name, "WARNING", f"Call rejected by {attempt.destination}: {cause}", authdebug=True)


def listen_step(attempt: Attempt) -> Step:
    """A server of the fleet has that address, and a socket there takes the packet."""
    caller, destination = attempt.caller, attempt.destination
    assert destination is not None
    owners = attempt.fleet.owners_of(destination, caller)
    if not owners:
        return _nobody_there(attempt)
    hearing = [server for server in owners if server.iax.loaded and listening(attempt.fleet, server, destination)]
    hearing.sort(key=lambda server: server is caller)
    callee = attempt.callee = (hearing or owners)[0]
    lines = of_option(caller, attempt.peer.decided, "host", "port") if attempt.peer else ()
    if callee is caller:
        return _itself(attempt, lines)
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
        help="make the caller's host and port (port below host) the same as the callee's bindaddr and bindport "
        "(bindport above bindaddr)",
        log=(Log(caller.name, "WARNING", f"Max retries exceeded to host {destination.host}"),),
    )


def _itself(attempt: Attempt, lines: tuple[Evidence, ...]) -> Step:
    """A server that calls itself drops its own packets: both ends use the same call numbers."""
    caller, peer = attempt.caller, attempt.peer
    meant = meant_for(attempt.fleet, caller, peer) if peer else None
    where = f"[{peer.name}] on {caller.name}" if peer else "the dial string"
    addresses = attempt.fleet.places(meant) if meant else ()
    to = f"write host={addresses[0].host}, the address of {meant.name}" if meant and addresses else "give it"
    return Step(
        "listen",
        caller.name,
        False,
        f"{where} points at {attempt.destination}, which is {caller.name} itself",
        lines or (of_section(caller, peer) if peer else ()),
        rule="host-is-self",
        help=to if addresses else "give host= the address of the other server",
        log=(Log(caller.name, "WARNING", "Silently dropping frame without existent call number"),),
    )


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
    if peer is None or meant is None or not places:
        return Step(
            "listen",
            caller.name,
            None,
            f"no server given here is at {attempt.destination}",
            lines,
        )
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
    numbers = [_call_numbers(attempt, caller, destination)]
    numbers += [_call_numbers(attempt, callee, source) for source in attempt.sources[:1]]
    for ok in (False, None):
        for step in numbers:
            if step is not None and step.ok is ok:
                return step
    # every version that is judged here sends call tokens, so requirecalltoken stops none of their calls
    return Step("calltoken", callee.name, True, "both ends know call tokens")


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


def user_steps(attempt: Attempt) -> list[Step]:
    """Which user the call comes in as: the steps `user`, `acl` and `context`, the last one failed or all passed."""
    return _named_user(attempt) if attempt.username else _any_user(attempt)


def _named_user(attempt: Attempt) -> list[Step]:
    """The caller gives a name: only the section of just that name counts."""
    callee, name = attempt.callee, attempt.username
    assert callee is not None
    user = callee.iax.users.get(name)
    sent = _username_lines(attempt)
    if user is None:
        return [_no_such_user(attempt, sent)]
    steps = [
        Step("user", callee.name, True, f"the call comes in as [{name}] of {callee.name}", of_section(callee, user))
    ]
    acl = access_step(attempt, user)
    steps.append(acl)
    if acl.ok is False:
        return steps
    steps.append(context_step(attempt, user))
    if steps[-1].ok:
        attempt.user = user
    return steps


def _username_lines(attempt: Attempt) -> tuple[Evidence, ...]:
    peer = attempt.peer
    if peer is None or attempt.dial.username is not None:
        return ()
    return of_option(attempt.caller, peer.decided, "username") or of_section(attempt.caller, peer)


def _no_such_user(attempt: Attempt, sent: tuple[Evidence, ...]) -> Step:
    """No section of that name takes calls; Asterisk asks for a password all the same, and refuses any."""
    callee, caller, name = attempt.callee, attempt.caller, attempt.username
    assert callee is not None
    sections = [section for section in callee.iax.sections if section.category.name == name]
    near = next((other for other in callee.iax.users if other.lower() == name.lower()), "")
    evidence = sent
    if sections:
        kind = sections[-1].kind or "skipped"
        evidence = (*sent, of_place(callee, sections[-1].category.place))
        text = f"[{name}] of {callee.name} is {'type=peer' if kind == 'peer' else kind}, which takes no calls"
        help_text = f"make [{name}] on {callee.name} type=friend or type=user"
    else:
        text = f"{callee.name} has no section [{name}]"
        shown = near or next(iter(users_meant_for(attempt.fleet, callee, caller)), "")
        help_text = (
            f"write username={shown}, as {callee.name}'s section is called"
            if shown
            else f"add [{name}] with type=friend to {callee.name}"
        )
        if near:
            help_text += "; upper and lower case matter"
            evidence = (*sent, *of_section(callee, callee.iax.users[near]))
    unknown = callee.may_have_more("iaxusers")
    return Step(
        "user",
        callee.name,
        None if unknown and not sections else False,
        f"{caller.name} calls as {name}, but {text}",
        evidence,
        rule="user-unknown",
        help=help_text,
        log=(
            rejected(attempt, NO_AUTHORITY),
            Log(callee.name, "WARNING", f"Host {_from(attempt)} failed to authenticate as {name}", authdebug=True),
        ),
    )


def users_meant_for(fleet: Fleet, callee: Server, caller: Server) -> list[str]:
    """Users of the callee that are meant for this caller: those named after it, or whose peer points back."""
    named = [name for name in callee.iax.users if name.lower() == caller.name.lower()]
    back = [
        name
        for name, peer in callee.iax.peers.items()
        if name in callee.iax.users and peer.address is not None and caller in fleet.owners_of(peer.address, callee)
    ]
    return named or back


def _from(attempt: Attempt) -> str:
    return str(attempt.sources[0]) if attempt.sources else attempt.caller.name


def _decisions(attempt: Attempt, user: User) -> list[Decision]:
    return [user.access.allows(source) for source in attempt.sources]


def _allowed(attempt: Attempt, user: User) -> bool | None:
    """Whether the user's access list lets the caller in; None where it hangs on what no file tells."""
    if not user.access:
        return True
    answers = {decision.allowed for decision in _decisions(attempt, user)}
    return answers.pop() if len(answers) == 1 else None


def access_step(attempt: Attempt, user: User) -> Step:
    """Whether the user's access list lets the caller's address in."""
    callee, caller = attempt.callee, attempt.caller
    assert callee is not None
    if not user.access:
        return Step("acl", callee.name, True, f"[{user.name}] has no access list: it lets every address in")
    allowed = _allowed(attempt, user)
    decisions = _decisions(attempt, user)
    refusal = next((decision for decision in decisions if decision.allowed is False), None)
    variables = [decision.variable for decision in decisions if decision.variable]
    shown = (refusal.variable,) if refusal and refusal.variable else tuple(variables[:1])
    evidence = of_lines(callee, shown)
    if allowed:
        return Step("acl", callee.name, True, f"the access list of [{user.name}] lets {_host(attempt)} in", evidence)
    if allowed is None:
        reason = "its address is unknown" if not attempt.sources else "of its addresses some pass, or DNS decides"
        text = f"whether the access list of [{user.name}] lets {caller.name} in is open: {reason}"
        return Step("acl", callee.name, None, text, evidence)
    assert refusal is not None
    return Step(
        "acl",
        callee.name,
        False,
        f"the access list of [{user.name}] on {callee.name} refuses {_host(attempt)}, the address of {caller.name}",
        (*(evidence or of_section(callee, user)), *dropped_lines(callee, user.access)),
        rule="access-list-denies",
        help=f"add permit={_host(attempt)}/255.255.255.255 below the deny lines of [{user.name}]",
        log=(
            Log(callee.name, "NOTICE", f"IAX2 user ACL: {refusal.log}"),
            rejected(attempt, NO_AUTHORITY),
        ),
    )


def dropped_lines(server: Server, access: AccessList) -> tuple[Evidence, ...]:
    """The lines of an access list that Asterisk can't read, and that might have let the address in."""
    unread = {id(rule.variable): rule.variable for rule in access.rules if rule.problem and rule.permit}
    return tuple(of_place(server, variable.place, "this line can't be read") for variable in unread.values())


def _host(attempt: Attempt) -> str:
    return attempt.sources[0].host if attempt.sources else attempt.caller.name


def permits(user: User, context: str) -> bool:
    """Whether a user may ask for a context (`apply_context`): it is listed, or `*` is."""
    return any(name in (context, "*") for name, _ in user.contexts)


def context_step(attempt: Attempt, user: User) -> Step:
    """The context that is asked for is one that the user may enter, or else the user's first."""
    callee, caller, wanted = attempt.callee, attempt.caller, attempt.wanted_context
    assert callee is not None
    lines = of_lines(callee, (variable for _, variable in user.contexts))
    if not wanted:
        attempt.context = user.contexts[0][0] if user.contexts else "default"
        text = f"no context is asked for: the call goes to {attempt.context}"
        text += ", the first of the user's" if user.contexts else ", because the user has none"
        return Step("context", callee.name, True, text, lines[:1])
    asked = of_option(caller, attempt.peer.decided, "peercontext") if attempt.peer and not attempt.dial.context else ()
    if permits(user, wanted):
        attempt.context = wanted
        return Step("context", callee.name, True, f"[{user.name}] may enter {wanted}", (*lines, *asked))
    allowed = listed((name for name, _ in user.contexts), "or") or "none at all"
    return Step(
        "context",
        callee.name,
        False,
        f"{caller.name} asks for context {wanted}, but [{user.name}] on {callee.name} permits {allowed}",
        (*asked, *lines) or of_section(callee, user),
        rule="context-not-permitted",
        help=f"add context={wanted} to [{user.name}] on {callee.name}, or ask for a context that it permits",
        log=(
            rejected(attempt, NO_AUTHORITY),
            Log(callee.name, "WARNING", f"Host {_from(attempt)} failed to authenticate as {user.name}", authdebug=True),
        ),
    )


def score(user: User) -> int:
    """How well a user fits a call without a name: no secret beats a secret, an access list beats none."""
    secretless = not (user.secret or user.dbsecret or user.inkeys)
    return (4 if user.access else 3) if secretless else (2 if user.access else 1)


def _any_user(attempt: Attempt) -> list[Step]:
    """The caller gives no name: the best of the users that let it in; of equals the first in search order."""
    callee, caller, wanted = attempt.callee, attempt.caller, attempt.wanted_context
    assert callee is not None
    lines = of_section(caller, attempt.peer) if attempt.peer else ()
    best: User | None = None
    doubtful: User | None = None
    for user in callee.iax.users.values():
        if wanted and not permits(user, wanted):
            continue
        allowed = _allowed(attempt, user)
        if allowed is None and (doubtful is None or score(user) > score(doubtful)):
            doubtful = user
        if allowed and (best is None or score(user) > score(best)):
            best = user
    if doubtful is not None and (best is None or score(doubtful) >= score(best)):
        text = f"{caller.name} gives no username, and whether [{doubtful.name}] lets its address in is open"
        return [Step("user", callee.name, None, text, lines)]
    if best is None:
        reason = f"permits context {wanted} and the address" if wanted else "permits the address"
        return [
            Step(
                "user",
                callee.name,
                False,
                f"{caller.name} gives no username, and no user of {callee.name} {reason}",
                lines,
                rule="user-unknown",
                help=f"write username= in the caller's section, with the name of {callee.name}'s section for it",
                log=(
                    rejected(attempt, NO_AUTHORITY),
                    Log(callee.name, "NOTICE", f"Rejected connect attempt from {_from(attempt)}", authdebug=True),
                ),
            )
        ]
    attempt.user = best
    text = f"{caller.name} gives no username: {callee.name} takes the call as [{best.name}]"
    steps = [Step("user", callee.name, True, text, (*lines, *of_section(callee, best)))]
    steps.append(access_step(attempt, best))
    steps.append(context_step(attempt, best))
    return steps
