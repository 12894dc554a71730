"""What is noted on the way through a dialplan: calls that are placed, moves, and how each way ends."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.channel import Channel
    from iaxlint.loader.config import Variable


@record
class Placed:
    """A call over IAX2 that the dialplan places."""

    dial: str
    """Substituted; has secrets as they stand.  Parts that no file tells are a `HOLE`."""
    verdict: str
    """`reaches`, `fails`, `silent` or `unknown`."""
    handle: object
    """What `place_call` gave for it; None where it was not asked."""
    variable: Variable
    """The line that dials."""
    context: str
    extension: str


@record
class Move:
    """One thing that happened on the way."""

    message: str
    variable: Variable | None
    """The line that made it happen."""


@record
class Ending:
    """How one way ends."""

    verdict: str
    """`reaches`, `fails`, `unknown`, or `elsewhere`: the call goes on over something else than IAX2."""
    reason: str
    variable: Variable | None
    answered: bool
    """Whether the server itself has answered the call before."""
    goes_on: Channel | None = None
    """The channel, where an application failed rather than hung up: `TryExec` lets it go on."""


def judge(endings: list[Ending]) -> tuple[str, Ending]:
    """What all ways together come to, and the ending that says it best."""
    if not endings:
        return "fails", Ending("fails", "the dialplan goes round in circles", None, answered=False)
    verdicts = {ending.verdict for ending in endings}
    if len(verdicts) == 1 and verdicts <= {"reaches", "fails"}:
        return endings[0].verdict, endings[0]
    for verdict in ("unknown", "elsewhere", "fails"):
        for ending in endings:
            if ending.verdict == verdict:
                return "unknown", ending
    return endings[0].verdict, endings[0]
