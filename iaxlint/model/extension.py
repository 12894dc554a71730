"""What a dialplan is made of: contexts, their extensions, and the priorities of each."""

from __future__ import annotations

from iaxlint.model.arguments import BLANKS
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.pattern import Shape
    from iaxlint.model.trie import Node

HINT = -1
"""The priority that stands for `hint`."""


@record
class Priority:
    """One step of an extension."""

    number: int
    """From 1; `HINT` for a hint."""
    label: str
    variable: Variable
    """The line that it comes from."""
    start: int
    """Where in the line's value the application begins."""
    text: str | None = None
    """The application with its data, where it is not what the line says from `start` on."""

    @property
    def application(self) -> str:
        """The application with its data, as written."""
        return self.variable.value[self.start :] if self.text is None else self.text

    @property
    def app(self) -> str:
        """What stands before the first parenthesis; all of it in a hint that has a variable there."""
        return self.call[0]

    @property
    def data(self) -> str:
        """What stands between the first parenthesis and the last, not yet substituted."""
        return self.call[1]

    @property
    def call(self) -> tuple[str, str]:
        """`app` and `data` (`pbx_config.c:pbx_load_config`)."""
        app, bracket, data = self.application.partition("(")
        if (self.number == HINT and self.text is not None) or ("$" in app and bracket and ("${" in app or "$[" in app)):
            app, data = self.application, ""
        end = data.rfind(")")
        return app.lstrip(BLANKS), data if end < 0 else data[:end]


@record
class Extension:
    """A number or a pattern, with all its priorities; two spellings of one pattern are one extension."""

    name: str
    """As Asterisk shows it: as the line of the lowest priority has it, without blanks."""
    caller: str | None
    """The caller's number, or a pattern for it, that it is meant for; empty for calls without one; None for all."""
    first: int
    """The lowest priority."""
    run: list[Variable | Priority]
    """The priorities that follow each other from `first` on.

    A line alone stands for a plain priority: most are never looked at, and a `Priority` for each would
    cost more than all the rest of reading a dialplan."""
    others: dict[int, Priority] | None = None
    """All other priorities, by number."""
    labels: dict[str, Priority] | None = None
    shape: Shape | None = None
    """What the pattern matches; read when a number is first looked up."""

    @property
    def is_pattern(self) -> bool:
        """Whether it is one, and not a number."""
        return self.name.startswith("_")

    @property
    def title(self) -> str:
        """The name with the caller that it is meant for: `23/5551212`."""
        return self.name if self.caller is None else f"{self.name}/{self.caller}"

    def has(self, number: int) -> bool:
        """Whether it has a priority."""
        return 0 <= number - self.first < len(self.run) or (self.others is not None and number in self.others)

    def get(self, number: int) -> Priority | None:
        """A priority by its number."""
        at = number - self.first
        if 0 <= at < len(self.run):
            step = self.run[at]
            return step if isinstance(step, Priority) else Priority(number, "", step, start_of_application(step))
        return self.others.get(number) if self.others is not None else None

    def labelled(self, label: str) -> Priority | None:
        """A priority by its label."""
        return self.labels.get(label) if self.labels is not None else None

    @property
    def lines(self) -> Iterator[tuple[int, Variable]]:
        """The number and the line of each priority."""
        number = self.first
        for step in self.run:
            yield number, step.variable if isinstance(step, Priority) else step
            number += 1
        if self.others is not None:
            for number, priority in self.others.items():
                yield number, priority.variable

    @property
    def priorities(self) -> dict[int, Priority]:
        """Every priority by its number, those of `run` first."""
        found = {}
        for number, _ in self.lines:
            priority = self.get(number)
            if priority is not None:
                found[number] = priority
        return found


def start_of_application(variable: Variable) -> int:
    """Where the application of a plain `same` or `exten` line begins: behind its first or second comma."""
    value = variable.value
    at = value.find(",") + 1
    return at if variable.name == "same" else value.find(",", at) + 1


@record
class Include:
    """`include => context[,times,weekdays,days,months[,timezone]]`."""

    name: str
    text: str
    """The whole value, after substitution."""
    applies: bool | None
    """Whether it always or never holds; None where time decides."""
    variable: Variable


@record
class Switch:
    """`switch => name/data`: numbers that the context does not have are looked for elsewhere."""

    name: str
    data: str
    evaluated: bool
    """Whether its data is substituted at each call (`eswitch`)."""
    variable: Variable

    @property
    def title(self) -> str:
        """The switch as it may be shown: without a secret."""
        start, end = self.data.find(":"), self.data.rfind("@")
        data = f"{self.data[:start]}:<secret>{self.data[end:]}" if 0 <= start < end else self.data
        return f"{self.name}/{data}"


@record
class Doubt:
    """Why a context may have extensions that no file tells."""

    reason: str
    variable: Variable | None = None
    """The line that opens the doubt, where it is one."""


@record
class Context:
    """A context: every section of its name, upper and lower case told apart."""

    name: str
    categories: list[Category]
    """None for a context that users.conf opens."""
    extensions: list[Extension]
    """In the order in which Asterisk first met the lowest priority of each."""
    includes: list[Include]
    switches: list[Switch]
    ignorepats: list[tuple[str, Variable]]
    doubts: list[Doubt]
    by_text: dict[str, Extension]
    """By name and caller as a line writes them."""
    by_identity: dict[object, Extension]
    """By what Asterisk takes for the same (`pbx.c:ext_cmp`), where that is more than a plain name."""
    labelled: dict[str, list[Extension]]
    """By label: those that have one of that name."""
    dropped: list[str]
    """Extensions that fell out of `tree`, because a line below `tree_from` repeats a priority of theirs."""
    autohints: bool = False
    tree_from: int | None = None
    """How many extensions there were when the tree of `extenpatternmatchnew` was made while the file was still being
    read, as happens on a priority that is no number."""
    exact: dict[str, list[Extension]] | None = None
    """Those that are no patterns, by name without dashes; made when a number is first looked up."""
    patterns: list[Extension] | None = None
    """Those that are, the first to try first; made like `exact`."""
    applications: dict[str, list[Running]] | None = None
    """See `applications_in`."""
    tree: list[Node] | None = None
    """For `extenpatternmatchnew`; made when a number is first looked up."""


Running = tuple[int, Extension, int, "Variable"]
"""A line that runs an application: its place in the order of its context, its extension, priority and line."""


def applications_in(context: Context) -> dict[str, list[Running]]:
    """The lines of a context that run each application, by its name as they write it; a hint names devices.

    Noted once, so that what asks for one application does not look at every line again.
    """
    if context.applications is None:
        found: dict[str, list[Running]] = {}
        context.applications = found
        at = 0
        for extension in context.extensions:
            number = extension.first
            for step in extension.run:
                at += 1
                if not isinstance(step, Priority):
                    text = step.value[start_of_application(step) :].partition("(")[0]
                    found.setdefault(text, []).append((at, extension, number, step))
                elif number != HINT:
                    found.setdefault(_text_of(step), []).append((at, extension, number, step.variable))
                number += 1
            for number, priority in (extension.others or {}).items():
                at += 1
                if number != HINT:
                    found.setdefault(_text_of(priority), []).append((at, extension, number, priority.variable))
    return context.applications


def _text_of(priority: Priority) -> str:
    """The application's name, as it is written."""
    return priority.application.partition("(")[0]
