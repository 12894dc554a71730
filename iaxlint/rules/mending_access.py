"""Fixes of access lists: what they lack, and lines of theirs in the wrong order."""

from __future__ import annotations

from iaxlint.rules.mending import above, add, move_above, safe, unsafe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.peer import Peer
    from iaxlint.model.user import User
    from iaxlint.rules.mending import Edits, Fixes

DENY_ALL = ("deny", "0.0.0.0/0")
"""A line that keeps everybody out whom no line below it lets in."""


def guard(first: Variable, line: tuple[str, str]) -> Edits:
    """Write a line above the first of an access list, which so decides for those alone that no other speaks of."""
    return () if first.via else above(first, line)


def deny_first(closing: Variable, permit: Variable) -> Fixes:
    """Move a line that denies everybody above the permits that it takes back."""
    if closing.via or permit.via or "," in closing.value:
        return ()
    return safe("put the deny above the permits", move_above(closing, permit))


def partner_only(user: User, peer: Peer) -> Fixes:
    """Let nobody into a section but the host that it calls."""
    if peer.address is None:
        return ()
    bits = 32 if peer.address.family == 4 else 128
    permit = ("permit", f"{peer.address.host}/{bits}")
    deny = DENY_ALL if peer.address.family == 4 else ("deny", "::/0")
    return unsafe(f"let in {peer.address.host} only", add(user.categories[-1], deny, permit))
