"""Which user a call comes in as, and whether that user's access list and contexts let it in.

Source: `chan_iax2.c:check_access` and `apply_context`.
"""

from __future__ import annotations

from iaxlint.call.attempt import NO_AUTHORITY, Attempt, listed, of_lines, of_option, of_place, of_section, rejected
from iaxlint.call.authentication import owner_of_secret
from iaxlint.call.call import Evidence, Log, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.access import AccessList, Decision
    from iaxlint.model.server import Server
    from iaxlint.model.user import User


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
        shown = near or next(iter(users_meant_for(attempt.fleet, callee, caller, attempt.secret)), "")
        help_text = (
            f"write username={shown}, as {callee.name}'s section is called"
            if shown
            else f"add [{name}] with type=friend to {callee.name}"
        )
        if near:
            help_text += "; upper and lower case matter"
            evidence = (*sent, *of_section(callee, callee.iax.users[near]))
    return Step(
        "user",
        callee.name,
        None if callee.may_have_more("iaxusers") else False,
        f"{caller.name} calls as {name}, but {text}",
        evidence,
        rule="user-unknown",
        help=help_text,
        log=(
            rejected(attempt, NO_AUTHORITY),
            Log(callee.name, "WARNING", f"Host {_from(attempt)} failed to authenticate as {name}", authdebug=True),
        ),
    )


def users_meant_for(fleet: Fleet, callee: Server, caller: Server, secret: str) -> list[str]:
    """Users of the callee that are meant for this caller.

    The one that accepts its secret and is the only one; else those named after it, or whose peer points back and that
    are not named after another server.
    """
    owner = owner_of_secret(callee, secret) if secret else ""
    if owner:
        return [owner]
    named = [name for name in callee.iax.users if name.lower() == caller.name.lower()]
    back = [
        name
        for name, peer in callee.iax.peers.items()
        if name in callee.iax.users
        and peer.address is not None
        and caller in fleet.owners_of(peer.address, callee)
        and fleet.folders.get(name.lower(), caller) is caller
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


def _score(user: User) -> int:
    """How well a user fits a call without a name: no secret beats a secret, then an access list beats none."""
    secretless = not (user.secret or user.dbsecret or user.inkeys)
    return 2 * secretless + bool(user.access)


def _any_user(attempt: Attempt) -> list[Step]:
    """The caller gives no name: the best of the users that let it in; of equals the first in search order."""
    callee, caller, wanted = attempt.callee, attempt.caller, attempt.wanted_context
    assert callee is not None
    lines = of_section(caller, attempt.peer) if attempt.peer else ()
    fitting = [
        user
        for user in callee.iax.users.values()
        if (not wanted or permits(user, wanted)) and _allowed(attempt, user) is not False
    ]
    best = max(fitting, key=_score, default=None)
    if best is None:
        # `realtime_user` is asked for names only
        unsure = callee.may_have_more("iax.conf")
        reason = f"permits context {wanted} and the address" if wanted else "permits the address"
        return [
            Step(
                "user",
                callee.name,
                None if unsure else False,
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
    if _allowed(attempt, best) is None:
        text = f"{caller.name} gives no username, and whether [{best.name}] lets its address in is open"
        return [Step("user", callee.name, None, text, lines)]
    attempt.user = best
    text = f"{caller.name} gives no username: {callee.name} takes the call as [{best.name}]"
    came_in = Step("user", callee.name, True, text, (*lines, *of_section(callee, best)))
    return [came_in, access_step(attempt, best), context_step(attempt, best)]
