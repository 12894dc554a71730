"""`$[...]` in the dialplan: arithmetic, comparisons and regular expressions.

Source: `ast_expr2.fl` (the words) and `ast_expr2.y` (the grammar and what each operator does).  Its
ways are kept: quotes are part of a text when it is compared, texts count for nothing in sums, and what
it cannot read is 0.
"""

from __future__ import annotations

import re

from iaxlint.model import regex
from iaxlint.model.value import scan_int
from iaxlint.model.variables import HOLE, known
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.model.variables import Scope

_TOKEN = re.compile(
    r"""(?P<operator>\|\|?|&&?|==|=~|=|~~|>=|>|<=|<|!=|!|\+|,|-|\*|/|%|\?|::|:|\(|\))
      | (?P<quoted>"[^"]*")
      | (?P<number>[0-9]+(?:\.[0-9]+)?)(?![a-zA-Z0-9.';\\_^\#@\u0080-\U0010ffff]|\$[^{])
      | (?P<word>(?:[a-zA-Z0-9.';\\_^\#@\u0080-\U0010ffff]|\$[^{])+)
      | (?P<blank>.)""",
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"\d*\.?\d*", re.ASCII)
_LARGEST_INT = 2147483647
_EXACT = 10**18
"""Larger numbers are printed with an exponent, or not to the last digit (`%.18Lg`)."""


class _Unknown(Exception):  # noqa: N818 - no error: the answer cannot be told
    """The value depends on what no file tells."""


class _SyntaxError(Exception):
    """`ast_yyparse` gives up, and the value is 0."""


@record
class Value:
    """An operand: a number, or a text, which may be one that reads as a number."""

    number: float | None = None
    text: str | None = None
    numeric: bool = False

    def as_number(self) -> float | None:
        """Its number; None for a text (`to_number`)."""
        if self.number is not None or not self.numeric:
            return self.number
        found = _NUMBER.match(self.text or "")
        digits = found.group() if found else ""
        if "." not in digits:
            return int(digits or "0")
        return _tidy(float(digits)) if digits != "." else 0

    def as_text(self) -> str:
        """Its text (`to_string`)."""
        return _printed(self.number) if self.number is not None else self.text or ""


def _tidy(number: float) -> float:
    """An integer where the number is one, so that it stays exact; but 0 keeps its sign, as in C."""
    return int(number) if number and number == int(number) and abs(number) < _EXACT else number


def _signed(number: float, *, negative: bool) -> float:
    return number or (-0.0 if negative else 0)


def _is_negative(number: float) -> bool:
    return str(number).startswith("-")


def _settled(value: Value) -> Value:
    """An operand that an operator looked at as a number, and which stays one."""
    number = value.as_number()
    return value if number is None else Value(number=number)


def _printed(number: float) -> str:
    """A number as `%.18Lg` prints it; unknown where the wider type of C would show other digits."""
    if isinstance(number, int):
        if abs(number) >= _EXACT:
            raise _Unknown
        return str(number)
    text = format(number, ".15g")
    if float(text) != number or "e" in text or "n" in text:
        raise _Unknown
    return text


def _made(text: str) -> Value:
    """A text that an operator made (`make_str`)."""
    numeric = text[:1] in tuple("0123456789.") and not text.strip("0123456789.")
    return Value(text=text, numeric=numeric)


def evaluate(text: str, scope: Scope) -> str:
    """The value of what stands between `$[` and `]`, already substituted; `HOLE` where no file tells."""
    if not known(text) or "${" in text:
        return HOLE
    tokens = [found for found in _TOKEN.finditer(text) if found.lastgroup != "blank"]
    if not tokens or (tokens[0].group() not in _STARTING and tokens[0].lastgroup == "operator"):
        return ""
    reader = _Reader(tokens, scope)
    try:
        # the parser takes what it has read for the whole before it finds that more follows
        return reader.expression(1).as_text()
    except _SyntaxError:
        return "0"
    except (_Unknown, OverflowError, RecursionError, ValueError):
        return HOLE


class _Reader:
    """Precedence climbing over the tokens, with the values computed on the way."""

    def __init__(self, tokens: list[re.Match[str]], scope: Scope) -> None:
        self.tokens = tokens
        self.scope = scope
        self.at = 0
        self.depth = 0

    def operator(self) -> str:
        """The operator that comes next, or nothing."""
        if self.at == len(self.tokens):
            return ""
        token = self.tokens[self.at]
        return token.group() if token.lastgroup == "operator" else ""

    def take(self, operator: str) -> None:
        if self.operator() != operator:
            raise _SyntaxError
        self.at += 1

    def expression(self, least: int) -> Value:
        """Operators of a level of at least `least`."""
        left = self.operand()
        while (operator := self.operator()) and (level := _LEVELS.get(operator, 0)) >= least:
            self.at += 1
            if operator == "?":
                middle = self.expression(1)
                self.take("::")
                right = self.expression(2)
                left = middle if _chooses(left) else right
            else:
                left = _OPERATORS[operator](left, self.expression(level + 1))
        return left

    def operand(self) -> Value:
        self.depth += 1
        if self.depth > 100:
            raise _Unknown
        value = self._operand()
        self.depth -= 1
        return value

    def _operand(self) -> Value:
        if self.at == len(self.tokens):
            raise _SyntaxError
        token = self.tokens[self.at]
        self.at += 1
        text = token.group()
        if token.lastgroup == "operator":
            if text == "(":
                value = self.expression(1)
                self.take(")")
                return value
            if text == "-":
                return Value(number=_negated(self.expression(_TIGHTEST)))
            if text == "!":
                return Value(number=_complement(self.expression(_TIGHTEST)))
            raise _SyntaxError
        if self.operator() == "(":
            return self._call(text)
        return Value(text=text, numeric=token.lastgroup == "number")

    def _call(self, name: str) -> Value:
        self.take("(")
        arguments = [self.expression(1)]
        while self.operator() == ",":
            self.at += 1
            arguments.append(Value(text="") if self.operator() in (",", ")") else self.expression(1))
        self.take(")")
        if name.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"):
            return Value(number=0)
        if name in _ROUNDING:
            number = arguments[0].as_number()
            if len(arguments) > 1 or number is None:
                raise _Unknown
            return Value(number=_ROUNDING[name](number))
        if name in _MATHEMATICAL:
            raise _Unknown
        result = self.scope.function(name, ",".join(argument.as_text() for argument in arguments)) or ""
        if not known(result):
            raise _Unknown
        return _made(result) if result.strip("-0123456789. \t") else Value(number=_tidy(float(result.strip() or "0")))


def _chooses(value: Value) -> bool:
    """Whether a condition picks the first branch (`op_cond`)."""
    number = value.as_number()
    return bool(number) if number is not None else value.text not in ("", '""', "0")


def _is_nothing(value: Value) -> bool:
    """`is_zero_or_null`."""
    return value.text == "" or value.as_number() == 0


def _negated(value: Value) -> float:
    number = value.as_number()
    return 0 if number is None else _signed(-number, negative=not _is_negative(number))


def _complement(value: Value) -> float:
    """`op_compl`; a text counts by the number that it begins with."""
    if value.number is not None:
        return int(value.number == 0)
    return int(not scan_int(value.text or ""))


def _either(left: Value, right: Value) -> Value:
    return right if _is_nothing(left) else _settled(left)


def _both(left: Value, right: Value) -> Value:
    return Value(number=0) if _is_nothing(left) or _is_nothing(right) else _settled(left)


def _comparing(compare: Callable[[int], bool]) -> Callable[[Value, Value], Value]:
    def operator(left: Value, right: Value) -> Value:
        a, b = left.as_number(), right.as_number()
        if a is None or b is None:
            one, other = left.as_text(), right.as_text()
            return Value(number=int(compare((one > other) - (one < other))))
        return Value(number=int(compare((a > b) - (a < b))))

    return operator


def _sum(left: Value, right: Value) -> Value:
    a, b = left.as_number(), right.as_number()
    if a is None:
        return Value(number=b if b is not None else 0)
    return Value(number=a if b is None else _tidy(a + b))


def _difference(left: Value, right: Value) -> Value:
    a, b = left.as_number(), right.as_number()
    if b is None:
        return Value(number=a if a is not None else 0)
    return Value(number=_tidy((a or 0) - b))


def _product(left: Value, right: Value) -> Value:
    a, b = left.as_number(), right.as_number()
    if a is None or b is None:
        return Value(number=0)
    return Value(number=_signed(_tidy(a * b), negative=_is_negative(a) != _is_negative(b)))


def _quotient(left: Value, right: Value) -> Value:
    a, b = left.as_number(), right.as_number()
    if a is None:
        return Value(number=0)
    if not b:
        return Value(number=_LARGEST_INT)
    exact = isinstance(a, int) and isinstance(b, int) and a % b == 0
    return Value(number=_signed(a // b if exact else _tidy(a / b), negative=_is_negative(a) != _is_negative(b)))


def _remainder(left: Value, right: Value) -> Value:
    a, b = left.as_number(), right.as_number()
    if a is None or b is None or b == 0:
        return Value(number=b if a is not None and b is not None else 0)
    rest = abs(a) % abs(b)
    return Value(number=_signed(_tidy(-rest if a < 0 else rest), negative=_is_negative(a)))


def _unquoted(value: Value) -> str:
    """`strip_quotes`: all of them, where the text begins and ends with one."""
    text = value.as_text()
    return text.replace('"', "") if text[:1] == '"' and text[-1:] == '"' else text


def _matching(*, anchored: bool) -> Callable[[Value, Value], Value]:
    def operator(left: Value, right: Value) -> Value:
        expression = regex.translate(_unquoted(right))
        if expression is None or not expression.certain:
            raise _Unknown
        found = expression.search(_unquoted(left))
        groups = expression.compiled.groups
        if found is None or (anchored and found.start() > 0):
            return _made("") if groups else Value(number=0)
        if groups and found.start(1) >= 0:
            return _made(found.group(1))
        return Value(number=found.end() - found.start())

    return operator


def _joined(left: Value, right: Value) -> Value:
    return _made(_unquoted(left) + _unquoted(right))


def _rounded(number: float) -> float:
    return _signed(int(abs(number) + 0.5) * (-1 if number < 0 else 1), negative=_is_negative(number))


_OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "|": _either,
    "||": _either,
    "&": _both,
    "&&": _both,
    "=": _comparing(lambda order: order == 0),
    "==": _comparing(lambda order: order == 0),
    "!=": _comparing(lambda order: order != 0),
    ">": _comparing(lambda order: order > 0),
    "<": _comparing(lambda order: order < 0),
    ">=": _comparing(lambda order: order >= 0),
    "<=": _comparing(lambda order: order <= 0),
    "+": _sum,
    "-": _difference,
    "*": _product,
    "/": _quotient,
    "%": _remainder,
    ":": _matching(anchored=True),
    "=~": _matching(anchored=False),
    "~~": _joined,
}
_STARTING = ("(", "-", "!")
"""The operators that an expression may begin with; with another, the rule for an empty one applies."""
_TIGHTEST = 8
_LEVELS = {"?": 1, "|": 2, "||": 2, "&": 3, "&&": 3, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6}
_LEVELS |= dict.fromkeys(("=", "==", "!=", ">", "<", ">=", "<="), 4) | dict.fromkeys((":", "=~", "~~"), _TIGHTEST)
_ROUNDING: dict[str, Callable[[float], float]] = {
    "FLOOR": lambda number: number // 1,
    "CEIL": lambda number: -(-number // 1),
    "TRUNC": int,
    "ROUND": _rounded,
    "ABS": abs,
}
_MATHEMATICAL = frozenset(
    {"COS", "SIN", "TAN", "ACOS", "ASIN", "ATAN", "ATAN2", "POW", "SQRT", "RINT", "REMAINDER"}
    | {"EXP", "EXP2", "EXP10", "LOG", "LOG2", "LOG10"}
)
