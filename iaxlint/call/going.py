"""Where a channel goes on: `Goto` and conditions (`pbx.c:pbx_parseable_goto`, `pbx_checkcondition`)."""

from __future__ import annotations

from iaxlint.model.arguments import BLANKS, holds
from iaxlint.model.dialplan import Found, Unsure
from iaxlint.model.value import scan_int
from iaxlint.model.variables import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.call.channel import Channel
    from iaxlint.call.walk import Walker


def goto(walker: Walker, channel: Channel, target: str) -> bool:
    """Go to `[[context,]extension,]priority-or-label`; notes the ending and gives False where that cannot be.

    Source: `pbx.c:pbx_parseable_goto`.  Only labels are looked up: a number that is not there shows later.
    """
    parts = target.split(",")
    context, extension, priority = ("", "", parts[0])
    if len(parts) == 2:
        extension, priority = parts
    elif len(parts) > 2:
        context, extension, priority = parts[:3]
    if not known(target):
        walker.end(channel, "unknown", "where it goes on is not known")
        return False
    sign, digits = priority[:1], priority
    if sign in ("+", "-"):
        digits = priority[1:]
    number = scan_int(digits)
    if number is None or digits.strip(BLANKS).lstrip("+-").strip("0123456789"):
        context_of, extension_of = context or channel.context, extension or channel.extension
        found = walker.dialplan.find_label(context_of, extension_of, digits, channel.callerid)
        if isinstance(found, Unsure):
            walker.end(channel, "unknown", found.reason)
            return False
        if not isinstance(found, Found) or found.priority is None:
            walker.refuse(channel, f"{priority!r} is no priority and no label of {extension_of}@{context_of}")
            return False
        number = found.priority.number
    elif sign in ("+", "-"):
        number = channel.priority + (number if sign == "+" else -number)
    channel.go(context, extension, number)
    walker.note(f"goes to {channel.extension}@{channel.context}, priority {channel.priority}")
    return True


def branch(walker: Walker, channel: Channel, then: str, otherwise: str, *, condition: bool | None) -> Iterable[Channel]:
    """Go one of two ways, or both where the condition is not known; an empty way is the next priority."""
    ways = []
    for way in (then, otherwise) if condition is None else (then,) if condition else (otherwise,):
        one = channel.fork() if condition is None else channel
        if not way or goto(walker, one, way):
            ways.append(one)
    return ways


def truth(condition: str) -> bool | None:
    """Whether a condition holds; None where no file tells."""
    return holds(condition) if known(condition) else None
