"""`While` and `If` with what closes them (`app_while.c`, `app_if.c`)."""

from __future__ import annotations

from iaxlint.call.going import truth
from iaxlint.model.dialplan import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.call.channel import Channel
    from iaxlint.call.walk import Walker
    from iaxlint.model.extension import Priority

FARTHEST = 300
"""How many priorities are searched for what closes a block."""


def _after(walker: Walker, channel: Channel, opening: str, wanted: tuple[str, ...]) -> Priority | None:
    """The first of some applications, in lower case, that belongs to the block which is open here."""
    depth = 1
    closing = f"end{opening}"
    for number in range(channel.priority + 1, channel.priority + FARTHEST):
        found = walker.find(channel, priority=number)
        if not isinstance(found, Found) or found.priority is None:
            return None
        name = found.priority.app.lower()
        depth += (name == opening) - (name == closing)
        if name in wanted and depth == int(name != closing):
            return found.priority
    return None


def exec_while(walker: Walker, channel: Channel, data: str) -> Iterable[Channel]:
    """`While(condition)`: into the loop, or behind its `EndWhile`."""
    value = truth(data)
    ways = []
    here = channel.location
    if value is not False:
        inside = channel.fork() if value is None else channel
        if not inside.loops or inside.loops[-1] != here:
            inside.loops = (*inside.loops, here)
        ways.append(inside)
    if value is not True:
        if channel.loops and channel.loops[-1] == here:
            channel.loops = channel.loops[:-1]
        ways.append(_behind(walker, channel, "while"))
    return ways


def _behind(walker: Walker, channel: Channel, opening: str) -> Channel:
    """Behind what closes the block; at the next priority where nothing does."""
    closing = _after(walker, channel, opening, (f"end{opening}",))
    if closing is not None:
        channel.priority = closing.number
    return channel


def exec_end_while(_walker: Walker, channel: Channel, _data: str) -> Iterable[Channel]:
    """`EndWhile()` and `ContinueWhile()`: back to the condition."""
    if channel.loops:
        channel.go(*channel.loops[-1])
    return (channel,)


def exec_exit_while(walker: Walker, channel: Channel, _data: str) -> Iterable[Channel]:
    """`ExitWhile()`: behind the loop."""
    if channel.loops:
        channel.context, channel.extension, channel.priority = channel.loops[-1]
        channel.loops = channel.loops[:-1]
        _behind(walker, channel, "while")
    return (channel,)


def exec_if(walker: Walker, channel: Channel, data: str) -> Iterable[Channel]:
    """`If(condition)`: into the branch, or to the next `ElseIf`, or behind `Else` or `EndIf`."""
    value = truth(data)
    if value is True:
        return (channel,)
    ways = [channel.fork()] if value is None else []
    branch = _after(walker, channel, "if", ("elseif", "else", "endif"))
    if branch is not None:
        channel.priority = branch.number - (branch.app.lower() == "elseif")
    return [*ways, channel]


def exec_exit_if(walker: Walker, channel: Channel, _data: str) -> Iterable[Channel]:
    """`ExitIf()`: behind the block."""
    return (_behind(walker, channel, "if"),)


exec_else = exec_exit_if
"""Whoever comes to `Else` has been through a branch already."""
exec_else_if = exec_if
"""`ElseIf` asks, even of those who come from the branch above it."""
