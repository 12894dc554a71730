"""What each application does to a channel: where it goes on, what it sets, whether it ends the call.

An application takes its data substituted, and gives the channels that go on; one that has ended has told
the walker so.  Those that are not listed do nothing that matters here.
"""

from __future__ import annotations

from iaxlint.call.blocks import (
    exec_else,
    exec_else_if,
    exec_end_while,
    exec_exit_if,
    exec_exit_while,
    exec_if,
    exec_while,
)
from iaxlint.call.channel import Values
from iaxlint.call.dialling import dial
from iaxlint.call.going import branch, goto, truth
from iaxlint.call.subroutines import exec_gosub, exec_gosub_if, exec_macro, exec_macro_exit, exec_pop, exec_return
from iaxlint.model.application import applications_of
from iaxlint.model.applications import RESULTS
from iaxlint.model.arguments import split_arguments, split_call
from iaxlint.model.variables import HOLE, known, substitute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iaxlint.call.channel import Channel
    from iaxlint.call.walk import Walker

    Ways = Iterable[Channel]
    Application = Callable[[Walker, Channel, str], Ways]

ANSWERING = frozenset(
    {"answer", "background", "playback", "read", "readexten", "record", "voicemail", "voicemailmain", "controlplayback"}
    | {"echo", "milliwatt", "musiconhold", "conference", "confbridge", "meetme", "page", "saydigits", "saynumber"}
    | {"sayalpha", "sayphonetic", "sayunixtime", "playtones", "dictate", "directory", "disa", "waitforsilence", "amd"}
)
"""Applications that answer the channel, or play to it."""

STAYING = frozenset(
    {"echo", "milliwatt", "musiconhold", "confbridge", "meetme", "voicemailmain", "dictate", "park", "bridgewait"}
    | {"slastation", "slatrunk", "datetime"}
)
"""Applications that keep the caller until somebody hangs up."""

OPEN = {
    "agi": "a program decides how the call goes on",
    "eagi": "a program decides how the call goes on",
    "deadagi": "a program decides how the call goes on",
    "stasis": "a program decides how the call goes on",
    "externalivr": "a program decides how the call goes on",
    "disa": "the caller's digits decide where the call goes on",
    "directory": "the caller's digits decide where the call goes on",
    "followme": "followme.conf decides who is called",
    "queue": "the members of a queue are called",
}
"""Applications after which no file tells what happens."""


def run_application(walker: Walker, channel: Channel, app: str, data: str) -> Ways:
    """Run an application by name, upper and lower case alike (`pbx_app.c:pbx_findapp`)."""
    name = app.lower()
    if not known(app):
        return walker.end(channel, "unknown", "the application that runs is not known")
    known_application = _APPLICATIONS.get(name)
    if known_application is not None and exists(walker, name):
        return known_application(walker, channel, data)
    if not exists(walker, name):
        return _missing(walker, channel, app)
    if name in ANSWERING:
        channel.answered = True
    for variable in RESULTS.get(name, ()):
        channel.assign(variable, HOLE)
    if name in OPEN:
        walker.note(f"{app}(): {OPEN[name]}")
        return walker.end(channel, "unknown" if name != "queue" else "elsewhere", OPEN[name])
    if name in STAYING:
        walker.note(f"{app}() keeps the call")
        return walker.end(channel, "fails", f"{app}() keeps the call on this server")
    return (channel,)


def exists(walker: Walker, name: str) -> bool:
    """Whether the version has an application."""
    return applications_of(walker.dialplan.version).missing(name) is None


def _missing(walker: Walker, channel: Channel, app: str) -> Ways:
    """No such application: the call is hung up, unless a module of somebody else brings it."""
    missing = applications_of(walker.dialplan.version).missing(app)
    assert missing is not None
    if not missing.sure:
        walker.note(f"{missing.why}, unless a module of somebody else brings it")
        return walker.end(channel, "unknown", missing.why)
    walker.note(f"{missing.why}: the call is hung up")
    return walker.end(channel, "fails", missing.why)


def _answer(_walker: Walker, channel: Channel, _data: str) -> Ways:
    channel.answered = True
    return (channel,)


def _ends(reason: str) -> Application:
    def application(walker: Walker, channel: Channel, _data: str) -> Ways:
        walker.note(reason)
        return walker.end(channel, "fails", reason)

    return application


def _set(_walker: Walker, channel: Channel, data: str) -> Ways:
    """`Set(name=value)`; without an equal sign nothing is set."""
    name, equal, value = data.partition("=")
    if equal and name:
        channel.assign(name, value)
    return (channel,)


def _set_many(_walker: Walker, channel: Channel, data: str) -> Ways:
    """`MSet(name=value,...)`, which takes quotes away."""
    for pair in split_arguments(data):
        parts = split_arguments(pair, "=", 2)
        if len(parts) == 2 and parts[0]:
            channel.assign(parts[0], parts[1])
    return (channel,)


def _goto(walker: Walker, channel: Channel, data: str) -> Ways:
    if not data:
        return walker.refuse(channel, "Goto has no priority to go to")
    return (channel,) if goto(walker, channel, data) else ()


def _goto_if(walker: Walker, channel: Channel, data: str) -> Ways:
    """`GotoIf(condition?target:target)`."""
    condition, _, ways = data.partition("?")
    then, _, otherwise = ways.partition(":")
    return branch(walker, channel, then, otherwise, condition=truth(condition))


def _goto_if_time(walker: Walker, channel: Channel, data: str) -> Ways:
    """`GotoIfTime(times?target:target)`."""
    from iaxlint.model.timing import applies

    times, _, ways = data.partition("?")
    then, _, otherwise = ways.partition(":")
    return branch(walker, channel, then, otherwise, condition=applies(times) if known(times) else None)


def _exec_if(walker: Walker, channel: Channel, data: str) -> Ways:
    """`ExecIf(condition?App(data):App(data))`, or `ExecIf(condition,App,data)` as it was written once."""
    comma, question = data.find(","), data.find("?")
    if question < 0 or 0 <= comma < question:
        condition, app, rest = (*split_arguments(data, most=3), "", "", "")[:3]
        choices: tuple[str, str] = (f"{app}({rest})", "")
    else:
        condition, *more = split_arguments(data, "?", 2, raw=True)
        branches = split_arguments(more[0], ":", 2, raw=True) if more and more[0] else []
        if not branches:
            return walker.refuse(channel, "ExecIf has no application to run")
        choices = (branches[0], branches[1] if len(branches) > 1 else "")
    value = truth(condition)
    ways: list[Channel] = []
    for holds_here, choice in ((True, choices[0]), (False, choices[1])):
        if value is None or value == holds_here:
            one = channel.fork() if value is None else channel
            if choice or holds_here:
                ways += _run(walker, one, choice)
            else:
                ways.append(one)
    return ways


def _run(walker: Walker, channel: Channel, choice: str) -> Ways:
    """Run `App(data)`; nothing at all is an application that is not there."""
    if not choice:
        return walker.refuse(channel, "ExecIf has no application to run")
    return run_application(walker, channel, *split_call(choice))


def _exec_if_time(walker: Walker, channel: Channel, data: str) -> Ways:
    """`ExecIfTime(times?App(data))`."""
    from iaxlint.model.timing import applies

    times, question, choice = data.partition("?")
    if not question:
        return walker.refuse(channel, "ExecIfTime has no application to run")
    value = applies(times) if known(times) else None
    ways: list[Channel] = [] if value else [channel.fork()]
    if value is not False:
        ways += run_application(walker, channel, *split_call(choice))
    return ways


def _exec(walker: Walker, channel: Channel, data: str) -> Ways:
    """`Exec(App(data))`, substituted once more."""
    app, inner = split_call(data)
    return run_application(walker, channel, app, substitute(inner, Values(walker.dialplan, channel))) if data else ()


def _try_exec(walker: Walker, channel: Channel, data: str) -> Ways:
    """`TryExec(App(data))`: an application that is not there does no harm."""
    app, _ = split_call(data)
    if known(app) and not exists(walker, app.lower()):
        channel.assign("TRYSTATUS", "NOAPP")
        return (channel,)
    if not data:
        return (channel,)
    channel.assign("TRYSTATUS", "SUCCESS")
    before = len(walker.endings)
    ways = list(_exec(walker, channel.fork(), data))
    failed = [ending for ending in walker.endings[before:] if ending.goes_on is not None]
    walker.endings[before:] = [ending for ending in walker.endings[before:] if ending.goes_on is None]
    for one in [ending.goes_on for ending in failed if ending.goes_on is not None]:
        one.go(*channel.location)
        one.jumped = False
        one.assign("TRYSTATUS", "FAILED")
        ways.append(one)
    return ways


def _retry_dial(walker: Walker, channel: Channel, data: str) -> Ways:
    """`RetryDial(announce,sleep,retries,dial arguments)`; one round tells what all would."""
    return dial(walker, channel, (split_arguments(data, most=4) + [""] * 4)[3])


def _wait_for_digits(walker: Walker, channel: Channel, _data: str) -> Ways:
    """`WaitExten`: digits lead where no file tells; without them the next priority comes, or `t`."""
    walker.end(channel, "unknown", "the caller's digits decide where the call goes on")
    if walker.find(channel, priority=channel.priority + 1) is not None:
        return (channel,)
    ways = walker.special(channel, "t", "no digit comes, and no extension t waits")
    for one in ways:
        one.jumped = True
    return ways


def _incomplete(walker: Walker, channel: Channel, data: str) -> Ways:
    """`Incomplete([n])`: wait for more digits if a longer number may be there, else go to `i`."""
    from iaxlint.model.pattern import shape

    reason, digits = "Incomplete waits for more digits of the number", channel.extension.replace("-", "")
    channel.answered = channel.answered or "n" not in data
    for part in walker.dialplan.below(channel.context):
        shapes = [shape(extension.name) for extension in part.extensions]
        if part.switches or any(one.goes_on_from(digits) for one in shapes):
            return walker.end(channel, "fails", reason)
    ways = walker.special(channel, "i", f"{reason}, and none is longer")
    for one in ways:
        one.jumped = True
    return ways


def _read(_walker: Walker, channel: Channel, data: str) -> Ways:
    """`Read(variable,...)`: what the caller presses."""
    channel.answered = True
    for variable in data.partition(",")[0].split("&"):
        if variable:
            channel.assign(variable, HOLE)
    channel.assign("READSTATUS", HOLE)
    return (channel,)


def _raise_exception(_walker: Walker, channel: Channel, _data: str) -> Ways:
    """`RaiseException(reason)`: extension `e` takes over."""
    channel.go("", "e", 1)
    return (channel,)


_APPLICATIONS: dict[str, Application] = {
    "answer": _answer,
    "busy": _ends("Busy() ends the call"),
    "congestion": _ends("Congestion() ends the call"),
    "continuewhile": exec_end_while,
    "dial": dial,
    "else": exec_else,
    "elseif": exec_else_if,
    "endwhile": exec_end_while,
    "exec": _exec,
    "execif": _exec_if,
    "execiftime": _exec_if_time,
    "exitif": exec_exit_if,
    "exitwhile": exec_exit_while,
    "gosub": exec_gosub,
    "gosubif": exec_gosub_if,
    "goto": _goto,
    "gotoif": _goto_if,
    "gotoiftime": _goto_if_time,
    "hangup": _ends("Hangup() ends the call"),
    "if": exec_if,
    "incomplete": _incomplete,
    "macro": exec_macro,
    "macroexclusive": exec_macro,
    "macroexit": exec_macro_exit,
    "mset": _set_many,
    "page": dial,
    "raiseexception": _raise_exception,
    "read": _read,
    "retrydial": _retry_dial,
    "return": exec_return,
    "set": _set,
    "stackpop": exec_pop,
    "tryexec": _try_exec,
    "waitexten": _wait_for_digits,
    "while": exec_while,
}
