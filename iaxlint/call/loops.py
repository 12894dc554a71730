"""Numbers that servers pass on to each other for ever.

Nothing is concluded from patterns alone: a number that fits the patterns on both sides is followed through the
dialplans, extension by extension, and each call is simulated, until it comes back to where it was.
"""

from __future__ import annotations

from iaxlint.call.dialling import switch_dial
from iaxlint.call.dials import dials, parts_known
from iaxlint.call.dialstring import parse_dial_string
from iaxlint.call.inside import Scope
from iaxlint.call.links import links_of
from iaxlint.call.simulate import place_call
from iaxlint.model.dialplan import Found
from iaxlint.model.pattern import shape
from iaxlint.model.variables import HOLE, known, substitute
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.call import Call
    from iaxlint.call.dials import DialSite
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.extension import Extension, Switch
    from iaxlint.model.pattern import Shape
    from iaxlint.model.server import Server

MOST_TURNS = 8
"""So many calls a number is followed for."""
MOST_PAIRS = 4
"""Up to so many patterns that a number may meet next are looked at together with the one that it fits."""
LENGTHS = (2, 4, 7, 11)
"""How long numbers are tried, where a pattern takes many lengths."""
_HARMLESS = frozenset(
    {"answer", "noop", "log", "verbose", "wait", "progress", "proceeding", "ringing", "playback", "playtones", "set"}
    | {"mset", "cel", "callcompletionrequest", "resetcdr", "nocdr", "forkcdr", "stopplaytones", "setcallerpres"}
)
"""Applications behind which the next priority comes."""
_ANY = shape("_X.")


@record
class Turn:
    """A line that passes a number on to another server."""

    server: Server
    context: str
    extension: str
    """Empty for a switch."""
    variable: Variable


@record
class Loop:
    """A number that comes back to where it was."""

    number: str
    turns: list[Turn]
    """One for each time that it is passed on, that of the server which comes first in the fleet first."""


@record
class _Forward:
    """A line that passes on what is dialled, and the call that it makes to no number in particular."""

    site: DialSite
    call: Call
    extension: Extension | None
    data: str
    """What it dials, before substitution."""


_Forwards = dict[tuple[str, str, str], _Forward]
State = tuple[str, str, str]
"""A server, a context, and the number that enters it."""


def loops(fleet: Fleet) -> Iterator[Loop]:
    """Each loop once, with one of the numbers that go round."""
    forwards = _forwards(fleet)
    landings: dict[tuple[str, str], list[_Forward]] = {}
    for (server, context, _), forward in forwards.items():
        landings.setdefault((server, context), []).append(forward)
    told: set[frozenset[int]] = set()
    tried: set[State] = set()
    for forward in forwards.values():
        callee, landing = forward.call.callee, forward.call.context
        if callee is None or landing is None:
            continue
        below = (part.name for part in callee.dialplan.below(landing))
        onward = [back for name in below for back in landings.get((callee.name, name), ())]
        others = onward if len(onward) <= MOST_PAIRS else [forward]
        for number in dict.fromkeys(number for back in others for number in _samples(forward, back)):
            turns = _round(fleet, forwards, (callee.name, landing, number), tried)
            lines = frozenset(id(turn.variable) for turn in turns)
            if turns and lines not in told:
                told.add(lines)
                yield Loop(number, turns)


def _forwards(fleet: Fleet) -> _Forwards:
    """The lines that pass a number on to a server of the fleet, of servers that others pass numbers on to."""
    entered: dict[str, set[str]] = {}
    for server in fleet.servers:
        for callee, context in fleet.ask(passes_on_to, server):
            entered.setdefault(callee, set()).add(context)
    relays = {name for name, contexts in entered.items() if _relays(fleet, fleet.by_name[name], contexts)}
    senders = {name for name in relays if any(to in relays for to, _ in fleet.ask(passes_on_to, fleet.by_name[name]))}
    found: _Forwards = {}
    for server in fleet.servers:
        if server.name in senders:
            calls = {site.dial: call for site, call in _passing(fleet, server)}
            by_name: dict[str, dict[str, Extension]] = {}
            for site in dials(server.dialplan):
                site_call = calls.get(site.dial) if parts_known(site) else None
                if site_call is None:
                    continue
                if site.context not in by_name:
                    all_of_it = server.dialplan.contexts[site.context].extensions
                    by_name[site.context] = {one.name: one for one in all_of_it if one.caller is None}
                forward = _forward(site, site_call, by_name[site.context])
                if forward is not None:
                    found.setdefault((server.name, site.context, site.extension), forward)
    return found


def _passing(fleet: Fleet, server: Server) -> Iterator[tuple[DialSite, Call]]:
    """The lines of a server that pass on what is dialled, and the call that each makes to no number in particular."""
    for link in links_of(fleet, server):
        for site, call in zip(link.sites, link.calls, strict=False):
            if site.number is None and call.verdict != "fails" and call.callee is not None:
                yield site, call


def passes_on_to(fleet: Fleet, server: Server) -> tuple[tuple[str, str], ...]:
    """To which servers and contexts a server passes on what is dialled (a question for `Fleet.ask`)."""
    return tuple(
        dict.fromkeys(
            (call.callee.name, call.context or "") for _, call in _passing(fleet, server) if call.callee is not None
        )
    )


def relaying(_: Fleet, server: Server) -> tuple[tuple[str, bool], ...]:
    """Of each context that a user of a server may enter: whether any line there may pass on what comes in."""
    contexts = {"default": None}
    for user in server.iax.users.values():
        contexts.update((name, None) for name, _ in user.contexts)
    return tuple((context, may_relay(server, {context})) for context in contexts)


def _relays(fleet: Fleet, server: Server, contexts: set[str]) -> bool:
    known = dict(fleet.ask(relaying, server))
    judged = contexts - {""}
    return any(known.get(name) for name in judged) or (
        not judged <= known.keys() and may_relay(server, judged - known.keys())
    )


def may_relay(server: Server, contexts: set[str]) -> bool:
    """A quick look whether any line may pass on what comes in; it spares most servers a closer one."""
    for part in {id(part): part for context in contexts for part in server.dialplan.below(context)}.values():
        if any(switch.name.lower() == "iax2" for switch in part.switches):
            return True
        for extension in part.extensions:
            if extension.is_pattern and any(_may_pass_on(line.value.lower()) for _, line in extension.lines):
                return True
    return False


def _may_pass_on(text: str) -> bool:
    return "dial(" in text and ("iax2/" in text or "dial(${" in text)


def _forward(site: DialSite, call: Call, extensions: dict[str, Extension]) -> _Forward | None:
    """A line that surely runs when its extension is entered, or a switch; `extensions` are those of its context."""
    if not site.extension:
        return _Forward(site, call, None, site.dial)
    extension = extensions.get(site.extension)
    if extension is None or not extension.is_pattern:
        return None
    number = 1
    while (priority := extension.get(number)) is not None:
        app, data = priority.call
        if priority.variable is site.variable and app.lower() == "dial":
            return _Forward(site, call, extension, data)
        if app.lower() not in _HARMLESS:
            return None
        number += 1
    return None


def _samples(forward: _Forward, back: _Forward) -> list[str]:
    """Numbers that fit the patterns of two lines."""
    one, other = (_shape(side.extension) for side in (forward, back))
    least = max(one.least, other.least, 1)
    most = min(side.most if side.most is not None else max(least, LENGTHS[-1]) for side in (one, other))
    found = []
    for size in sorted({least, *LENGTHS}):
        if least <= size <= most:
            places = [_common(one, other, at) for at in range(size)]
            if all(places):
                found += ["".join(place[pick] for place in places) for pick in (-1, 0)]
    return found


def _shape(extension: Extension | None) -> Shape:
    if extension is None:
        return _ANY
    if extension.shape is None:
        extension.shape = shape(extension.name)
    return extension.shape


def _common(one: Shape, other: Shape, at: int) -> str:
    """The characters that two shapes allow at a place, digits where there are any."""
    allowed = [side.allowed[at] for side in (one, other) if at < len(side.allowed)] or ["0123456789"]
    common = [char for char in allowed[0] if char in allowed[-1]]
    return "".join(char for char in common if char in "0123456789") or "".join(common)


def _round(fleet: Fleet, forwards: _Forwards, state: State, tried: set[State]) -> list[Turn]:
    """Follow a number that has landed; the turns of the loop that it gets into, or none if that is no new one."""
    seen: dict[State, int] = {}
    turns: list[Turn] = []
    dialled: list[str] = []
    while state not in seen:
        if state in tried or len(turns) >= MOST_TURNS:
            return []
        tried.add(state)
        seen[state] = len(turns)
        server, context, number = fleet.by_name[state[0]], state[1], state[2]
        found = server.dialplan.find(context, number, HOLE, ask=_passes_on)
        if not isinstance(found, Found) or found.doubt is not None:
            return []
        name = found.extension.name if found.extension is not None else ""
        forward = forwards.get((server.name, found.context, name))
        if forward is None or (found.switch is not None and found.switch.variable is not forward.site.variable):
            return []
        assert forward.call.callee is not None
        assert forward.call.context is not None
        dial = _dialled(server, found, forward, number)
        onward = parse_dial_string(dial.partition("/")[2]).extension
        if not onward or not known(dial):
            return []
        turns.append(Turn(server, found.context, name, forward.site.variable))
        dialled.append(dial)
        state = (forward.call.callee.name, forward.call.context, onward)
    first = seen[state]
    for turn, dial in zip(turns[first:], dialled[first:], strict=True):
        # a switch only asks, and the answer waits for the one that asked first
        if turn.extension and place_call(fleet, turn.server, dial).verdict == "fails":
            return []
    order = [fleet.servers.index(turn.server) for turn in turns[first:]]
    start = first + order.index(min(order))
    return turns[start:] + turns[first:start]


def _passes_on(switch: Switch, _number: str) -> bool | None:
    """A switch over IAX2 is asked like an extension for every number."""
    return True if switch.name.lower() == "iax2" and not switch.evaluated else None


def _dialled(server: Server, found: Found, forward: _Forward, number: str) -> str:
    """What a line dials over IAX2 for a number."""
    if found.switch is not None:
        return switch_dial(found.switch.data, number)
    assert found.extension is not None
    scope = Scope(server.dialplan, found.context, found.extension)
    scope.values["EXTEN"] = number
    text = substitute(forward.data, scope).partition(",")[0]
    return next((part.strip() for part in text.split("&") if part.strip().lower().startswith("iax2/")), HOLE)
