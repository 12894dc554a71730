"""How extensions.conf is read, line by line.

Source: `pbx_config.c:pbx_load_config` and, for what becomes of a line, `pbx.c:ast_add_extension2_lockopt`.
"""

from __future__ import annotations

from iaxlint.model.arguments import BLANKS
from iaxlint.model.dialplan import Dialplan, DialplanProblem, Global
from iaxlint.model.dialplan_problems import KINDS
from iaxlint.model.extension import HINT, Context, Doubt, Extension, Include, Priority, Switch
from iaxlint.model.lookup import sort_key
from iaxlint.model.pattern import matches, order
from iaxlint.model.spelling import shrink, split_extension, without_blanks
from iaxlint.model.value import atoi, is_true, scan_int

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
_MOST_LABELLED = 1000


class Reader:
    """Reads one server's dialplan."""

    def __init__(self, version: Version, elsewhere: Elsewhere | None) -> None:
        self.version = version
        self.contexts: dict[str, Context] = {}
        self.globals: dict[str, Global] = {}
        self.general: dict[str, Variable] = {}
        self.problems: list[DialplanProblem] = []
        self.elsewhere = elsewhere
        self.by_tree = False
        self.seen: dict[tuple[str, str, str], Variable] = {}

    def read(self, config: Config | None, users: Config | None) -> Dialplan:
        """The dialplan that the files make; an empty one where extensions.conf is missing or refused."""
        loaded = config is not None and config.valid
        if config is not None and loaded:
            self._read_general(config)
            categories = [category for category in config.categories if not category.template]
            for category in categories:
                if category.name.lower() == "globals":
                    self._read_globals(category)
            for category in categories:
                if category.name.lower() not in ("general", "globals"):
                    self._read_context(category)
            if users is not None and users.valid and self.version.has("users-conf"):
                from iaxlint.model.pbx_users import read_users

                read_users(self, users)
            self._verify_includes()
        return Dialplan(
            loaded=loaded,
            contexts=self.contexts,
            globals=self.globals,
            general=self.general,
            problems=self.problems,
            version=self.version,
            autofallthrough=self._says("autofallthrough", default=True),
            matches_by_tree=self.by_tree,
            override_switch=self._override_switch(),
            elsewhere=self.elsewhere.contexts if self.elsewhere else {},
            realtime=self.elsewhere.realtime if self.elsewhere else frozenset(),
            doubt=self._doubt(config),
        )

    def _doubt(self, config: Config | None) -> Doubt | None:
        if self.elsewhere and self.elsewhere.whole:
            return Doubt(self.elsewhere.whole)
        if config is not None and config.opaque:
            return Doubt(config.opaque[0].reason)
        return None

    # [general] and [globals]

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

    def _read_globals(self, category: Category) -> None:
        from iaxlint.model.variables import bare_name

        for variable in category.variables:
            name = variable.name
            if name.endswith(")"):
                name = name[7:-1] if name.startswith("GLOBAL(") else ""
            if name:
                self.globals[bare_name(name)] = Global(self.substituted(variable.value), variable)

    def substituted(self, text: str) -> str:
        """A text with the globals that are known so far put in."""
        if "$" not in text:
            return text
        from iaxlint.model.variables import substitute

        return substitute(text, self)

    def variable(self, name: str) -> str | None:
        """A global, or what no file tells (`variables.Scope`)."""
        from iaxlint.model.variables import HOLE, PREDEFINED

        found = self.globals.get(name)
        if found is not None:
            return found.value
        return HOLE if name in PREDEFINED else None

    def function(self, name: str, arguments: str) -> str | None:
        """A function, without a channel (`variables.Scope`)."""
        from iaxlint.model.functions import call

        return self.variable(arguments) if name == "GLOBAL" else call(name, arguments, self)

    # contexts

    def context(self, name: str) -> Context:
        """The context of a name, made if need be."""
        found = self.contexts.get(name)
        if found is None:
            found = self.contexts[name] = Context(name, [], [], [], [], [], [], {}, {}, {}, [])
        return found

    def _read_context(self, category: Category) -> None:
        context = self.context(category.name)
        context.categories.append(category)
        text, last = "", NOTHING
        for variable in category.variables:
            name, value = variable.name, variable.value
            if name not in LINES:
                name = self._directive(context, variable)
            if name == "exten":
                text, value = self._named(value)
            elif not name:
                continue
            elif not text:
                self.complain("same-without-exten", variable, context=context.name, name=variable.name)
                continue
            word, _, application = value.partition(",")
            label = ""
            if word == "n" and last != NOTHING:
                number = last + 1
            elif word == "1":
                number = 1
            else:
                parsed = self._priority(context, text, word, last, variable)
                if parsed is None:
                    continue
                number, label = parsed
            app, data = self._application(application, variable)
            if number:
                last = number
                self.add(context, text, Priority(number, label, app.lstrip(BLANKS), data, variable))
            else:
                self.complain("priority-after-hint", variable, priority=word)

    def _named(self, value: str) -> tuple[str, str]:
        """The extension of an `exten` line, substituted, and what follows."""
        text, _, rest = value.partition(",")
        if "[" in text or "\\" in text:
            text, rest = split_extension(value)
        return self.substituted(text)[:LONGEST_EXTENSION], rest

    def _priority(
        self, context: Context, text: str, word: str, last: int, variable: Variable
    ) -> tuple[int, str] | None:
        """The priority that a word means, and its label; None where the line is dropped."""
        name, bracket, rest = word.strip(BLANKS).partition("(")
        label, closed, _ = rest.partition(")")
        if bracket and not closed:
            self.complain("label-unclosed", variable)
            return None
        name, plus, more = name.partition("+")
        if name == "hint":
            number = HINT
        elif name in ("n", "next"):
            if last == NOTHING:
                self.complain("next-without-exten", variable)
                return None
            number = last + 1
        elif name in ("s", "same"):
            if last == NOTHING:
                self.complain("same-priority-without-exten", variable)
                return None
            number = last
        else:
            scanned = scan_int(name)
            if scanned is None:
                scanned = self._labelled(context, text, name)
                if scanned < 1:
                    self.complain("priority-no-number", variable, priority=name)
                    return None
            if scanned < 1:
                self.complain("priority-below-one", variable, priority=name)
                return None
            number = scanned
        if plus and number:
            number += atoi(more)
        return number, label if bracket else ""

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
        return min(found, key=sort_key).labels[label].number if found else 0

    def _application(self, text: str, variable: Variable) -> tuple[str, str]:
        """The application and its data; a hint may have a variable before its first parenthesis."""
        app, bracket, data = text.partition("(")
        if not bracket:
            return text, ""
        if "$" in app and ("${" in app or "$[" in app):
            return text, ""
        end = data.rfind(")")
        if end < 0:
            self.complain("parenthesis-missing", variable, application=f"{app.lstrip(BLANKS)}(...")
            return app, data
        return app, data[:end]

    def add(self, context: Context, text: str, priority: Priority) -> None:
        """Register a priority (`pbx.c:ast_add_extension2_lockopt`)."""
        number = priority.number
        extension = context.by_text.get(text) or self._extension(context, text, number, priority.variable)
        if extension is None:
            return
        if number == HINT and "${" in priority.app and not extension.is_pattern:
            priority.app = self.substituted(priority.app.replace("${EXTEN}", extension.name))
        if priority.label or number in extension.priorities:
            self._add_with_care(context, extension, text, priority)
            return
        extension.priorities[number] = priority
        if number < extension.first:
            self._lower(context, extension, text, number)

    def _extension(self, context: Context, text: str, number: int, variable: Variable) -> Extension | None:
        """The extension that a text means: a new one, or one that is the same to Asterisk under another spelling."""
        if "\0" in text:
            context.doubts.append(Doubt("the name of an extension is not known", variable))
            return None
        name, slash, after = text.partition("/")
        if not name:
            self.complain("extension-empty", variable, context=context.name)
            return None
        name = without_blanks(name)
        caller = without_blanks(shrink(after)) if slash else None
        identity = (
            order(name) if name.startswith("_") else name.replace("-", ""),
            None if caller is None else order(caller),
        )
        found = context.by_identity.get(identity)
        if found is None:
            found = context.by_identity[identity] = Extension(name, caller, {}, {}, number)
            context.extensions.append(found)
            if name in ("_.", "_!"):
                self.complain("pattern-too-wide", variable, extension=name, last=name[1])
            elif name.startswith("_") and "[" in name and name.rfind("[") > name.rfind("]"):
                self.complain("set-unclosed", variable)
        context.by_text[text] = found
        return found

    def _add_with_care(self, context: Context, extension: Extension, text: str, priority: Priority) -> None:
        """Add a priority that has a label, or that is there already (`pbx.c:add_priority`)."""
        number, label = priority.number, priority.label
        known = extension.labels.get(label) if label else None
        if known is not None and known.number != number:
            self.complain(
                "label-twice",
                priority.variable,
                known.variable,
                extension=extension.name,
                priority=number,
                context=context.name,
                label=label,
                known=known.number,
            )
            priority.label = label = ""
        first = extension.priorities.get(number)
        if first is not None:
            spelt = without_blanks(text.partition("/")[0])
            self.complain(
                "priority-twice" if spelt == extension.name else "priority-twice-aliased",
                priority.variable,
                first.variable,
                extension=spelt,
                priority=number,
                context=context.name,
                known=extension.name,
            )
            if context.tree_from is not None:
                context.dropped.append(extension.name)
            return
        extension.priorities[number] = priority
        if label and label not in extension.labels:
            extension.labels[label] = priority
            context.labelled.setdefault(label, []).append(extension)
        if number < extension.first:
            self._lower(context, extension, text, number)

    def _lower(self, context: Context, extension: Extension, text: str, number: int) -> None:
        """A new lowest priority gives the extension its spelling, and makes it the newest (`pbx.c:add_priority`)."""
        extension.first = number
        extension.name = without_blanks(text.partition("/")[0])
        if self.by_tree:
            context.extensions.remove(extension)
            context.extensions.append(extension)

    def _directive(self, context: Context, variable: Variable) -> str:
        """Read a line that is no `exten`; gives `exten` or `same` for one that is, in other letters."""
        name = variable.name.lower()
        if name == "exten" or name.startswith("same"):
            return name[:4] if name != "exten" else name
        if name == "include":
            self._include(context, variable)
        elif name in ("switch", "lswitch", "eswitch"):
            self._switch(context, name, variable)
        elif name == "ignorepat":
            text = self.substituted(variable.value)
            if self._is_new(context, "ignorepat", text, variable):
                context.ignorepats.append((text, variable))
        elif name == "autohints" and self.version.number >= (14, 0):
            context.autohints = is_true(variable.value)
        else:
            self.complain("directive-unknown", variable, name=variable.name)
        return ""

    def _is_new(self, context: Context, kind: str, text: str, variable: Variable) -> bool:
        """Whether a context has no such line yet, upper and lower case alike; complains where it has."""
        known = self.seen.setdefault((context.name, kind, text.lower()), variable)
        if known is not variable:
            self.complain(f"{kind}-twice", variable, known, name=variable.value, context=context.name)
        return known is variable

    def _include(self, context: Context, variable: Variable) -> None:
        """Source: `pbx_include.c:include_alloc` and `pbx.c:ast_context_add_include2`."""
        text = self.substituted(variable.value)
        if "\0" in text:
            context.doubts.append(Doubt("the name of an included context is not known", variable))
            return
        if not self._is_new(context, "include", text, variable):
            return
        name, _, times = text.partition("|" if "|" in text else ",")
        always: bool | None = True
        if times:
            from iaxlint.model.timing import applies

            always = applies(times)
        context.includes.append(Include(name, text, always, variable))

    def _switch(self, context: Context, kind: str, variable: Variable) -> None:
        text = self.substituted(variable.value) if kind == "switch" else variable.value
        if self._is_new(context, "switch", text, variable):
            name, _, data = text.partition("/")
            context.switches.append(Switch(name, data, kind == "eswitch", variable))

    def _verify_includes(self) -> None:
        """Source: `pbx.c:ast_context_verify_includes`, which stops at the first of each context."""
        elsewhere = self.elsewhere.contexts if self.elsewhere else {}
        for context in self.contexts.values():
            for include in context.includes:
                if include.name not in self.contexts and include.name not in elsewhere:
                    self.complain("include-missing-context", include.variable, context=context.name, name=include.name)

    def complain(self, kind: str, variable: Variable, other: Variable | None = None, **words: object) -> None:
        """Note a problem."""
        where = f"at line {variable.line} of {variable.source.path.rpartition('/')[2]}"
        self.problems.append(DialplanProblem(kind, KINDS[kind].format(where=where, **words), variable, other))
