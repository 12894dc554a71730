"""Fixes of access lists and codec lists: what they lack, and lines in the wrong order."""

from __future__ import annotations

from iaxlint.model.access import apply_rules
from iaxlint.rules.mending import above, add, below, is_own, move_above, replace, safe, unsafe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Variable
    from iaxlint.model.account import Account
    from iaxlint.model.address import Address
    from iaxlint.model.peer import Peer
    from iaxlint.model.reading import Decided
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


def let_in(account: Account, address: Address) -> Fixes:
    """Let an address pass an access list that refuses it: by the order of its lines, a mask, or a line more."""
    rules = [rule for rule in account.access.rules if rule.family]
    deciding = apply_rules(rules, address)
    if deciding is None or deciding.permit:
        return ()
    permits = [rule for rule in rules if rule.permit and rule.family == deciding.family]
    if any(rule.matches(address) for rule in permits) and not deciding.mask:
        return deny_first(deciding.variable, permits[0].variable)
    for rule in permits:
        if rule.family == 4 and rule.text == rule.variable.value and rule.text.endswith(".0"):
            _, number = address.unmapped
            if rule.network >> 8 == number >> 8 and not rule.variable.via:
                return unsafe(f"write {rule.text}/24", replace(rule.variable, f"{rule.text}/24"))
    last, section = rules[-1].variable, account.categories[-1]
    line = ("permit", f"{address.host}/{32 if deciding.family == 4 else 128}")
    step = below(last, line) if is_own(last, section) else add(section, line)
    return unsafe(f"let {address.host} in", step)


def reset_first(decided: Decided) -> Fixes:
    """Move a `disallow=all` that stands below everything above the first `allow`."""
    allowed, reset = decided.get("allow"), decided.get("disallow", [None])[-1]
    if not allowed or reset is None or reset.value.lower() != "all" or reset.via or allowed[0].via:
        return ()
    return safe("put disallow=all above the first allow", move_above(reset, allowed[0]))
