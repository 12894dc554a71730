"""Strangers who dial out: ways from open accounts through the dialplan to a trunk."""

from __future__ import annotations

from iaxlint.model.access import keeps_strangers_out
from iaxlint.model.auth import MD5, PLAINTEXT
from iaxlint.model.user import entered_context, lets_anybody_in
from iaxlint.rules.finding import about_section, line_of
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.reach import WayOut
    from iaxlint.diagnostics import Diagnostic, Related
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

MOST_NAMED = 4
"""So many further lines that dial out are named beside the first."""

MILDER = {"error": "warning", "warning": "info"}
"""What a finding is worth where the number that is called is fixed."""


@rule("IAX660", "toll-fraud", category="security", severity="error", since="0.1")
def toll_fraud(server: Server) -> Iterator[Diagnostic]:
    """Anybody can place calls at the server's expense.

    An account that asks for no secret, or for one that is easily found, lets strangers into its contexts.  From there
    every include, `Goto`, `GotoIf`, `Gosub`, `Macro`, `Local/`, `DISA` and switch is followed to the lines that dial a
    number over a trunk or into the public network; lines behind an `Authenticate` are not.  Such doors are found
    within hours, and used at night, for numbers that cost most.

    It is a warning where the secret only falls to a long search, or where only a fixed number is called.

    Example:
        [guest]
        type=user
        context=public

    Mend: give the account a secret or an access list; or let its context lead only to telephones of the house.
    """
    for user in server.iax.users.values():
        severity, who = _who_gets_in(server, user)
        if not severity or keeps_strangers_out(user.access):
            continue
        from iaxlint.call.reach import reach_of

        reach = reach_of(server.dialplan)
        for context in dict.fromkeys(context for context, _ in user.contexts) or [entered_context(user)]:
            ways = reach.ways_out(context)
            if ways:
                found = _finding(server, user, who, context, ways)
                found.severity = severity if ways[0].chosen else MILDER[severity]
                yield found
                break


def _finding(server: Server, user: User, who: str, context: str, ways: list[WayOut]) -> Diagnostic:
    """The finding about the first of the ways out of a context."""
    way = ways[0]
    passed = [name for name in dict.fromkeys(hop.context for hop in way.hops) if name != context]
    through = f" through {', '.join(f'[{name}]' for name in passed)}" if passed else ""
    what = "dial any number" if way.chosen else "have it call out"
    entered = "any context" if context == "*" else context
    return about_section(
        server,
        user.categories[-1],
        f"{who} call {server.name} as {user.name}, enter {entered}, and there {what}{through} over {way.leaves_over}",
        "give it a long random secret or an access list, or let its context lead to no trunk",
        _route(server, way, ways),
    )


def _route(server: Server, way: WayOut, ways: list[WayOut]) -> tuple[Related, ...]:
    """The lines of the first way, in order, then other lines that dial out."""
    steps = [line_of(server, hop.variable, hop.message) for hop in way.hops]
    site = way.site
    title = f"{site.extension} of [{site.context}]" if site.extension else f"the switch of [{site.context}]"
    steps.append(line_of(server, site.variable, f"{title} dials {way.leaves_over}"))
    named = {id(site.variable)}
    for other in ways:
        if len(named) <= MOST_NAMED and id(other.site.variable) not in named:
            named.add(id(other.site.variable))
            steps.append(line_of(server, other.site.variable, f"{other.leaves_over} can be reached, too"))
    return tuple(steps)


def _who_gets_in(server: Server, user: User) -> tuple[str, str]:
    """How bad it is that strangers may call as a user, and who may; both empty where they can't."""
    if lets_anybody_in(user):
        return "error", "anybody may"
    if user.dbsecret or not user.secret or not user.auth & (MD5 | PLAINTEXT):
        return "", ""
    from iaxlint.rules.guessing import guess

    reasons = [guess(server, user.name, secret) for secret in user.passwords]
    if any(well_known for well_known, _ in reasons):
        return "error", "whoever guesses the secret, which is easy, may"
    if any(weak for _, weak in reasons):
        return "warning", "whoever searches for the secret, which is weak, may"
    return "", ""
