"""How extensions.conf is read, line by line.

Source: `pbx_config.c:pbx_load_config` and, for what becomes of a line, `pbx.c:ast_add_extension2_lockopt`.
"""

from __future__ import annotations

from iaxlint.memo import Memo
from iaxlint.model.arguments import BLANKS, first_word
from iaxlint.model.dialplan import Dialplan, DialplanProblem
from iaxlint.model.dialplan_problems import KINDS
from iaxlint.model.extension import HINT, Context, Doubt, Extension, Priority, Switch
from iaxlint.model.globals import Globals
from iaxlint.model.lookup import sort_key
from iaxlint.model.pattern import identity, matches, order
from iaxlint.model.pbx_directives import read_directive, verify_includes
from iaxlint.model.spelling import end_of_extension, shrink, without_blanks
from iaxlint.model.value import atoi, is_true, scan_int
from iaxlint.placeholder import PLACEHOLDERS
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Config, Variable
    from iaxlint.model.elsewhere import Elsewhere
    from iaxlint.model.version import Version

LONGEST_EXTENSION = 255
"""The buffer that an extension is substituted into, without its NUL."""
NOTHING = -2
"""The last priority, before there was one."""
LINES = ("exten", "same")
RELATIVE = {
    "n": (1, "next-without-exten"),
    "next": (1, "next-without-exten"),
    "s": (0, "same-priority-without-exten"),
    "same": (0, "same-priority-without-exten"),
}
"""Priorities that follow from the last one: by how much, and the problem where there was none."""
_MOST_LABELLED = 1000


@record
class Place:
    """How far a section has been read."""

    text: str
    """The extension of the last `exten` line."""
    last: int
    """The last priority."""
    open: Extension | None
    """The extension, where the last line has added the last of its priorities, and the next may follow."""


class Reader:
    """Reads one server's dialplan."""

    def __init__(self, version: Version, elsewhere: Elsewhere | None) -> None:
        self.version = version
        self.contexts: dict[str, Context] = {}
        self.globals = Globals()
        self.general: dict[str, Variable] = {}
        self.problems: list[DialplanProblem] = []
        self.elsewhere = elsewhere
        self.by_tree = False
        self.identities: dict[str, object] = {}
        self.plain_patterns: dict[str, object] = {}
        """The identities of patterns that have been read before, have no comma, and are not to be frowned on."""
        self.seen: dict[tuple[str, str, str], Variable] = {}

    def read(self, config: Config | None, users: Config | None) -> Dialplan:
        """The dialplan that the files make; an empty one where extensions.conf is missing or refused."""
        loaded = config is not None and config.valid
        if config is not None and loaded:
            self._read_general(config)
            categories = [category for category in config.categories if not category.template]
            for category in categories:
                if category.name.lower() == "globals":
                    self.globals.read(category)
            for category in categories:
                if category.name.lower() not in ("general", "globals"):
                    self._read_context(category)
            if users is not None and users.valid and self.version.has("users-conf"):
                from iaxlint.model.pbx_users import read_users

                read_users(self, users)
            verify_includes(self)
        return Dialplan(
            loaded=loaded,
            contexts=self.contexts,
            globals=self.globals.values,
            general=self.general,
            problems=self.problems,
            version=self.version,
            autofallthrough=self._says("autofallthrough", default=True),
            matches_by_tree=self.by_tree,
            override_switch=self._override_switch(),
            elsewhere=self.elsewhere.contexts if self.elsewhere else {},
            realtime=self.elsewhere.realtime if self.elsewhere else frozenset(),
            doubt=self._doubt(config),
            memo=Memo(),
        )

    def _doubt(self, config: Config | None) -> Doubt | None:
        if self.elsewhere and self.elsewhere.whole:
            return Doubt(self.elsewhere.whole)
        if config is not None and config.opaque:
            return Doubt(config.opaque[0].reason)
        return None

    # [general]

    def _read_general(self, config: Config) -> None:
        """The first `[general]`, and the first line of each name in it (`main/config.c:ast_variable_retrieve`)."""
        for category in config.categories:
            if category.name.lower() == "general" and not category.template:
                for variable in category.variables:
                    self.general.setdefault(variable.name.lower(), variable)
                break
        self.by_tree = self._says("extenpatternmatchnew", default=False)

    def _says(self, option: str, *, default: bool) -> bool:
        variable = self.general.get(option)
        return default if variable is None else is_true(variable.value)

    def _override_switch(self) -> Switch | None:
        variable = self.general.get("overrideswitch")
        if variable is None or not variable.value:
            return None
        name, _, data = variable.value.partition("/")
        return Switch(name, data, "$" in data, variable)

    # contexts

    def context(self, name: str) -> Context:
        """The context of a name, made if need be."""
        found = self.contexts.get(name)
        if found is None:
            found = self.contexts[name] = Context(name, [], [], [], [], [], [], {}, {}, {}, [])
        return found

    def _read_context(self, category: Category) -> None:
        """Read a section; plain lines, as most are, take the short way."""
        context = self.context(category.name)
        context.categories.append(category)
        place = Place("", NOTHING, None)
        for variable in category.variables:
            value = variable.value
            if place.open is not None and value[:2] == "n," and value[-1:] == ")" and variable.name == "same":
                place.open.run.append(variable)
                place.last += 1
            elif not self._read_plain(context, variable, place):
                self._read_line(context, variable, place)

    def _read_plain(self, context: Context, variable: Variable, place: Place) -> bool:
        """Read the first line of a plain extension, or one with a label, if it is nothing but that."""
        value = variable.value
        if value[-1:] != ")":
            return False
        if variable.name == "exten":
            at = value.find(",1,")
            head = value[:at]
            same = head if head.isalnum() else self.plain_patterns.get(head)
            if same is None or not 0 < at < LONGEST_EXTENSION or head in context.by_text:
                return False
            if same is not head:
                if same in context.by_identity:
                    return False
                context.by_identity[same] = place.open = Extension(head, None, 1, [variable])
            else:
                place.open = Extension(head, None, 1, [variable])
            context.by_text[head] = place.open
            context.extensions.append(place.open)
            place.text, place.last = head, 1
            return True
        extension = place.open
        if extension is None or value[:2] != "n(" or variable.name != "same":
            return False
        label, _, rest = value[2:].partition(")")
        if rest[:1] != "," or not label.isalnum() or extension.labelled(label) is not None:
            return False
        place.last += 1
        extension.run.append(self._labels(context, extension, Priority(place.last, label, variable, len(label) + 4)))
        return True

    def _labels(self, context: Context, extension: Extension, priority: Priority) -> Priority:
        """Note the label of a priority."""
        if priority.label:
            extension.labels = extension.labels or {}
            extension.labels.setdefault(priority.label, priority)
            context.labelled.setdefault(priority.label, []).append(extension)
        return priority

    def _read_line(self, context: Context, variable: Variable, place: Place) -> None:
        """Read a line with all care."""
        name, value = variable.name, variable.value
        start, place.open = 0, None
        if name not in LINES:
            name = read_directive(self, context, variable)
        if name == "exten":
            place.text, start = self._named(value)
        elif not name:
            return
        elif not place.text:
            self.complain("same-without-exten", variable, context=context.name, name=variable.name)
            return
        priority = self._priority(context, place.text, start, place.last, variable)
        if priority is None:
            return
        if not priority.number:
            self.complain("priority-after-hint", variable, priority=value[start:].partition(",")[0])
            return
        place.last = priority.number
        extension = self.add(context, place.text, priority)
        if (
            extension is not None
            and extension.others is None
            and place.last == extension.first + len(extension.run) - 1 > 0
        ):
            place.open = extension

    def _named(self, value: str) -> tuple[str, int]:
        """The extension of an `exten` line, substituted, and where its priority begins."""
        at = value.find(",")
        text = value[:at]
        if at < 0 or "[" in text or "\\" in text:
            at = end_of_extension(value)
            text = value[:at]
        return self.globals.substituted(text)[:LONGEST_EXTENSION], at + 1

    def _priority(self, context: Context, text: str, start: int, last: int, variable: Variable) -> Priority | None:
        """The priority that a line gives; None where the line is dropped."""
        word = variable.value[start:].partition(",")[0]
        name, bracket, rest = word.strip(BLANKS).partition("(")
        label, closed, _ = rest.partition(")")
        if bracket and not closed:
            self.complain("label-unclosed", variable)
            return None
        name, plus, more = name.partition("+")
        if name == "hint":
            number = HINT
        elif name in RELATIVE:
            if last == NOTHING:
                self.complain(RELATIVE[name][1], variable)
                return None
            number = last + RELATIVE[name][0]
        else:
            scanned = scan_int(name)
            number = self._labelled(context, text, name) if scanned is None else scanned
            if number < 1:
                kind = "priority-no-number" if scanned is None else "priority-below-one"
                self.complain(kind, variable, priority=name)
                return None
        if plus and number:
            number += atoi(more)
        return Priority(number, label, variable, start + len(word) + 1)

    def _labelled(self, context: Context, text: str, label: str) -> int:
        """The priority of a label in the context so far, 0 for none; looking makes the tree of the context."""
        if context.extensions and context.tree_from is None:
            context.tree_from = len(context.extensions)
        name, slash, caller = text.partition("/")
        caller = shrink(caller) if slash else ""
        found = [
            extension
            for extension in context.labelled.get(label, ())[:_MOST_LABELLED]
            if matches(extension.name, name) and (extension.caller is None or matches(extension.caller, caller))
        ]
        best = min(found, key=sort_key).labelled(label) if found else None
        return best.number if best is not None else 0

    def add(self, context: Context, text: str, priority: Priority) -> Extension | None:
        """Register a priority (`pbx.c:ast_add_extension2_lockopt` and `add_priority`)."""
        number = priority.number
        extension = context.by_text.get(text) or self._extension(context, text, number, priority.variable)
        if extension is None:
            return None
        if number < 1 or priority.variable.value[-1:] != ")":
            self._look_closer(extension, priority)
        if not self._is_free(context, extension, text, priority):
            return extension
        self._labels(context, extension, priority)
        if number == extension.first + len(extension.run) and not (extension.others and number in extension.others):
            extension.run.append(priority)
            return extension
        if number < extension.first:
            self._lower(context, extension, text, priority)
        else:
            extension.others = extension.others or {}
            extension.others[number] = priority
        return extension

    def _look_closer(self, extension: Extension, priority: Priority) -> None:
        """Substitute a hint, and miss a closing parenthesis."""
        app, bracket, data = priority.application.partition("(")
        varies = "${" in app or "$[" in app
        if bracket and ")" not in data and not varies:
            self.complain("parenthesis-missing", priority.variable, application=f"{first_word(app)}(...")
        if priority.number == HINT and varies and not extension.is_pattern:
            priority.text = self.globals.substituted(priority.app.replace("${EXTEN}", extension.name))

    def _extension(self, context: Context, text: str, number: int, variable: Variable) -> Extension | None:
        """The extension that a text means: a new one, or one that is the same to Asterisk under another spelling."""
        if "\0" in text or PLACEHOLDERS.fills(text, dialplan=True):
            context.doubts.append(Doubt("the name of an extension is not known", variable))
            return None
        name, slash, after = text.partition("/")
        if not name:
            self.complain("extension-empty", variable, context=context.name)
            return None
        name = without_blanks(name)
        caller = without_blanks(shrink(after)) if slash else None
        same: object = self.identity(name) if name.startswith("_") else name.replace("-", "")
        if caller is not None:
            same = (same, order(caller))
        plain = isinstance(same, str) and not name.startswith("_")
        found = context.by_text.get(str(same)) if plain else context.by_identity.get(same)
        if found is None:
            found = Extension(name, caller, number, [])
            context.extensions.append(found)
            if plain:
                context.by_text[str(same)] = found
            else:
                context.by_identity[same] = found
            self._frown(found, variable)
        context.by_text[text] = found
        return found

    def _frown(self, extension: Extension, variable: Variable) -> None:
        """Complain of a pattern that matches more than was meant, or nothing."""
        name = extension.name
        if name in ("_.", "_!"):
            self.complain("pattern-too-wide", variable, extension=name, last=name[1])
        elif name.startswith("_") and name.rfind("[") > name.rfind("]"):
            self.complain("set-unclosed", variable)
        elif name.startswith("_") and "," not in name:
            self.plain_patterns[name] = self.identity(name)

    def identity(self, pattern: str) -> object:
        """The identity of a pattern, kept, for the same patterns stand in many contexts."""
        known = self.identities.get(pattern)
        if known is None:
            known = self.identities[pattern] = identity(pattern)
        return known

    def _is_free(self, context: Context, extension: Extension, text: str, priority: Priority) -> bool:
        """Whether an extension lacks a priority so far; a label that is taken is forgotten on the way."""
        number, variable = priority.number, priority.variable
        first = extension.get(number)
        labelled = extension.labelled(priority.label) if priority.label else None
        if first is None and labelled is None:
            return True
        words = {"extension": without_blanks(text.partition("/")[0]), "priority": number, "context": context.name}
        if labelled is not None and labelled.number != number:
            taken = {"label": priority.label, "known": labelled.number}
            self.complain("label-twice", variable, labelled.variable, **words, **taken)
            priority.label = ""
        if first is None:
            return True
        kind = "priority-twice" if words["extension"] == extension.name else "priority-twice-aliased"
        self.complain(kind, variable, first.variable, **words, known=extension.name)
        if context.tree_from is not None:
            context.dropped.append(extension.name)
        return False

    def _lower(self, context: Context, extension: Extension, text: str, priority: Priority) -> None:
        """A new lowest priority gives the extension its spelling, and makes it the newest (`pbx.c:add_priority`)."""
        extension.others = extension.priorities
        extension.first, extension.run = priority.number, [priority]
        extension.name = without_blanks(text.partition("/")[0])
        if self.by_tree:
            context.extensions.remove(extension)
            context.extensions.append(extension)

    def complain(self, kind: str, variable: Variable, other: Variable | None = None, **words: object) -> None:
        """Note a problem."""
        where = f"at line {variable.line} of {variable.source.path.rpartition('/')[2]}"
        self.problems.append(DialplanProblem(kind, KINDS[kind].format(where=where, **words), variable, other))
