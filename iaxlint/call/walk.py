"""What happens to a call in the dialplan: every way that it may take, priority by priority.

Where a condition hangs on what no file tells, both ways are followed.  A way ends when a call over IAX2
reaches the other server, when the call goes where no file tells, or when nothing is left to run.
Source: `pbx.c:__ast_pbx_run` and `pbx_extension_helper`.
"""

from __future__ import annotations

from iaxlint.call.applications import run_application
from iaxlint.call.channel import Channel, Values
from iaxlint.call.dialling import dial, switch_dial
from iaxlint.call.ways import Ending, Move, Placed, judge
from iaxlint.model.dialplan import Found, Unsure
from iaxlint.model.variables import LONGEST_VALUE, known, substitute
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iaxlint.loader.config import Variable
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.extension import Priority, Switch

    PlaceCall = Callable[[str, str], tuple[str, object]]
    """From `IAX2/...` to a verdict and whatever the caller wants to keep of the call.

    The verdict is `reaches`, `fails` (the other end says no, or the call can't be placed), `silent`
    (it fails because nobody answers) or `unknown`.
    """
    AskSwitch = Callable[[str, str], bool | None]
    """From the data of an IAX2 switch and a number to whether the other end has it; None where no file tells."""

MOST_STEPS = 4000
"""How many priorities are run at most, over all ways."""
MOST_WAYS = 100
"""How many ways are followed at most."""


@record
class Walk:
    """All ways through a dialplan, and what they come to."""

    verdict: str
    """`reaches` or `fails` where all ways agree, else `unknown`."""
    reason: str
    """Why it fails or is unknown; empty when it reaches."""
    variable: Variable | None
    """The line to look at."""
    calls: list[Placed]
    """Every call over IAX2 that is placed on any way, in order."""
    moves: list[Move]
    endings: list[Ending]

    @property
    def reached(self) -> Placed | None:
        """The first call that reaches."""
        return next((call for call in self.calls if call.verdict == "reaches"), None)

    @property
    def answered(self) -> bool | None:
        """Whether the call is answered, by this server or by whom it is passed on to; None where that is open."""
        answers = {ending.answered or ending.verdict == "reaches" for ending in self.endings}
        if any(ending.verdict in ("unknown", "elsewhere") and not ending.answered for ending in self.endings):
            return None
        return answers.pop() if len(answers) == 1 else None


def walk(
    dialplan: Dialplan,
    context: str,
    number: str,
    place_call: PlaceCall,
    ask_switch: AskSwitch,
    callerid: str = "",
    variables: dict[str, str] | None = None,
) -> Walk:
    """Follow a call to a number of a context, as `Local/number@context` or a call from outside starts it.

    `callerid` is the caller's number, empty for none and `HOLE` where it is not known; `variables` are
    those that the channel has from the start.
    """
    walker = Walker(dialplan, place_call, ask_switch)
    channel = Channel(context, number, 1, callerid, dict(variables or {}), {}, {}, {})
    walker.active.append(channel.state())
    endings = walker.run(channel) if walker.may_enter(channel) else [walker.nothing_there(channel)]
    verdict, ending = judge(endings)
    return Walk(
        verdict=verdict,
        reason="" if verdict == "reaches" else ending.reason,
        variable=ending.variable,
        calls=walker.calls,
        moves=walker.moves,
        endings=endings,
    )


class Walker:
    """Follows all ways of a call, and of the calls that it makes through `Local/`."""

    def __init__(self, dialplan: Dialplan, place_call: PlaceCall, ask_switch: AskSwitch) -> None:
        self.dialplan = dialplan
        self.place_call = place_call
        self.ask_switch = ask_switch
        self.calls: list[Placed] = []
        self.moves: list[Move] = []
        self.endings: list[Ending] = []
        self.steps = 0
        self.ways = 1
        self.active: list[tuple[object, ...]] = []
        """Where the `Local/` calls started that are being followed."""
        self.variable: Variable | None = None
        """The line that is being run."""
        self.placed: dict[tuple[str, str], tuple[str, object]] = {}
        self.answers: dict[tuple[str, str], bool | None] = {}
        """What switches were asked so far, by their data and a number."""

    def run(self, start: Channel) -> list[Ending]:
        """Every ending of the ways that a channel may take."""
        outer, self.endings = self.endings, []
        waiting = [start]
        seen: set[tuple[object, ...]] = set()
        while waiting:
            channel = waiting.pop()
            state = channel.state()
            if state in seen:
                continue
            seen.add(state)
            self.steps += 1
            if self.steps > MOST_STEPS or self.ways > MOST_WAYS:
                self.end(channel, "unknown", "the dialplan has more ways and steps than are followed")
                break
            following = list(self.step(channel))
            self.ways += max(0, len(following) - 1)
            waiting += reversed(following)
        found, self.endings = self.endings, outer
        return found

    def end(self, channel: Channel, verdict: str, reason: str) -> tuple[Channel, ...]:
        """Note that a way ends here."""
        self.endings.append(Ending(verdict, reason, self.variable, channel.answered))
        return ()

    def refuse(self, channel: Channel, reason: str) -> tuple[Channel, ...]:
        """Note that a way ends here, because an application fails."""
        self.endings.append(Ending("fails", reason, self.variable, channel.answered, channel))
        return ()

    def note(self, message: str) -> None:
        """Note what happens at the line that is being run."""
        self.moves.append(Move(message, self.variable))

    def find(self, channel: Channel, extension: str = "", priority: int = 1) -> Found | Unsure | None:
        """What a channel would enter at a priority of an extension of its context, or of its own."""
        name = extension or channel.extension

        def ask(switch: Switch, number: str) -> bool | None:
            return self.ask(channel, switch, number) if priority in (1, 2) else False

        return self.dialplan.find(channel.context, name, channel.callerid, priority, ask)

    def may_enter(self, channel: Channel) -> bool:
        """Whether a call may start there; `i` is no help to one that can't (`core_local.c:local_call`)."""
        whole = known(channel.extension) and known(channel.context)
        return not whole or self.find(channel) is not None

    def nothing_there(self, channel: Channel) -> Ending:
        """A call that has nowhere to start."""
        return Ending("fails", self.lacking(channel), self.variable, answered=False)

    def lacking(self, channel: Channel) -> str:
        """What is not there for a channel to enter."""
        lacking = "extension" if self.dialplan.has(channel.context) else "context"
        return f"there is no {lacking} for {channel.extension}@{channel.context}"

    def ask(self, channel: Channel, switch: Switch, number: str) -> bool | None:
        """Whether the other end of an IAX2 switch has a number (`chan_iax2.c:iax2_exists`)."""
        data = self.switch_data(channel, switch)
        if switch.name.lower() != "iax2" or not known(data) or not known(number):
            return None
        question = data, number
        if question not in self.answers:
            self.answers[question] = self.ask_switch(data, number)
        return self.answers[question]

    def switch_data(self, channel: Channel, switch: Switch) -> str:
        """The data of a switch, substituted where it is an `eswitch`."""
        return substitute(switch.data, Values(self.dialplan, channel)) if switch.evaluated else switch.data

    def try_call(self, dial: str, caller_number: str = "") -> tuple[str, object]:
        """What comes of a call over IAX2; each dial string is tried once for a caller's number."""
        if not known(dial):
            return "unknown", None
        known_outcome = self.placed.get((dial, caller_number))
        if known_outcome is None:
            known_outcome = self.placed[dial, caller_number] = self.place_call(dial, caller_number)
        return known_outcome

    def step(self, channel: Channel) -> Iterable[Channel]:
        """Run one priority; gives the channels that go on, more than one where the way forks."""
        if not known(channel.extension) or not known(channel.context):
            return self.end(channel, "unknown", "where it goes on is not known")
        found = self.find(channel, priority=channel.priority)
        if isinstance(found, Unsure):
            self.variable = found.variable or self.variable
            return self.end(channel, "unknown", found.reason)
        if found is None:
            return self.missing(channel)
        self.variable = found.variable
        if found.switch is not None:
            return self.through_switch(channel, found.switch)
        assert found.priority is not None
        return self.execute(channel, found.priority)

    def through_switch(self, channel: Channel, switch: Switch) -> Iterable[Channel]:
        """Pass the call on to the other end of a switch (`chan_iax2.c:iax2_exec`)."""
        if channel.priority != 1:
            return self.end(channel, "fails", f"the switch {switch.title} has nothing more to run")
        return self.advance(dial(self, channel, switch_dial(self.switch_data(channel, switch), channel.extension)))

    def execute(self, channel: Channel, priority: Priority) -> Iterable[Channel]:
        """Run the application of a priority."""
        app, data = priority.call
        values = Values(self.dialplan, channel)
        return self.advance(run_application(self, channel, app, substitute(data, values)[:LONGEST_VALUE]))

    def advance(self, channels: Iterable[Channel]) -> Iterable[Channel]:
        """The channels at their next priorities."""
        following = []
        for channel in channels:
            if not channel.jumped:
                channel.priority += 1
            channel.jumped = False
            following.append(channel)
        return following

    def missing(self, channel: Channel) -> Iterable[Channel]:
        """No such priority: return from a Macro, go to `i` or `t`, or end (`pbx.c:__ast_pbx_run`)."""
        if channel.frames and channel.frames[-1].macro:
            return self.back_from_macro(channel)
        where = f"{channel.extension}@{channel.context}"
        first = self.find(channel)
        if isinstance(first, Unsure):
            return self.end(channel, "unknown", first.reason)
        if first is not None:
            if self.dialplan.autofallthrough:
                return self.end(channel, "fails", f"{where} has no priority {channel.priority}: the call is hung up")
            return self.special(channel, "t", f"{where} has no priority {channel.priority}, and no extension t waits")
        channel.assign("INVALID_EXTEN", channel.extension)
        return self.special(channel, "i", self.lacking(channel))

    def special(self, channel: Channel, name: str, reason: str) -> Iterable[Channel]:
        """Go on at a special extension, or at `e`, or end for a reason."""
        for extension in (name, "e"):
            found = self.find(channel, extension)
            if isinstance(found, Unsure):
                return self.end(channel, "unknown", found.reason)
            if found is not None:
                self.note(f"{reason}: extension {extension} takes over")
                channel.go("", extension, 1)
                channel.jumped = False
                return (channel,)
        return self.end(channel, "fails", reason)

    def back_from_macro(self, channel: Channel) -> Iterable[Channel]:
        """A Macro ends where its priorities end; one that was left by Goto is forgotten (`app_macro.c`)."""
        frame = channel.leave()
        if channel.context == frame.macro:
            channel.context, channel.extension, channel.priority = frame.back
        return (channel,)
