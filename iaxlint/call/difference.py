"""One thing that two versions of a fleet differ in."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.call import Call
    from iaxlint.call.register import Arrival
    from iaxlint.model.peer import Peer
    from iaxlint.model.user import User

    Outcome = Call | Arrival

KINDS = ("lost", "unknown", "gained", "gone", "new", "weaker", "stronger", "opened", "closed", "moved", "codec")
"""Of a change.  `lost`, `unknown` and `gained` say what a call or registration comes to now; `weaker` and `stronger`
speak of authentication, encryption and access lists; `opened` and `closed` of who may enter which context; `moved`
and `codec` of calls that reach as before, but another place or in another codec."""


@record
class Change:
    """One thing that differs."""

    kind: str
    """One of `KINDS`."""
    regression: bool
    """Whether it is for the worse: what worked does not, or what was safe is less so."""
    server: str
    """Who dials or registers, or whose account it is."""
    to: str
    """The other server; empty where there is none, or where it is not known."""
    subject: str
    """`IAX2/bar/23`, `register foo@192.168.2.3` or `[guest]`; empty for a server as a whole.  Holds no secret."""
    message: str
    """For people: what is so now, and what was."""
    before: Outcome | User | Peer | None = None
    after: Outcome | User | Peer | None = None
