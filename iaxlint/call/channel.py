"""A channel that runs through the dialplan: where it is, and what its variables hold."""

from __future__ import annotations

from iaxlint.model.arguments import BLANKS, split_arguments
from iaxlint.model.dialplan import Found, Unsure
from iaxlint.model.extension import HINT
from iaxlint.model.functions import call, encoded_char
from iaxlint.model.value import scan_int
from iaxlint.model.variables import DEEPEST, HOLE, LONGEST_VALUE, PREDEFINED, bare_name, known, substitute
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.model.dialplan import Dialplan

Location = tuple[str, str, int]
"""Context, extension, priority."""


@record
class Frame:
    """Where a Gosub or a Macro returns to, and the variables that it hides."""

    back: Location
    hidden: dict[str, str | None]
    macro: str = ""
    """The context of a Macro; empty for a Gosub."""


@record
class Channel:
    """One way through the dialplan, up to where it is now."""

    context: str
    extension: str
    priority: int
    callerid: str
    """The caller's number: empty for none, `HOLE` where it is not known."""
    variables: dict[str, str]
    """By name, without the underscores that hand a variable on."""
    handed_on: dict[str, int]
    """How far a variable is handed on to channels that this one calls: 1 to them, 2 to theirs too."""
    globals: dict[str, str]
    """What was assigned to global variables on the way."""
    written: dict[str, str]
    """What was assigned to functions, such as `CALLERID(name)`."""
    frames: tuple[Frame, ...] = ()
    loops: tuple[Location, ...] = ()
    """The `While` priorities whose loops it is in."""
    answered: bool = False
    jumped: bool = False
    """Whether an application chose the next priority."""

    @property
    def location(self) -> Location:
        """Where it is."""
        return self.context, self.extension, self.priority

    def go(self, context: str, extension: str, priority: int) -> None:
        """Continue there; what is empty stays as it is (`pbx.c:ast_explicit_goto`)."""
        self.context = context or self.context
        self.extension = extension or self.extension
        self.priority = priority
        self.jumped = True

    def fork(self) -> Channel:
        """The same channel, to go another way."""
        return Channel(
            self.context,
            self.extension,
            self.priority,
            self.callerid,
            dict(self.variables),
            dict(self.handed_on),
            dict(self.globals),
            dict(self.written),
            self.frames,
            self.loops,
            self.answered,
        )

    def called(self, context: str, extension: str) -> Channel:
        """The channel that a `Local/` dial string makes: it inherits what is handed on."""
        variables = {name: value for name, value in self.variables.items() if name in self.handed_on}
        further = {name: level for name, level in self.handed_on.items() if level > 1}
        return Channel(context, extension, 1, self.callerid, variables, further, dict(self.globals), {})

    def state(self) -> tuple[object, ...]:
        """All that decides how it goes on, to recognise a place where a channel was before."""
        frames = tuple((frame.back, frame.macro, frozenset(frame.hidden.items())) for frame in self.frames)
        values = (self.variables, self.globals, self.written)
        return (
            *self.location,
            self.callerid,
            self.answered,
            frames,
            self.loops,
            *(frozenset(held.items()) for held in values),
        )

    def assign(self, name: str, value: str | None) -> None:
        """Set a variable, or a function's value; None unsets (`pbx_variables.c:pbx_builtin_setvar_helper`)."""
        value = value[:LONGEST_VALUE] if value is not None else None
        if name.endswith(")"):
            self._write(name, value or "")
            return
        bare = bare_name(name)
        self.handed_on.pop(bare, None)
        if value is None:
            self.variables.pop(bare, None)
            return
        self.variables[bare] = value
        if bare != name:
            self.handed_on[bare] = len(name) - len(bare)

    def _write(self, name: str, value: str) -> None:
        word, _, rest = name.partition("(")
        arguments = rest[:-1]
        if word == "GLOBAL":
            self.globals[bare_name(arguments)] = value
        elif word == "LOCAL":
            self.hide(arguments, value)
        elif word == "CALLERID" and arguments.split(",")[0] in ("num", "number"):
            self.callerid = value
        elif word == "ARRAY":
            values = value.split(",") if known(value) else []
            for at, variable in enumerate(arguments.split(",")):
                self.assign(variable, values[at] if at < len(values) else "" if values else HOLE)
        elif word in ("PUSH", "UNSHIFT"):
            name, delimiter = (*split_arguments(arguments, most=2), "", "")[:2]
            held, between = self.variables.get(name, HOLE), encoded_char(delimiter, 0)[0] or ","
            parts = (held, value) if word == "PUSH" else (value, held)
            self.assign(name, between.join(parts) if held else value)
        elif word == "DELETE":
            self.assign(arguments, None)
        else:
            self.written[name] = value

    def hide(self, name: str, value: str) -> None:
        """Set a variable until the subroutine returns (`app_stack.c:frame_set_var`)."""
        if self.frames and name not in self.frames[-1].hidden:
            frame = self.frames[-1]
            hidden = {**frame.hidden, name: self.variables.get(name)}
            self.frames = (*self.frames[:-1], Frame(frame.back, hidden, frame.macro))
        self.assign(name, value)

    def leave(self) -> Frame:
        """Take the last frame away, and show again what it hid."""
        frame = self.frames[-1]
        self.frames = self.frames[:-1]
        for name, value in frame.hidden.items():
            self.assign(name, value)
        return frame


class Values:
    """The values that a channel sees (`variables.Scope`)."""

    def __init__(self, dialplan: Dialplan, channel: Channel) -> None:
        self.dialplan = dialplan
        self.channel = channel
        self.evaluating = 0

    def variable(self, name: str) -> str | None:
        """A built-in value, a channel's variable, or a global one (`pbx_variables.c:ast_str_retrieve_variable`)."""
        channel = self.channel
        built_in = _BUILT_IN.get(name)
        if built_in is not None:
            return built_in(channel)
        if name in ("HINT", "HINTNAME"):
            return self._hint(name)
        if name in _UNKNOWN:
            return HOLE
        found = channel.variables.get(name)
        return found if found is not None else self._global(name)

    def _global(self, name: str) -> str | None:
        found = self.channel.globals.get(name)
        if found is None and name in self.dialplan.globals:
            found = self.dialplan.globals[name].value
        return found

    def _hint(self, name: str) -> str | None:
        found = self.dialplan.find(self.channel.context, self.channel.extension, "", HINT)
        if isinstance(found, Unsure):
            return HOLE
        if found is None or found.priority is None:
            return None
        return found.priority.app if name == "HINT" else found.priority.data

    def function(self, name: str, arguments: str) -> str | None:
        """What a function gives on this channel."""
        own = _FUNCTIONS.get(name)
        if own is not None:
            return own(self, arguments)
        written = self.channel.written.get(f"{name}({arguments})")
        return written if written is not None else call(name, arguments, self)

    def global_value(self, arguments: str) -> str | None:
        """`GLOBAL(name)`."""
        return self._global(arguments)

    def set_value(self, arguments: str) -> str | None:
        """`SET(name=value)`, which assigns and gives the value."""
        name, equal, value = arguments.partition("=")
        if not name or not equal:
            return None
        self.channel.assign(name.strip(), value.strip())
        return value.strip()

    def caller(self, arguments: str) -> str | None:
        """`CALLERID(num)`; of the caller's other data only what the dialplan wrote is known."""
        if arguments in ("num", "number"):
            return self.channel.callerid
        return self.channel.written.get(f"CALLERID({arguments})", HOLE)

    def local(self, arguments: str) -> str | None:
        """`LOCAL(name)`: set in this subroutine, or nothing."""
        frames = self.channel.frames
        return self.channel.variables.get(arguments) if frames and arguments in frames[-1].hidden else None

    def exists(self, arguments: str) -> str:
        """`DIALPLAN_EXISTS(context[,extension[,priority]])`."""
        context, extension, priority = (*arguments.split(","), "", "")[:3]
        if not known(arguments):
            return HOLE
        if not extension:
            return str(int(self.dialplan.has(context))) if not self.dialplan.unsure(context) else HOLE
        return self._is_there(context, extension, priority)

    def valid(self, arguments: str) -> str:
        """`VALID_EXTEN([context],extension[,priority])`."""
        context, extension, priority = (*arguments.split(","), "", "")[:3]
        return self._is_there(context or self.channel.context, extension, priority) if known(arguments) else HOLE

    def _is_there(self, context: str, extension: str, priority: str) -> str:
        number = int(priority) if priority.isdecimal() and len(priority) < 9 else 1
        found = self.dialplan.find(context, extension, self.channel.callerid, number)
        return HOLE if isinstance(found, Unsure) else str(int(isinstance(found, Found)))

    def at_times(self, arguments: str) -> str | None:
        """`IFTIME(times?value:value)`."""
        from iaxlint.model.timing import applies

        times, _, rest = arguments.partition("?")
        first, _, second = rest.partition(":")
        holds = applies(times) if known(times) else None
        if holds is None:
            return first if first == second else HOLE
        return first if holds else second

    def counted(self, arguments: str, step: int) -> str | None:
        """`INC(name)` and `DEC(name)`, which also change the variable (`func_math.c:crement_function_read`)."""
        value = HOLE if not known(arguments) else self.variable(arguments)
        if not value or not known(value):
            return value or None
        number = scan_int(value)
        if number is None or value.strip(BLANKS).lstrip("+-").strip("0123456789") or value[-1] in BLANKS:
            return None
        self.channel.assign(arguments, str(number + step))
        return str(number + step)

    def taken(self, arguments: str, *, first: bool) -> str | None:
        """`SHIFT(name,delimiter)` and `POP`, which take a part away from the variable (`func_strings.c:shift_pop`)."""
        name, delimiter = (*split_arguments(arguments, most=2), "", "")[:2]
        if not known(arguments):
            return HOLE
        value = substitute("${" + name + "}", self) if name else ""
        if not value or not known(value):
            return value or None
        between = encoded_char(delimiter, 0)[0] or ","
        head, found, tail = value.partition(between) if first else value.rpartition(between)
        part, rest = (head, tail) if first else (tail, head)
        self.channel.assign(name, rest if found else "")
        return part

    def evaluated(self, arguments: str) -> str:
        """`EVAL(text)`: substituted once more."""
        self.evaluating += 1
        value = substitute(arguments, self)[:LONGEST_VALUE] if self.evaluating <= DEEPEST else ""
        self.evaluating -= 1
        return value

    def is_set(self, arguments: str) -> str:
        """`VARIABLE_EXISTS(name)`."""
        return str(int(arguments in self.channel.variables or self._global(arguments) is not None))


_BUILT_IN: dict[str, Callable[[Channel], str]] = {
    "EXTEN": lambda channel: channel.extension,
    "CONTEXT": lambda channel: channel.context,
    "PRIORITY": lambda channel: str(channel.priority),
    "HANGUPCAUSE": lambda channel: channel.written.get("HANGUPCAUSE", "0"),
}
_UNKNOWN = PREDEFINED | {"CHANNEL", "UNIQUEID", "CALLINGPRES", "CALLINGANI2", "CALLINGTON", "CALLINGTNS"}
_FUNCTIONS: dict[str, Callable[[Values, str], str | None]] = {
    "CALLERID": Values.caller,
    "DEC": lambda values, arguments: values.counted(arguments, -1),
    "DIALPLAN_EXISTS": Values.exists,
    "EVAL": Values.evaluated,
    "GLOBAL": Values.global_value,
    "IFTIME": Values.at_times,
    "INC": lambda values, arguments: values.counted(arguments, 1),
    "LOCAL": Values.local,
    "POP": lambda values, arguments: values.taken(arguments, first=False),
    "SET": Values.set_value,
    "SHIFT": lambda values, arguments: values.taken(arguments, first=True),
    "VALID_EXTEN": Values.valid,
    "VARIABLE_EXISTS": Values.is_set,
}
