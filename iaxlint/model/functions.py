"""Dialplan functions whose value follows from their arguments alone; all others are unknown.

Source: `func_strings.c`, `func_logic.c`, `func_cut.c`, `func_math.c`.  A function takes its arguments as
they stand between its parentheses, and gives None where it fails, which counts as empty.
"""

from __future__ import annotations

from iaxlint.loader.config import fold
from iaxlint.model.arguments import BLANKS, holds, split_arguments
from iaxlint.model.value import scan_int
from iaxlint.model.variables import HOLE, known, substitute

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.model.variables import Scope

    Function = Callable[[str, Scope], "str | None"]

_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_LOWER = {upper: lower for lower, upper in _UPPER.items()}
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_HEX = "0123456789ABCDEFabcdef"
_KEYPAD = {"2": "Abc2", "3": "Def3", "4": "Ghi4", "5": "Jkl5", "6": "Mno6", "7": "Pqrs7", "8": "Tuv8", "9": "Wxyz9"}
_KEYS = {char: key for key, chars in _KEYPAD.items() for char in chars.lower() + chars.upper()} | {"0": "0", "1": "1"}


def call(name: str, arguments: str, scope: Scope) -> str | None:
    """The value of a function; `HOLE` where no file tells, as for every function that is not listed here."""
    function = FUNCTIONS.get(name)
    if function is None:
        return HOLE
    if not known(arguments) and name not in _PARTLY:
        return HOLE
    return function(arguments, scope)


def _value_of(name: str, scope: Scope) -> str:
    return substitute("${" + name + "}", scope)


def encoded_char(text: str, at: int) -> tuple[str, int]:
    """One character that may be written with a backslash, and where the text goes on; `""` where none is.

    Source: `app.c:ast_getencoded_char`.
    """
    if at >= len(text):
        return "", at
    if text[at] != "\\":
        return text[at], at + 1
    escape = text[at + 1 : at + 2]
    if escape == "x":
        end = at + 2
        while end < len(text) and end < at + 4 and text[end] in _HEX:
            end += 1
        return (chr(int(text[at + 2 : end], 16)), end) if end > at + 2 else ("", end)
    if escape == "0":
        end = at + 2
        while end < len(text) and text[end] in "01234567":
            end += 1
        return chr(int(text[at + 2 : end] or "0", 8) & 255), end
    return _ESCAPES.get(escape, escape), at + 2


def _len(text: str, _scope: Scope) -> str:
    return str(len(text))


def _is_null(text: str, _scope: Scope) -> str:
    return HOLE if text and not text.strip(HOLE) else str(int(not text))


def _exists(text: str, _scope: Scope) -> str:
    return HOLE if text and not text.strip(HOLE) else str(int(bool(text)))


def _upper(text: str, _scope: Scope) -> str:
    return text.translate(_UPPER)


def _lower(text: str, _scope: Scope) -> str:
    return text.translate(_LOWER)


def _passthru(text: str, _scope: Scope) -> str:
    return text


def _quote(text: str, _scope: Scope) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _keypad_hash(text: str, _scope: Scope) -> str:
    return "".join(_KEYS.get(char, "") for char in text)


def _if(text: str, _scope: Scope) -> str | None:
    condition, *rest = split_arguments(text, "?", 2) or [""]
    if not condition or not rest:
        return None
    branches = [branch.strip(BLANKS) for branch in split_arguments(rest[0], ":", 2)]
    if not branches:
        return None
    first, second = (*branches, "")[:2]
    if not known(condition):
        return first if first == second else HOLE
    return first if holds(condition.strip(BLANKS)) else second


def _cut(text: str, scope: Scope) -> str | None:
    arguments = split_arguments(text, most=3)
    if len(arguments) < 3:
        return None
    value = _value_of(arguments[0], scope)
    if not known(value):
        return HOLE
    delimiter = encoded_char(arguments[1], 0)[0] or "-"
    if not value:
        return ""
    fields = value.split(delimiter)
    chosen: list[str] = []
    at = 0
    for part in arguments[2].split("&"):
        if at >= len(fields):
            break
        bounds = _field_range(part)
        if bounds is None:
            return None
        at = max(at, bounds[0] - 1)
        chosen += fields[at : max(at, bounds[1])]
        at = max(at, min(bounds[1], len(fields)))
    return delimiter.join(chosen)


def _field_range(text: str) -> tuple[int, int] | None:
    """`3`, `3-5`, `3-` or `-5` as first and last field."""
    first, dash, last = text.partition("-")
    start, end = scan_int(first), scan_int(last)
    if start is not None and not dash:
        return start, start
    if start is not None:
        return start, (1 << 30) if end is None else end
    return (1, end) if dash and not first and end is not None else None


def _field_count(text: str, scope: Scope) -> str:
    arguments = split_arguments(text, most=2)
    if len(arguments) < 2:
        return "1"
    value = _value_of(arguments[0], scope)
    if not known(value):
        return HOLE
    delimiter = encoded_char(arguments[1], 0)[0]
    if not value or not delimiter:
        return str(int(bool(value)))
    return str(value.count(delimiter) + 1)


def _field_number(text: str, scope: Scope) -> str | None:
    """`FIELDNUM(name,delimiter,value)`: which field holds a value, upper and lower case alike; 0 for none."""
    arguments = split_arguments(text, most=3)
    if len(arguments) < 3:
        return None
    value, wanted = _value_of(arguments[0], scope), fold(arguments[2])
    if not known(value):
        return HOLE
    delimiter = encoded_char(arguments[1], 0)[0]
    if not value or not delimiter:
        return "0"
    fields = [fold(field) for field in value.split(delimiter)]
    return str(fields.index(wanted) + 1 if wanted in fields else 0)


def _csv_quote(text: str, _scope: Scope) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def _filter(text: str, _scope: Scope) -> str | None:
    arguments = split_arguments(text, most=2, raw=True)
    if len(arguments) < 2:
        return None
    characters, at = arguments[0], 0
    allowed: set[str] = set()
    while at < len(characters):
        first, at = encoded_char(characters, at)
        if not first:
            return None
        last = first
        if characters[at : at + 1] == "-":
            last, at = encoded_char(characters, at + 1)
            last = last or first
        code, end = ord(first) & 255, ord(last) & 255
        while code != end:
            allowed.add(chr(code))
            code = (code + 1) & 255
        allowed.add(chr(end))
    return "".join(char for char in arguments[1] if char in allowed)


def _replace(text: str, scope: Scope) -> str | None:
    arguments = split_arguments(text, most=3)
    if len(arguments) < 2 or not arguments[0]:
        return None
    value = _value_of(arguments[0], scope)
    if not known(value):
        return HOLE
    unwanted, at = set(), 0
    while at < len(arguments[1]):
        char, at = encoded_char(arguments[1], at)
        unwanted.add(char)
    new = encoded_char(arguments[2], 0)[0] if len(arguments) > 2 else ""
    return "".join(new if char in unwanted else char for char in value) if value and unwanted else None


def _string_replace(text: str, scope: Scope) -> str | None:
    arguments = split_arguments(text, most=5)
    if len(arguments) < 2 or not arguments[0] or not arguments[1]:
        return None
    value = _value_of(arguments[0], scope)
    if not known(value):
        return HOLE
    new = arguments[2] if len(arguments) > 2 else ""
    most = (scan_int(arguments[3]) or 0) if len(arguments) > 3 else 0
    return value.replace(arguments[1], new, most if most > 0 else -1)


def _regex(text: str, _scope: Scope) -> str | None:
    from iaxlint.model import regex

    arguments = split_arguments(text, '"', 3)
    if len(arguments) != 3:
        return None
    expression = regex.translate(arguments[1])
    if expression is None:
        return HOLE
    subject = arguments[2][1:] if arguments[2][:1] in (" ", "\t") else arguments[2]
    try:
        return str(int(expression.search(subject) is not None))
    except ValueError:
        return HOLE


def _math(text: str, _scope: Scope) -> str | None:
    arguments = split_arguments(text, most=2)
    kind = arguments[1].lower() if len(arguments) > 1 else "float"
    sign = -1 if text.startswith("-") else 1
    terms = (arguments or [""])[0].removeprefix("-")
    operator = next((word for word in ("*", "/", "%", ">=", ">", "<=", "<", "==", "+", "-") if word in terms), "")
    if not operator or kind not in ("i", "int", "f", "float"):
        return HOLE
    first, _, second = terms.partition(operator)
    if not (first and second.lstrip("-")) or first.strip("0123456789") or second.lstrip("-").strip("0123456789"):
        return HOLE
    a, b = sign * int(first), int(second.removeprefix("-") or "0") * (-1 if second.startswith("-") else 1)
    if max(abs(a), abs(b)) >= 1 << 31:
        return HOLE
    if operator in _COMPARED:
        return "TRUE" if _COMPARED[operator](a, b) else "FALSE"
    result = _computed(operator, a, b)
    return str(int(result)) if kind.startswith("i") and abs(result) < 1 << 31 else format(result, "f")


def _computed(operator: str, a: int, b: int) -> float:
    if operator == "/":
        return a / b if b > 0 else 0
    if operator == "%":
        return (abs(a) % abs(b)) * (-1 if a < 0 else 1) if b else 0
    return {"*": a * b, "+": a + b, "-": a - b}[operator]


_COMPARED: dict[str, Callable[[int, int], bool]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
}

FUNCTIONS: dict[str, Function] = {
    "CSV_QUOTE": _csv_quote,
    "CUT": _cut,
    "EXISTS": _exists,
    "FIELDNUM": _field_number,
    "FIELDQTY": _field_count,
    "FILTER": _filter,
    "IF": _if,
    "ISNULL": _is_null,
    "KEYPADHASH": _keypad_hash,
    "LEN": _len,
    "MATH": _math,
    "PASSTHRU": _passthru,
    "QUOTE": _quote,
    "REGEX": _regex,
    "REPLACE": _replace,
    "STRREPLACE": _string_replace,
    "TOLOWER": _lower,
    "TOUPPER": _upper,
}
_PARTLY = frozenset({"CUT", "EXISTS", "FIELDQTY", "IF", "ISNULL", "PASSTHRU", "TOLOWER", "TOUPPER"})
"""Those that can tell something of arguments with holes."""
