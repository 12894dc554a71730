"""Where a caller who enters a context may get to, line by line, and where calls leave the server on the way.

No call is walked through: every line that may be run is followed, whatever the conditions above it say, unless they
are constant.  A line behind one that always ends, or that asks for a password, is not run.  What no file tells, such
as a `Goto` to a context that a variable names, is not followed.
"""

from __future__ import annotations

from iaxlint.call.dials import dials
from iaxlint.call.dialstring import mask_secret, parse_dial_string
from iaxlint.call.going import truth
from iaxlint.call.inside import Hop, Inside, Scope, asked_number
from iaxlint.model.arguments import split_arguments, split_call
from iaxlint.model.value import scan_int
from iaxlint.model.variables import HOLE, known, substitute
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iaxlint.call.dials import DialSite
    from iaxlint.call.inside import Door
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.extension import Extension, Priority

OUTWARD = frozenset(
    {"PJSIP", "SIP", "DAHDI", "ZAP", "MISDN", "H323", "OOH323", "CAPI", "VPB", "WOOMERA", "KHOMP", "DONGLE", "QUECTEL"}
    | {"MOBILE", "MOTIF", "GTALK"}
)
"""Technologies that carry a number out of the server, where the destination has one beside the device."""
MOST_STANDS = 20_000
"""So many places are looked at for one way in, and no more."""
DEEPEST = 8
"""So deep applications may run one another."""
_ENDING = frozenset(
    {"hangup", "busy", "congestion", "return", "macroexit", "authenticate", "vmauthenticate"}
    | {"incomplete", "raiseexception"}
)
"""Applications that lead nowhere, and behind which a call does not go on, or only with a password."""
_ASKING = frozenset({"read", "readexten"})
"""Applications that ask the caller for digits."""


@record
class WayOut:
    """One way from a context to a line where calls leave the server."""

    site: DialSite
    chosen: bool
    """Whether the caller chooses the number that is dialled there."""
    hops: list[Hop]
    """The lines that lead there, in order; the line that dials is not among them."""

    @property
    def leaves_over(self) -> str:
        """The trunk, as `IAX2/bar` or `PJSIP/provider`; holds no secret."""
        technology, _, rest = mask_secret(self.site.dial).partition("/")
        device = rest.partition("/")[0].rpartition("@")[2].partition(":")[0]
        return f"{technology.upper()}/{device}".replace(HOLE, "...")


def number_out(site: DialSite) -> str:
    """The number that a line asks for beyond this server; empty where it calls a device of its own.

    A fixed destination without a digit, such as `s`, is no number.
    """
    rest = site.dial.partition("/")[2]
    if site.technology == "IAX2":
        number = parse_dial_string(rest).extension or ""
    elif site.technology in OUTWARD:
        device, _, number = rest.partition("/")
        if "@" in device:
            # number[:secret]@host: what stands behind a slash is no number then (`chan_sip.c:sip_request_call`)
            number = device.partition("@")[0].removeprefix("sip:").partition(":")[0]
    else:
        return ""
    return number if not known(number) or any(map(str.isdigit, number)) else ""


@record
class _Stand:
    """A priority that may be run, and how it was come to."""

    context: str
    """The channel's: where a relative `Goto` looks."""
    door: Door
    priority: int
    free: bool
    """Whether the caller had a number to choose on the way."""
    before: _Stand | None
    jump: Hop | None
    """The line that led here; None at the beginning."""


class Reach:
    """The ways out of one dialplan; what is found out of it is kept for the next way in."""

    def __init__(self, dialplan: Dialplan) -> None:
        self.dialplan = dialplan
        self.inside = Inside(dialplan)
        self.sites: dict[tuple[str, str, int], list[DialSite]] = {}
        for site in dials(dialplan):
            self.sites.setdefault((site.context, site.extension, id(site.variable)), []).append(site)

        self._known: dict[str, list[WayOut]] = {}

    def ways_out(self, context: str) -> list[WayOut]:
        """Every way out for a caller who may dial any number of a context, the most dangerous first.

        `*` stands for callers who may ask for any context.
        """
        found = self._known.get(context)
        if found is None:
            names = list(self.dialplan.contexts) if context == "*" else [context]
            doors = self.inside.own if context == "*" else self.inside.doors
            starts = ((name, door) for name in names for door in doors(name))
            found = self._known[context] = _Follow(self).run(starts)
        return found


def reach_of(dialplan: Dialplan) -> Reach:
    """The ways out of a dialplan, kept with it."""
    return dialplan.memo.once("reach", lambda: Reach(dialplan))


class _Follow:
    """Follows the lines from one way in."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.dialplan = reach.dialplan
        self.waiting: list[_Stand] = []
        self.seen: set[tuple[str, int, int, bool]] = set()
        self.found: dict[tuple[int, str], WayOut] = {}
        self.depth = 0

    def run(self, starts: Iterable[tuple[str, Door]]) -> list[WayOut]:
        """All ways out, nearest first among those that are equally dangerous."""
        for context, door in starts:
            self.enter(context, door, 1, None)
        at = 0
        while at < len(self.waiting) and at < MOST_STANDS:
            self.go_down(self.waiting[at])
            at += 1
        return sorted(self.found.values(), key=lambda way: (not way.chosen, len(way.hops)))

    def enter(self, context: str, door: Door, priority: int, before: _Stand | None, jump: Hop | None = None) -> None:
        """Note a place to look at."""
        if door.extension is not None:
            free = (before is not None and before.free) or door.extension.is_pattern
            self.waiting.append(_Stand(context, door, priority, free, before, jump))
        else:
            assert door.switch is not None
            stand = _Stand(context, door, priority, True, before, jump)
            for site in self.reach.sites.get((door.context, "", id(door.switch.variable)), ()):
                self.leave(site, stand)

    def go_down(self, stand: _Stand) -> None:
        """Look at the priorities of an extension, from one on, up to where it surely ends."""
        extension = stand.door.extension
        assert extension is not None
        while (priority := extension.get(stand.priority)) is not None:
            key = (stand.context, id(extension), stand.priority, stand.free)
            if key in self.seen:
                return
            self.seen.add(key)
            app, data = priority.call
            for site in self.reach.sites.get((stand.door.context, extension.name, id(priority.variable)), ()):
                if site.technology == "LOCAL":
                    number, at, target = site.dial.partition("/")[2].partition("/")[0].partition("@")
                    self.jump(stand, priority, target if at else "default", number, "1")
                else:
                    self.leave(site, stand)
            if not self.run_application(stand, priority, app.lower(), data):
                return
            free = stand.free or app.lower() in _ASKING
            stand = _Stand(stand.context, stand.door, stand.priority + 1, free, stand.before, stand.jump)

    def leave(self, site: DialSite, stand: _Stand) -> None:
        """Note a line that leaves the server."""
        number = number_out(site)
        if number:
            chosen = stand.free and not known(number)
            key = (id(site.variable), site.dial)
            found = self.found.get(key)
            if found is None or (chosen and not found.chosen):
                self.found[key] = WayOut(site, chosen, _hops(stand))

    def run_application(self, stand: _Stand, priority: Priority, app: str, data: str) -> bool:
        """Follow what an application may lead to; whether the next priority may be run."""
        follow = _APPLICATIONS.get(app)
        if follow is None:
            return app not in _ENDING
        assert stand.door.extension is not None
        text = substitute(data, Scope(self.dialplan, stand.context, stand.door.extension))
        return follow(self, stand, priority, text)

    def go(self, stand: _Stand, priority: Priority, target: str) -> None:
        """Follow `[[context,]extension,]priority-or-label`."""
        parts = target.split(",")[:3]
        context, number, label = ("", "", *parts)[-3:]
        self.jump(stand, priority, context or stand.context, number, label.strip())

    def jump(self, stand: _Stand, priority: Priority, context: str, number: str, label: str) -> None:
        """Enter whatever a number may enter in a context, at a priority or label."""
        extension = stand.door.extension
        assert extension is not None
        doors = [stand.door]
        if number:
            doors = self.reach.inside.doors(context, asked_number(number, priority.data, extension))
        hop = Hop(f"{extension.title} of [{stand.door.context}] leads to [{context}]", priority.variable, context)
        for door in doors:
            at = _priority(door.extension, label, stand.priority) if door.extension is not None else 1
            if at is not None:
                self.enter(context, door, at, stand, hop if number else None)


def _priority(extension: Extension, label: str, here: int) -> int | None:
    """The number of a priority that is given as a number, as a label, or as steps from here."""
    if not known(label):
        return extension.first
    if label[:1] in ("+", "-") and (steps := scan_int(label)) is not None:
        return here + steps
    labelled = extension.labelled(label)
    return labelled.number if labelled is not None else scan_int(label)


def _hops(stand: _Stand) -> list[Hop]:
    """The lines that led to a place, the first one first."""
    jumps: list[_Stand] = []
    at: _Stand | None = stand
    while at is not None:
        jumps.append(at)
        at = at.before
    hops: list[Hop] = []
    for one in reversed(jumps):
        if one.jump is not None:
            hops.append(one.jump)
        if one.jump is not None or one.before is None:
            hops += one.door.hops
    return hops


def _goto(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    follow.go(stand, priority, data)
    return False


def _goto_if(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    """`GotoIf(condition?target:target)`; goes on below where one of the targets is empty."""
    condition, _, ways = data.partition("?")
    then, _, otherwise = ways.partition(":")
    falls_through = False
    for way in _possible(condition, then, otherwise):
        if way:
            follow.go(stand, priority, way)
        else:
            falls_through = True
    return falls_through


def _goto_if_time(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    return _goto_if(follow, stand, priority, f"{HOLE}?{data.partition('?')[2]}")


def _possible(condition: str, then: str, otherwise: str) -> tuple[str, ...]:
    """The choices that a condition leaves open."""
    value = truth(condition)
    return (then, otherwise) if value is None else (then,) if value else (otherwise,)


def _gosub(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    follow.go(stand, priority, data.partition("(")[0])
    return True


def _gosub_if(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    condition, _, ways = data.partition("?")
    then, otherwise, *_ = (*split_arguments(ways, ":", 2, raw=True), "", "")
    for way in _possible(condition, then, otherwise):
        _gosub(follow, stand, priority, way)
    return True


def _macro(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    follow.jump(stand, priority, f"macro-{data.partition(',')[0]}", "s", "1")
    return True


def _exec_if(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    condition, _, choices = data.partition("?")
    then, otherwise, *_ = (*split_arguments(choices, ":", 2, raw=True), "", "")
    goes_on = [_exec(follow, stand, priority, choice) for choice in _possible(condition, then, otherwise)]
    return any(goes_on)


def _exec_if_time(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    _exec(follow, stand, priority, data.partition("?")[2])
    return True


def _exec(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    """Run the application that is given; none does nothing."""
    app, inner = split_call(data)
    if follow.depth >= DEEPEST:
        return True
    follow.depth += 1
    goes_on = follow.run_application(stand, priority, app.strip().lower(), inner)
    follow.depth -= 1
    return goes_on


def _wait_for_digits(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    """`WaitExten` and `Background(files,options,language,context)`: the caller dials what the context has."""
    _files, _options, _language, context, *_ = (*split_arguments(data), "", "", "", "")
    follow.jump(stand, priority, context or stand.context, HOLE, "1")
    return True


def _wait_for_extension(follow: _Follow, stand: _Stand, priority: Priority, _data: str) -> bool:
    return _wait_for_digits(follow, stand, priority, "")


def _disa(follow: _Follow, stand: _Stand, priority: Priority, data: str) -> bool:
    """`DISA(password[,context])`: a dial tone, for everybody where the password is `no-password`."""
    password, context, *_ = (*split_arguments(data), "", "")
    if password.lower() == "no-password":
        follow.jump(stand, priority, context or "disa", HOLE, "1")
    return False


if TYPE_CHECKING:
    Application = Callable[[_Follow, _Stand, Priority, str], bool]

_APPLICATIONS: dict[str, Application] = {
    "background": _wait_for_digits,
    "disa": _disa,
    "exec": _exec,
    "execif": _exec_if,
    "execiftime": _exec_if_time,
    "gosub": _gosub,
    "gosubif": _gosub_if,
    "goto": _goto,
    "gotoif": _goto_if,
    "gotoiftime": _goto_if_time,
    "macro": _macro,
    "macroexclusive": _macro,
    "tryexec": _exec,
    "waitexten": _wait_for_extension,
}
