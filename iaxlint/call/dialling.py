"""`Dial` and its kin: who is called, and how the dialplan goes on when nobody takes the call.

Source: `app_dial.c:dial_exec_full`.
"""

from __future__ import annotations

from iaxlint.call.dialstring import mask_secret
from iaxlint.call.ways import Placed, judge
from iaxlint.model.arguments import BLANKS, split_arguments
from iaxlint.model.variables import HOLE, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.call.channel import Channel
    from iaxlint.call.walk import Walker

NEVER = frozenset({"iax"})
"""Technologies that Asterisk has never had, though people write them."""
GONE = {"sip": (20, 999), "mgcp": (20, 999), "skinny": (20, 999), "oss": (20, 999), "misdn": (18, 999)}
"""Technologies that newer versions do not have, with the version that had them last."""
DEEPEST = 8
"""How deep `Local/` calls nest at most."""
GIVES_UP = 31.0
"""After how many seconds chan_iax2 gives up an address that never answers: 1 + 10 + 10 + 10."""


def dial(walker: Walker, channel: Channel, data: str) -> Iterable[Channel]:
    """Place the calls of `Dial(tech/resource[&...][,timeout[,options[,url]]])`."""
    destinations, timeout, options = (*split_arguments(data, most=4), "", "", "")[:3]
    caller_number = HOLE if "f" in options else channel.callerid
    outcomes = []
    for part in destinations.split("&"):
        one = part.strip(BLANKS)
        if not one:
            continue
        technology, slash, resource = one.partition("/")
        if not known(technology):
            outcomes.append("elsewhere")
            continue
        if not slash or not resource:
            walker.note(f"Dial({one}) names no technology/resource: the call is hung up")
            return walker.refuse(channel, f"Dial takes technology/resource, and {one} is not one")
        kind = technology.lower()
        if kind == "iax2":
            verdict, handle = walker.try_call(f"IAX2/{resource}", caller_number)
            assert walker.variable is not None
            walker.calls.append(
                Placed(f"IAX2/{resource}", verdict, handle, walker.variable, channel.context, channel.extension)
            )
            walker.note(f"dials {shown(one)}: {_SAID[verdict]}")
            outcomes.append(verdict)
        elif kind == "local":
            outcomes.append(_local(walker, channel, resource))
        else:
            outcomes.append(_elsewhere(walker, one, kind))
    return _after(walker, channel, outcomes, timeout)


_SAID = {
    "reaches": "the call reaches the other server",
    "fails": "the call fails",
    "silent": "nobody answers at that address",
    "unknown": "no file tells whether the call gets there",
}


def shown(dial: str) -> str:
    """A dial string as it may be shown: without secrets, and with `...` for what is not known."""
    return mask_secret(dial).replace(HOLE, "...")


def switch_dial(data: str, number: str) -> str:
    """What an IAX2 switch dials for a number (`chan_iax2.c:iax2_exec`)."""
    peer, slash, context = data.partition("/")
    return f"IAX2/{peer}/{number}@{context}" if slash else f"IAX2/{peer}/{number}"


def _elsewhere(walker: Walker, one: str, kind: str) -> str:
    """A destination that is not reached over IAX2."""
    gone = GONE.get(kind)
    if kind in NEVER or (gone is not None and walker.dialplan.version.number > gone):
        walker.note(f"dials {shown(one)}: Asterisk {walker.dialplan.version} has no such technology")
        return "fails"
    walker.note(f"dials {shown(one)}, which is not IAX2")
    return "elsewhere"


def _local(walker: Walker, channel: Channel, resource: str) -> str:
    """Follow `Local/number[@context][/options]` through the dialplan (`core_local.c`)."""
    number, at, context = resource.partition("/")[0].partition("@")
    context = context if at else "default"
    walker.note(f"dials Local/{number}@{context}, and starts there".replace(HOLE, "..."))
    line = walker.variable
    inner = channel.called(context, number)
    state = inner.state()
    if state in walker.active:
        walker.note("the call comes back to where it was, and goes round in circles")
        return "fails"
    if len(walker.active) >= DEEPEST:
        return "unknown"
    if not walker.may_enter(inner):
        walker.note(walker.nothing_there(inner).reason)
        return "fails"
    walker.active.append(state)
    endings = walker.run(inner)
    walker.active.pop()
    walker.variable = line
    verdict, _ = judge(endings)
    if verdict == "fails" and endings and all(ending.answered for ending in endings):
        return "answered"
    if verdict == "unknown" and all(ending.verdict == "elsewhere" for ending in endings):
        return "elsewhere"
    return "failed-inside" if verdict == "fails" else verdict


def _after(walker: Walker, channel: Channel, outcomes: list[str], timeout: str) -> Iterable[Channel]:
    """What becomes of the channel: a call that gets through ends its way, and failures lead to the next priority."""
    if "reaches" in outcomes:
        return walker.end(channel, "reaches", "")
    if "answered" in outcomes:
        return walker.end(channel, "fails", "the server itself answers, and places no call that gets through")
    status = _status(outcomes, timeout)
    if "unknown" in outcomes:
        walker.end(channel, "unknown", "no file tells whether a call gets through")
        status = HOLE
    elif "elsewhere" in outcomes:
        walker.end(channel, "elsewhere", "the call goes on over something else than IAX2")
        status = HOLE
    channel.assign("DIALSTATUS", status)
    channel.written["HANGUPCAUSE"] = HOLE
    return (channel,)


def _status(outcomes: list[str], timeout: str) -> str:
    """`DIALSTATUS` when every call failed (`app_dial.c:wait_for_answer`).

    A refused call counts as unavailable.  One that nobody answers counts so too, unless the timeout
    comes before chan_iax2 gives up.
    """
    if "failed-inside" in outcomes:
        return HOLE
    if "silent" not in outcomes:
        return "CHANUNAVAIL"
    try:
        seconds = float(timeout.partition("^")[0])
    except ValueError:
        return "CHANUNAVAIL"
    if not 0 < seconds < 10 * GIVES_UP:
        return "CHANUNAVAIL"
    return "NOANSWER" if seconds < 0.9 * GIVES_UP else HOLE if seconds < 1.5 * GIVES_UP else "CHANUNAVAIL"
