"""The dialplan of a server: what `pbx_config.c` makes of extensions.conf, and of users.conf up to 22."""

from __future__ import annotations

from iaxlint.model.lookup import Found, Unsure, find
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Place
    from iaxlint.loader.config import Config, Variable
    from iaxlint.memo import Memo
    from iaxlint.model.elsewhere import Elsewhere
    from iaxlint.model.extension import Context, Doubt, Extension, Priority, Switch
    from iaxlint.model.lookup import Ask
    from iaxlint.model.version import Version

__all__ = ["Dialplan", "DialplanProblem", "Found", "Global", "Unsure", "load_dialplan"]


@record
class Global:
    """A variable of `[globals]`, substituted as it was read."""

    value: str
    variable: Variable


@record
class DialplanProblem:
    """A line that Asterisk warns about, and mostly drops."""

    kind: str
    """A key of `dialplan_problems.KINDS`."""
    message: str
    """In the words of Asterisk's own log, or, where it says nothing, in our own."""
    variable: Variable
    other: Variable | None = None
    """The line that it collides with, if there is one."""


@record
class Dialplan:
    """Contexts by name, and what `[general]` and `[globals]` say."""

    loaded: bool
    """Whether Asterisk has read the file; there is nothing to call otherwise."""
    contexts: dict[str, Context]
    globals: dict[str, Global]
    general: dict[str, Variable]
    """The lines of `[general]` that count, by name in lower case."""
    problems: list[DialplanProblem]
    version: Version
    autofallthrough: bool
    matches_by_tree: bool
    """`extenpatternmatchnew=yes`."""
    override_switch: Switch | None
    """`overrideswitch`: asked before every context."""
    elsewhere: dict[str, str]
    """Contexts that have extensions in AEL, Lua or a database, each with the reason why they are not known."""
    realtime: frozenset[str]
    """Families that extconfig.conf keeps in a database, which a `Realtime` switch can ask."""
    doubt: Doubt | None
    """Why any context may have more than is known."""
    memo: Memo
    """What later layers have worked out of it, by name."""

    def find(
        self, context: str, number: str, callerid: str = "", priority: int = 1, ask: Ask | None = None
    ) -> Found | Unsure | None:
        """What a number enters in a context, at one priority; None where there is nothing of it.

        `callerid` is the caller's number, empty for none and `variables.HOLE` where it is not known;
        `ask` tells whether the other end of a switch has the number (without it that is unsure).
        Source: `pbx.c:pbx_find_extension`.
        """
        return find(self, context, number, callerid, lambda extension: extension.get(priority), ask)

    def find_label(self, context: str, number: str, label: str, callerid: str = "") -> Found | Unsure | None:
        """The priority that has a label (`pbx.c:ast_findlabel_extension`)."""
        return find(self, context, number, callerid, lambda extension: extension.labelled(label), _nowhere)

    def has(self, context: str) -> bool:
        """Whether a context is there, upper and lower case told apart."""
        return context in self.contexts

    def places(self, context: str) -> list[Place]:
        """The headers of the sections that make a context."""
        found = self.contexts.get(context)
        return [category.place for category in found.categories] if found is not None else []

    def below(self, context: str) -> Iterator[Context]:
        """A context and what it includes at some time or other, each once."""
        waiting = [context]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            found = self.contexts.get(name)
            if found is None or name.lower() in seen:
                continue
            seen.add(name.lower())
            yield found
            waiting += [include.name for include in reversed(found.includes) if include.applies is not False]

    def reachable(self, context: str) -> bool:
        """Whether any number at all can be called in a context."""
        return any(extension.has(1) for part in self.below(context) for extension in part.extensions)

    def unsure(self, context: str) -> str:
        """Why a context may have extensions that no file tells; empty where it has none."""
        if context in self.elsewhere:
            return self.elsewhere[context]
        for part in self.below(context):
            for doubt in part.doubts:
                return doubt.reason
            for name in (part.name, *(include.name for include in part.includes)):
                if name in self.elsewhere:
                    return self.elsewhere[name]
            for switch in part.switches:
                return f"the switch {switch.title} may have any number"
        return self.doubt.reason if self.doubt is not None else ""

    def has_realtime(self, switch: Switch) -> bool:
        """Whether a `Realtime/[context][@family][/options]` switch has a database to ask."""
        family = switch.data.partition("/")[0].partition("@")[2] or "extensions"
        return family.lower() in self.realtime

    def priorities(self) -> Iterator[tuple[Context, Extension, Priority]]:
        """Every priority of the dialplan, in the order of the files."""
        for context in self.contexts.values():
            for extension in context.extensions:
                for priority in extension.priorities.values():
                    yield context, extension, priority


def _nowhere(_switch: Switch, _number: str) -> bool:
    """Labels are never looked for behind a switch."""
    return False


def load_dialplan(
    config: Config | None, version: Version, users: Config | None = None, elsewhere: Elsewhere | None = None
) -> Dialplan:
    """The dialplan of a server, from its extensions.conf and users.conf, and what other files hint at.

    Source: `pbx_config.c:pbx_load_module`.
    """
    from iaxlint.model.pbx_config import Reader

    return Reader(version, elsewhere).read(config, users)
