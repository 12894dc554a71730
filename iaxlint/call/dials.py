"""Where in a dialplan calls over IAX2 are dialled, as far as the lines themselves tell.

Nothing is followed here: what a variable holds is known where it is a global one, where the extension
sets it once, or where it is the number of an extension that is no pattern.
"""

from __future__ import annotations

from iaxlint.call.dialling import switch_dial
from iaxlint.call.dialstring import parse_dial_string
from iaxlint.model.arguments import BLANKS, split_arguments, split_call
from iaxlint.model.extension import applications_in
from iaxlint.model.variables import HOLE, PREDEFINED, bare_name, known, substitute
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.dialstring import DialString
    from iaxlint.loader.config import Variable
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.extension import Context, Extension, Priority

_DIALLING = {"dial": 0, "page": 0, "retrydial": 3}
"""Applications that take destinations, and which of their arguments those are."""
_SPECIAL = frozenset("sithoaeT")
"""Extensions that are entered for other reasons than that somebody dials them."""
_RUNNING = frozenset({"exec", "tryexec", "execif", "execiftime"})
"""Applications that run another one, which is given to them."""
_NAMING = _RUNNING.union(_DIALLING)
"""Applications that may name destinations."""


@record
class DialSite:
    """One destination of a line that dials."""

    technology: str
    """In upper case: `IAX2`, `LOCAL`, `PJSIP`, ..."""
    dial: str
    """The whole destination; parts that the line does not tell are a `HOLE`.  Secrets stand in it."""
    data: DialString | None
    """The destination taken apart, for IAX2; else None."""
    peer: str | None
    """For IAX2: the section, or the address, that is dialled; None where the line does not tell."""
    number: str | None
    """For IAX2: the extension that is asked for, empty where none is; None where the line does not tell."""
    context: str
    """Where the line stands."""
    extension: str
    """The number or pattern it belongs to; empty for a `switch`."""
    variable: Variable


def parts_known(site: DialSite) -> bool:
    """Whether the line tells all of a destination over IAX2 but perhaps the number."""
    data = site.data
    if data is None or site.peer is None:
        return False
    return known(site.dial) or known(f"{data.username}{data.secret}{data.key}{data.port}{data.context}")


def dials(dialplan: Dialplan) -> list[DialSite]:
    """Every destination that the dialplan's lines name, context by context, then those of its switches."""
    return dialplan.memo.once("dials", lambda: list(_sites(dialplan)))


def _sites(dialplan: Dialplan) -> Iterator[DialSite]:
    for context in dialplan.contexts.values():
        found = applications_in(context)
        naming = [found[name] for name in found if name.strip(BLANKS).lower() in _NAMING]
        # the order in which lines stand in is that of their numbers, which differ
        scope: _Lines | None = None
        for _, extension, number, _line in sorted(line for lines in naming for line in lines):
            priority = extension.get(number)
            if priority is not None and number > 0:
                if scope is None or scope.extension is not extension:
                    scope = _Lines(dialplan, context, extension)
                yield from _of_priority(priority, scope)
        for switch in context.switches:
            if switch.name.lower() == "iax2" and "$" not in switch.data:
                yield _site(switch_dial(switch.data, HOLE), context.name, "", switch.variable)


def _of_priority(priority: Priority, scope: _Lines) -> Iterator[DialSite]:
    app, data = priority.call
    first = data.partition(",")[0]
    if "(" not in first and app.lower() == "dial":
        data = first
    for destination in _destinations(app, substitute(data, scope)):
        yield _site(destination, scope.context.name, scope.extension.name, priority.variable)


def _destinations(app: str, data: str) -> Iterator[str]:
    """The destinations of an application, and of what it runs."""
    name = app.strip(BLANKS).lower()
    if name in _DIALLING:
        arguments = split_arguments(data, most=4)
        at = _DIALLING[name]
        if name == "retrydial" and len(arguments) > at:
            arguments = split_arguments(arguments[at], most=4)
            at = 0
        for text in arguments[at].split("&") if len(arguments) > at else ():
            if text.strip(BLANKS):
                yield text.strip(BLANKS)
    elif name in _RUNNING:
        inner = data.partition("?")[2] if name.startswith("execif") and "?" in data else data
        for choice in split_arguments(inner, ":", 2, raw=True):
            yield from _destinations(*split_call(choice))


def _site(text: str, context: str, extension: str, variable: Variable) -> DialSite:
    technology, _, rest = text.partition("/")
    peer: str | None = None
    number: str | None = None
    parsed: DialString | None = None
    if technology.lower() == "iax2":
        parsed = parse_dial_string(rest)
        peer = parsed.peer if known(parsed.peer) else None
        number = parsed.extension or ""
        if not known(number) or (peer is None and parsed.extension is None):
            number = None
    shown = HOLE if not known(technology) else technology.upper()
    return DialSite(shown, text, parsed, peer, number, context, extension, variable)


class _Lines:
    """What the lines of an extension tell of variables (`variables.Scope`)."""

    def __init__(self, dialplan: Dialplan, context: Context, extension: Extension) -> None:
        self.dialplan = dialplan
        self.context = context
        self.extension = extension
        self.own: dict[str, str] | None = None

    def variable(self, name: str) -> str | None:
        if name == "EXTEN":
            return HOLE if self.extension.is_pattern or self.extension.name in _SPECIAL else self.extension.name
        if name == "CONTEXT":
            return self.context.name
        if self.own is None:
            self.own = {}
            self._read_sets(self.own)
        if name in self.own:
            return self.own[name]
        found = self.dialplan.globals.get(name)
        return HOLE if found is None or name in PREDEFINED else found.value

    def _read_sets(self, own: dict[str, str]) -> None:
        """Note what each `Set` assigns; a variable that is set twice, to different values, is unknown."""
        for number, variable in self.extension.lines:
            priority = self.extension.get(number) if "set(" in variable.value.lower() else None
            if priority is None or priority.app.lower() != "set":
                continue
            name, equal, value = priority.data.partition("=")
            if equal and "$" not in name and not name.endswith(")"):
                value = substitute(value, self)
                bare = bare_name(name)
                own[bare] = value if own.get(bare, value) == value else HOLE

    def function(self, name: str, arguments: str) -> str | None:
        if name == "GLOBAL":
            found = self.dialplan.globals.get(arguments)
            return HOLE if found is None else found.value
        from iaxlint.model.functions import call

        return call(name, arguments, self)
