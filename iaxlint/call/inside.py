"""What may be entered in a context: by anybody who dials there, or by a number of which only the shape is known."""

from __future__ import annotations

from iaxlint.model.dialplan import Found
from iaxlint.model.lookup import MOST_CONTEXTS, index
from iaxlint.model.pattern import Shape, shape
from iaxlint.model.variables import HOLE, known
from iaxlint.record import record
from iaxlint.source import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.loader.config import Variable
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.extension import Context, Extension, Switch

    Number = str | Shape | None
    """A number, or what is known of its digits; None for any."""

MOST_LOOKS = 200_000
"""So many extensions are held against numbers in one dialplan, and no more."""


@record
class Hop:
    """A line that leads from one context to another, or to another extension."""

    message: str
    variable: Variable
    context: str
    """The context that it leads to."""


@record
class Door:
    """An extension, or a switch, that a caller of a context may enter."""

    context: str
    """Where it stands."""
    extension: Extension | None
    switch: Switch | None
    hops: tuple[Hop, ...]
    """The lines that include its context, from the one that was entered on."""


class Scope:
    """What is known of variables on any channel (`variables.Scope`)."""

    def __init__(self, dialplan: Dialplan, context: str, extension: Extension) -> None:
        self.dialplan = dialplan
        self.values = {"CONTEXT": context, "EXTEN": HOLE if extension.is_pattern else extension.name}

    def variable(self, name: str) -> str | None:
        """The value of the few that every channel of an extension shares, and of those of `[globals]`."""
        if name in self.values:
            return self.values[name]
        found = self.dialplan.globals.get(name)
        return HOLE if found is None else found.value

    def function(self, _name: str, _arguments: str) -> str | None:
        """Not known."""
        return HOLE


class Inside:
    """The doors of a dialplan's contexts, worked out once for each."""

    def __init__(self, dialplan: Dialplan) -> None:
        self.dialplan = dialplan
        self.looks = 0
        self._parts: dict[str, list[tuple[Context, tuple[Hop, ...]]]] = {}
        self._doors: dict[tuple[str, object], list[Door]] = {}

    def parts(self, name: str) -> list[tuple[Context, tuple[Hop, ...]]]:
        """A context and all that it includes, or passes calls on to by `Loopback`, each with the lines that say so."""
        known_parts = self._parts.get(name)
        if known_parts is not None:
            return known_parts
        found: list[tuple[Context, tuple[Hop, ...]]] = []
        seen: set[str] = set()
        waiting: list[tuple[str, tuple[Hop, ...]]] = [(name, ())]
        while waiting and len(found) < MOST_CONTEXTS:
            inner, hops = waiting.pop()
            context = self.dialplan.contexts.get(inner)
            if context is None or inner.lower() in seen:
                continue
            seen.add(inner.lower())
            found.append((context, hops))
            following = [
                (target, (*hops, Hop(f"[{context.name}] takes in [{target}]", line, target)))
                for target, line in _taken_in(context)
            ]
            waiting += reversed(following)
        self._parts[name] = found
        return found

    def _looked(self, name: str) -> Iterator[tuple[Context, tuple[Hop, ...]]]:
        """The parts of a context, for as long as not too much was looked at."""
        for part, hops in self.parts(name):
            self.looks += 1 + len(part.extensions)
            if self.looks > MOST_LOOKS:
                return
            yield part, hops

    def own(self, name: str) -> Iterator[Door]:
        """The doors that a context has itself."""
        yield from _doors_of(self.dialplan.contexts[name], ())

    def doors(self, context: str, number: Number = None) -> list[Door]:
        """What a number may enter in a context."""
        key = (context, (number.allowed, number.least, number.most) if isinstance(number, Shape) else number)
        found = self._doors.get(key)
        if found is None:
            if number is None:
                found = [door for part, hops in self._looked(context) for door in _doors_of(part, hops)]
            elif isinstance(number, str):
                found = list(self._by_number(context, number))
            else:
                found = list(self._by_shape(context, number))
            self._doors[key] = found
        return found

    def _by_number(self, context: str, number: str) -> Iterator[Door]:
        """The extension that a number enters; the switches, where no file tells of one."""
        found = self.dialplan.find(context, number, HOLE)
        for part, hops in self.parts(context):
            if isinstance(found, Found):
                if part.name == found.context and found.extension is not None:
                    yield Door(part.name, found.extension, None, hops)
                    return
            else:
                yield from _switches_of(part, hops)

    def _by_shape(self, context: str, number: Shape) -> Iterator[Door]:
        """All that numbers of a shape may enter, up to a pattern that takes every one of them."""
        for part, hops in self._looked(context):
            exact, patterns = index(part)
            for name, extensions in exact.items():
                if number.fits(encode(name)):
                    for extension in extensions:
                        yield Door(part.name, extension, None, hops)
            for extension in patterns:
                if extension.shape is None:
                    extension.shape = shape(extension.name)
                if overlap(extension.shape, number):
                    yield Door(part.name, extension, None, hops)
                    if extension.caller is None and covers(extension.shape, number):
                        return
            yield from _switches_of(part, hops)


def _taken_in(context: Context) -> Iterator[tuple[str, Variable]]:
    """The contexts in which a number is looked for where a context does not have it, with the lines that say so."""
    for switch in context.switches:
        if switch.name.lower() == "loopback":
            target = switch.data.partition("/")[0].partition("@")[2].partition(":")[0]
            if target:
                yield target, switch.variable
    for include in context.includes:
        if include.applies is not False:
            yield include.name, include.variable


def _doors_of(context: Context, hops: tuple[Hop, ...]) -> Iterator[Door]:
    for extension in context.extensions:
        yield Door(context.name, extension, None, hops)
    yield from _switches_of(context, hops)


def _switches_of(context: Context, hops: tuple[Hop, ...]) -> Iterator[Door]:
    for switch in context.switches:
        yield Door(context.name, None, switch, hops)


def asked_number(text: str, written: str, extension: Extension) -> Number:
    """What is known of a number that an extension's line asks for: `text` is substituted, `written` is the line's."""
    if known(text):
        return text
    if text == HOLE and extension.is_pattern:
        offsets = set(_offsets(written))
        if len(offsets) == 1:
            if extension.shape is None:
                extension.shape = shape(extension.name)
            return _cut(extension.shape, offsets.pop())
    prefix = encode(text.partition(HOLE)[0])
    return Shape(tuple(prefix), len(prefix), None) if prefix else None


def _offsets(written: str) -> Iterator[int]:
    """How many digits each `${EXTEN...}` of a line cuts off; -1 for more than that."""
    for part in written.split("${EXTEN")[1:]:
        cut, bracket, _ = part.partition("}")
        digits = cut.removeprefix(":")
        yield 0 if bracket and not cut else int(digits) if digits.isdecimal() and len(digits) < 4 else -1


def _cut(whole: Shape, offset: int) -> Number:
    """The shape of what is left of a number without its first digits."""
    if offset < 0:
        return None
    most = None if whole.most is None else max(0, whole.most - offset)
    return Shape(whole.allowed[offset:], max(0, whole.least - offset), most)


def overlap(one: Shape, other: Shape) -> bool:
    """Whether some number fits both."""
    size = max(one.least, other.least)
    if any(most is not None and most < size for most in (one.most, other.most)):
        return False
    both = zip(one.allowed[:size], other.allowed[:size], strict=False)
    return all(not set(mine).isdisjoint(theirs) for mine, theirs in both)


def covers(wide: Shape, narrow: Shape) -> bool:
    """Whether every number that fits one shape fits the other."""
    if narrow.least < wide.least or (wide.most is not None and (narrow.most is None or narrow.most > wide.most)):
        return False
    if len(wide.allowed) > len(narrow.allowed):
        return False
    return all(set(theirs) <= set(mine) for mine, theirs in zip(wide.allowed, narrow.allowed, strict=False))
