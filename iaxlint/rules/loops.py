"""Calls that come back to where they were."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Related
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.fleet.fleet import Fleet


@rule("IAX661", "dial-loop", category="security", severity="error", since="0.1")
def dial_loop(fleet: Fleet) -> Iterator[Diagnostic]:
    """Two servers pass a number on to each other, until one of them has no call numbers left.

    Each sends what it does not know itself to the other, so a number that neither knows goes round: every turn
    takes a call number at both ends (`chan_iax2.c:get_new_callno`), which stays taken for a minute after the call.
    IAX2 has no limit to how often a call is passed on.  Whoever may dial such a number stops the trunk.

    Example:
        [fromiax]
        exten => _X.,1,Dial(IAX2/bar/${EXTEN})

    Mend: let each server pass on only numbers of the other's range, and none of those that came from there.
    """
    from iaxlint.call.loops import loops

    for loop in loops(fleet):
        first, *others = loop.turns
        route = " to ".join(turn.server.name for turn in (*loop.turns, first))
        yield Diagnostic(
            f"a call to {loop.number} goes round from {route}, until there are no call numbers left",
            first.variable.place,
            help="pass on only numbers that the other server has, and none that came from it",
            server=first.server.name,
            section=first.context,
            option=first.variable.name.lower(),
            partner=others[0].server.name if others else "",
            related=tuple(
                Related(f"{turn.server.name} passes it on here", turn.variable.place, turn.server.name)
                for turn in others
            ),
        )
