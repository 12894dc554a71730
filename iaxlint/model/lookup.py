"""Which extension a number enters: in a context, in its switches, in what it includes.

Source: `pbx.c:pbx_find_extension`.  Asterisk looks up every single priority anew, so the second
priority of a call may come from another extension than the first.
"""

from __future__ import annotations

from iaxlint.model.extension import Doubt, Extension, Priority, Switch
from iaxlint.model.pattern import matches, order, shape
from iaxlint.model.variables import known
from iaxlint.record import record
from iaxlint.source import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaxlint.loader.config import Variable
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.extension import Context, Include
    from iaxlint.model.trie import Node

    Pick = Callable[[Extension], Priority | None]
    Ask = Callable[[Switch, str], bool | None]

MOST_CONTEXTS = 512
"""Asterisk looks into no more contexts for one number (`AST_PBX_MAX_STACK`)."""

UNSURE_SWITCHES = frozenset({"dundi", "realtime", "lua", "iax2", "loopback", "eval"})
"""Switches that Asterisk has; it skips one of any other name with "No such switch"."""


@record
class Found:
    """What a number enters."""

    context: str
    """The context that has the extension, or the switch: an included one perhaps."""
    extension: Extension | None
    """None where a switch takes the call."""
    priority: Priority | None
    switch: Switch | None
    doubt: Doubt | None
    """Why something else, which no file tells, may have come first."""

    @property
    def pattern(self) -> str:
        """The extension as Asterisk shows it, or the switch."""
        if self.extension is not None:
            return self.extension.name
        assert self.switch is not None
        return self.switch.title

    @property
    def variable(self) -> Variable:
        """The line that decided."""
        if self.priority is not None:
            return self.priority.variable
        assert self.switch is not None
        return self.switch.variable


@record
class Unsure:
    """No file tells whether a number enters anything."""

    reason: str
    variable: Variable | None
    """The line that opens the doubt, where it is one."""


def find(
    dialplan: Dialplan, context: str, number: str, callerid: str, pick: Pick, ask: Ask | None
) -> Found | Unsure | None:
    """What a number enters; `pick` takes the priority that is wanted out of an extension that matches.

    `ask` tells whether the other end of a switch has the number; without it that is unsure.
    """
    search = _Search(dialplan, number, callerid, pick, ask)
    found = search.into(context)
    doubt = search.doubts[0] if search.doubts else None
    if found is not None:
        found.doubt = doubt
        return found
    doubt = doubt or dialplan.doubt
    return None if doubt is None else Unsure(doubt.reason, doubt.variable)


class _Search:
    """One search through contexts; each is looked into once, whatever the case of its name."""

    def __init__(self, dialplan: Dialplan, number: str, callerid: str, pick: Pick, ask: Ask | None) -> None:
        self.dialplan = dialplan
        self.number = number
        self.digits = encode(number).replace("-", "")
        self.callerid = callerid
        self.pick = pick
        self.ask = ask
        self.visited: set[str] = set()
        self.doubts: list[Doubt] = []

    def into(self, name: str) -> Found | None:
        """Look into a context and, depth first, into all that it includes; doubts on the way are noted.

        An include that holds only at times counts if nothing else has the number, and leaves a doubt.
        """
        found = self.own(name)
        ways = [_Way(self.includes_of(name))] if found is None else []
        while ways:
            way = ways[-1]
            if found is not None and way.include is not None and not way.include.applies:
                self.doubts.append(_only_at_times(way.include))
                way.at_times, found = way.at_times or found, None
            way.include = None if found is not None else next(way.includes, None)
            if way.include is None:
                found = found and (way.at_times or found)
                ways.pop()
                continue
            found = self.own(way.include.name)
            if found is None:
                ways.append(_Way(self.includes_of(way.include.name)))
        return found

    def own(self, name: str) -> Found | None:
        """What the extensions and switches of one context have; nothing of a context that was looked into before."""
        if name.lower() in self.visited or len(self.visited) >= MOST_CONTEXTS:
            return None
        dialplan = self.dialplan
        if name in dialplan.elsewhere:
            self.doubts.append(Doubt(dialplan.elsewhere[name]))
        context = dialplan.contexts.get(name)
        if context is None:
            return None
        if dialplan.override_switch is not None:
            found = self.through(context, dialplan.override_switch)
            if found is not None:
                return found
        for extension in self.candidates(context):
            if self.meant_for_caller(extension) and (priority := self.pick(extension)) is not None:
                return Found(context.name, extension, priority, None, None)
        self.doubts += context.doubts
        for switch in context.switches:
            found = self.through(context, switch)
            if found is not None:
                return found
        return None

    def includes_of(self, name: str) -> Iterator[Include]:
        """The includes of a context that is now marked as looked into; none if it was before."""
        context = self.dialplan.contexts.get(name)
        if context is None or name.lower() in self.visited or len(self.visited) >= MOST_CONTEXTS:
            return iter(())
        self.visited.add(name.lower())
        return (include for include in context.includes if include.applies is not False)

    def candidates(self, context: Context) -> Iterator[Extension]:
        """The extensions that match the number, the one to take first first."""
        if self.dialplan.matches_by_tree:
            from iaxlint.model.trie import find as find_in_tree

            leaf = find_in_tree(tree_of(context), self.number, self.callerid)
            if isinstance(leaf, Extension):
                yield leaf
            return
        exact, patterns = index(context)
        yield from exact.get(self.number.replace("-", ""), ())
        if not patterns:
            return
        alias = order(self.number) if self.number.startswith("_") else None
        for extension in patterns:
            if extension.shape is None:
                extension.shape = shape(extension.name)
            if extension.shape.fits(self.digits) or (alias is not None and order(extension.name) == alias):
                yield extension

    def meant_for_caller(self, extension: Extension) -> bool:
        """Whether the caller's number is the one that the extension asks for (`pbx.c:matchcid`)."""
        if extension.caller is None or self.dialplan.matches_by_tree:
            return True
        if not known(self.callerid):
            self.doubts.append(Doubt(f"{extension.title} is for certain callers", _any_variable(extension)))
            return False
        return matches(extension.caller, self.callerid) if self.callerid else not extension.caller

    def through(self, context: Context, switch: Switch) -> Found | None:
        """Whether the other end of a switch has the number."""
        kind = switch.name.lower()
        if kind not in UNSURE_SWITCHES or (kind == "realtime" and not self.dialplan.has_realtime(switch)):
            return None
        answer = self.ask(switch, self.number) if self.ask is not None else None
        if answer is None:
            self.doubts.append(Doubt(f"the switch {switch.title} may have it", switch.variable))
        return Found(context.name, None, None, switch, None) if answer else None


@record
class _Way:
    """How far the includes of a context have been looked into."""

    includes: Iterator[Include]
    include: Include | None = None
    """The one that is being looked into."""
    at_times: Found | None = None


def _only_at_times(include: Include) -> Doubt:
    return Doubt(f"include => {include.text} holds only at certain times", include.variable)


def _any_variable(extension: Extension) -> Variable | None:
    return next((variable for _, variable in extension.lines), None)


def index(context: Context) -> tuple[dict[str, list[Extension]], list[Extension]]:
    """The extensions of a context, numbers by name and patterns in the order in which they are tried.

    Of those that differ only in the caller that they are for, the one for all comes last.
    """
    if context.exact is None or context.patterns is None:
        exact: dict[str, list[Extension]] = {}
        patterns = []
        for extension in context.extensions:
            if extension.name.startswith("_"):
                patterns.append(extension)
            else:
                exact.setdefault(extension.name.replace("-", ""), []).append(extension)
        for same in exact.values():
            if len(same) > 1:
                same.sort(key=sort_key)
        patterns.sort(key=sort_key)
        context.exact, context.patterns = exact, patterns
    return context.exact, context.patterns


def sort_key(extension: Extension) -> tuple[tuple[int, ...], bool, tuple[int, ...]]:
    """Sorts extensions as Asterisk keeps them (`pbx.c:ast_add_extension2_lockopt`)."""
    caller = extension.caller
    return order(extension.name), caller is None, order(caller) if caller is not None else ()


def tree_of(context: Context) -> list[Node]:
    """The tree of a context.

    Asterisk makes it when a number is first looked up, the newest extension first; where that was while
    the file was being read, those below follow in their order.
    """
    if context.tree is None:
        from iaxlint.model.trie import grow

        extensions = context.extensions
        at = len(extensions) if context.tree_from is None else context.tree_from
        newest_first = [*reversed(extensions[:at]), *extensions[at:]]
        entries = [(extension.name, extension.caller, extension) for extension in newest_first]
        context.tree = grow([*entries, *((name, None, None) for name in context.dropped)])
    return context.tree
