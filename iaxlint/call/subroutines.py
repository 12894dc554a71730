"""`Gosub`, `Macro` and how they return (`app_stack.c`, and `app_macro.c` up to Asterisk 20)."""

from __future__ import annotations

from iaxlint.call.channel import Frame
from iaxlint.call.going import goto, truth
from iaxlint.model.arguments import split_arguments
from iaxlint.model.dialplan import Unsure
from iaxlint.model.variables import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.call.channel import Channel
    from iaxlint.call.walk import Walker

DEEPEST_MACRO = 7
"""Macros within macros, unless MACRO_RECURSION says otherwise."""


def exec_gosub(walker: Walker, channel: Channel, data: str) -> Iterable[Channel]:
    """`Gosub([[context,]extension,]priority[(argument,...)])`; a place that is not there ends the call."""
    label, bracket, rest = data.partition("(")
    end = rest.rfind(")")
    arguments = split_arguments(rest[:end] if end >= 0 else rest, raw=True) if bracket else []
    origin = channel.location
    if not goto(walker, channel, label):
        return ()
    found = walker.find(channel, priority=channel.priority)
    if isinstance(found, Unsure):
        return walker.end(channel, "unknown", found.reason)
    if found is None:
        place = f"{channel.extension}@{channel.context}, priority {channel.priority}"
        return walker.refuse(channel, f"Gosub to {place}, which is not there, ends the call")
    masked = _arguments_of(channel)
    channel.frames = (*channel.frames, Frame((origin[0], origin[1], origin[2] + 1), {}))
    for at in range(max(len(arguments), masked)):
        channel.hide(f"ARG{at + 1}", arguments[at] if at < len(arguments) else "")
    channel.hide("ARGC", str(len(arguments)))
    return (channel,)


def _arguments_of(channel: Channel) -> int:
    """How many arguments the subroutine has that is running, which the next one must not see."""
    count = channel.variables.get("ARGC", "") if channel.frames else ""
    return min(int(count), 100) if count.isdecimal() and len(count) < 4 else 0


def exec_gosub_if(walker: Walker, channel: Channel, data: str) -> Iterable[Channel]:
    """`GosubIf(condition?target(arguments):target(arguments))`."""
    parts = split_arguments(data, "?", 2, raw=True)
    if len(parts) != 2:
        return (channel,)
    labels = (*split_arguments(parts[1], ":", 2, raw=True), "", "")[:2]
    value = truth(parts[0])
    ways: list[Channel] = []
    for holds_here, label in ((True, labels[0]), (False, labels[1])):
        if value is None or value == holds_here:
            one = channel.fork() if value is None else channel
            ways += exec_gosub(walker, one, label) if label else (one,)
    return ways


def exec_return(walker: Walker, channel: Channel, data: str) -> Iterable[Channel]:
    """`Return([value])`; without a Gosub it ends the call."""
    if not channel.frames or channel.frames[-1].macro:
        return walker.refuse(channel, "Return without a Gosub ends the call")
    channel.go(*channel.leave().back)
    channel.assign("GOSUB_RETVAL", data)
    return (channel,)


def exec_pop(_walker: Walker, channel: Channel, _data: str) -> Iterable[Channel]:
    """`StackPop()`: forget where the last Gosub came from."""
    if channel.frames and not channel.frames[-1].macro:
        channel.leave()
    return (channel,)


def exec_macro(walker: Walker, channel: Channel, data: str) -> Iterable[Channel]:
    """`Macro(name,argument,...)`: extension `s` of context `macro-name`; one that is not there is passed over."""
    name, *arguments = data.split(",")
    context = f"macro-{name}"
    if not known(name):
        return walker.end(channel, "unknown", "which macro runs is not known")
    if sum(bool(frame.macro) for frame in channel.frames) >= DEEPEST_MACRO:
        return (channel,)
    for extension in ("s", "~~s~~"):
        found = walker.dialplan.find(context, extension, channel.callerid)
        if isinstance(found, Unsure):
            return walker.end(channel, "unknown", found.reason)
        if found is not None:
            break
    else:
        walker.note(f"there is no macro {name}")
        return (channel,)
    walker.note(f"runs macro {name}")
    here = channel.location
    channel.frames = (*channel.frames, Frame((here[0], here[1], here[2] + 1), {}, context))
    for variable, value in zip(("MACRO_CONTEXT", "MACRO_EXTEN", "MACRO_PRIORITY"), map(str, here), strict=True):
        channel.hide(variable, value)
    for at, argument in enumerate(arguments):
        channel.hide(f"ARG{at + 1}", argument)
    channel.go(context, extension, 1)
    return (channel,)


def exec_macro_exit(walker: Walker, channel: Channel, _data: str) -> Iterable[Channel]:
    """`MacroExit()`: back to behind the Macro."""
    if not channel.frames or not channel.frames[-1].macro:
        return walker.end(channel, "fails", "MacroExit outside of a macro ends the call")
    channel.go(*channel.leave().back)
    return (channel,)
