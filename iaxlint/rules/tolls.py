"""Which calls a stranger can make at the server's expense: from open accounts through the dialplan, to a trunk."""

from __future__ import annotations

from iaxlint.call.dials import dials
from iaxlint.model.arguments import split_arguments
from iaxlint.model.variables import known
from iaxlint.record import record
from iaxlint.rules.access import keeps_strangers_out
from iaxlint.rules.accounts import entered_context, is_open
from iaxlint.rules.finding import about_section, line_of
from iaxlint.rules.password import why_well_known
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.dials import DialSite
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.loader.config import Variable
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.extension import Context
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

JUMPS = ("goto", "gosub", "gotoif", "gosubif", "gotoiftime", "gosubiftime")


@record
class WayOut:
    """How a call gets from a context to a line that dials whatever number the caller has chosen."""

    site: DialSite
    lines: tuple[Variable, ...]
    """The includes and jumps on the way, in order."""


def way_out(plan: Dialplan, start: str) -> WayOut | None:
    """The shortest way from a context out of the server, at a number that the caller chooses."""
    outward: dict[str, DialSite] = {}
    for site in dials(plan):
        if site.technology not in ("LOCAL", "") and not known(site.dial.partition("/")[2]):
            outward.setdefault(site.context, site)
    if not outward:
        return None
    waiting: list[tuple[str, tuple[Variable, ...]]] = [(start, ())]
    seen = {start}
    for name, lines in waiting:
        if name in outward:
            return WayOut(outward[name], lines)
        context = plan.contexts.get(name)
        if context is None:
            continue
        for target, line in _doors(context):
            if target not in seen:
                seen.add(target)
                waiting.append((target, (*lines, line)))
    return None


def _doors(context: Context) -> Iterator[tuple[str, Variable]]:
    """The contexts that a call may go on to from one, and the lines that say so."""
    for include in context.includes:
        if include.applies is not False:
            yield include.name, include.variable
    for extension in context.extensions:
        for priority in extension.priorities.values():
            if priority.application[:2].lower() == "go":
                app, data = priority.call
                if app.lower() in JUMPS:
                    for target in _targets(data):
                        yield target, priority.variable


def _targets(data: str) -> Iterator[str]:
    """The contexts named in `context,extension,priority`, or in the two ways behind a `?`."""
    ways = split_arguments(data.partition("?")[2], ":", raw=True) if "?" in data else [data]
    for way in ways:
        parts = split_arguments(way, raw=True)
        if len(parts) > 2 and "$" not in parts[0]:
            yield parts[0].strip()


@rule("IAX660", "toll-fraud", category="security", severity="error", since="0.1")
def toll_fraud(server: Server) -> Iterator[Diagnostic]:
    """Anybody can place calls at the server's expense.

    An account that asks for no secret, or for one that is tried first, lets strangers into its contexts.  From
    there includes and jumps lead to a line that dials whatever number the caller has chosen, over a trunk or into
    the public network.  Such doors are found within hours, and used at night, for numbers that cost most.

    Example:
        [guest]
        type=user
        context=public

    Mend: give the account a secret or an access list; or let its context lead only to telephones of the house.
    """
    for name, user in server.iax.users.items():
        why = _why_anybody(server, user)
        if not why:
            continue
        for context in [context for context, _ in user.contexts if context != "*"] or [entered_context(user)]:
            found = way_out(server.dialplan, context)
            if found is None:
                continue
            yield about_section(
                server,
                user.categories[-1],
                f"{why} call {server.name} as {name}, enter {context}, and there dial any number through "
                f"[{found.site.context}]",
                "give it a secret or an access list, or let its context lead to no trunk",
                (
                    *(line_of(server, line, "leads on") for line in found.lines),
                    line_of(server, found.site.variable, "dials what the caller has chosen"),
                ),
            )
            break


def _why_anybody(server: Server, user: User) -> str:
    """Who can call as a user without knowing anything; empty where nobody can."""
    if keeps_strangers_out(user.access):
        return ""
    if is_open(user):
        return "anybody may"
    if user.secret and any(why_well_known(part, (user.name, server.name)) for part in user.passwords):
        return "whoever guesses the secret, which is easy, may"
    return ""
