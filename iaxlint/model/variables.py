"""`${...}` in the dialplan: variables, functions, offsets and lengths, nested at will.

A text may have parts that no file tells, such as what a caller presses.  Each stands in it as one
`HOLE`, so that what is known of a text stays known: `IAX2/bar/` with a hole behind it still goes to
`bar`.  Source: `pbx_variables.c:pbx_substitute_variables_helper_full_location`.
"""

from __future__ import annotations

from iaxlint.model.value import scan_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Scope(Protocol):
        """Where values come from."""

        def variable(self, name: str) -> str | None:
            """The value of a variable; None where it is not set."""

        def function(self, name: str, arguments: str) -> str | None:
            """What a function gives; None where it fails."""


HOLE = "\0"
"""Stands for any text; C strings, and so Asterisk's, cannot have it."""
PREDEFINED = frozenset(
    {"EPOCH", "SYSTEMNAME", "ENTITYID", "ASTCACHEDIR", "ASTETCDIR", "ASTMODDIR", "ASTVARLIBDIR", "ASTDBDIR"}
    | {"ASTKEYDIR", "ASTDATADIR", "ASTAGIDIR", "ASTSPOOLDIR", "ASTRUNDIR", "ASTLOGDIR", "ASTSBINDIR"}
)
"""Variables that every scope has, and whose values are up to the machine."""
LONGEST_VALUE = 8191
"""What the buffers hold that values are put into (`pbx.h:EXT_DATA_SIZE`; `pbx_config.c:pbx_load_config`)."""
DEEPEST = 15
"""How deep substitutions nest (`MAX_VARIABLE_SUB_RECURSE_DEPTH`); deeper ones give nothing."""
_BRACKETS = {"{": "}", "[": "]"}


def known(text: str) -> bool:
    """Whether all of a text is known."""
    return HOLE not in text


def bare_name(name: str) -> str:
    """A variable's name without the underscores that hand it on to other channels (`chanvars.c:ast_var_name`)."""
    return name[2:] if name.startswith("__") else name.removeprefix("_")


def substitute(text: str, scope: Scope) -> str:
    """Put the values of variables, functions and expressions into a text."""
    return text if "$" not in text else _substitute(text, scope, 1)


def _substitute(text: str, scope: Scope, depth: int) -> str:
    if depth > DEEPEST:
        return ""
    done: list[str] = []
    at = 0
    while (dollar := text.find("$", at)) >= 0:
        opening = text[dollar + 1 : dollar + 2]
        if opening not in _BRACKETS:
            done.append(text[at : dollar + 1])
            at = dollar + 1
            continue
        done.append(text[at:dollar])
        inside, at, nested = _inside(text, dollar + 2, opening)
        if nested:
            inside = _substitute(inside, scope, depth + 1)
        if opening == "{":
            done.append(_value(inside, scope))
        else:
            from iaxlint.model.expression import evaluate

            done.append(evaluate(inside, scope))
    done.append(text[at:])
    return "".join(done)


def _inside(text: str, start: int, opening: str) -> tuple[str, int, bool]:
    """What stands up to the bracket that closes, where the text goes on, and whether there is more to substitute."""
    other = "[" if opening == "{" else "{"
    closing = _BRACKETS[opening]
    end = text.find(closing, start)
    if end >= 0 and "$" not in (plain := text[start:end]) and opening not in plain:
        return plain, end + 1, False
    depth = 1
    nested = False
    at = start
    while depth and at < len(text):
        char = text[at]
        if char == "$" and text[at + 1 : at + 2] == opening:
            nested = True
            depth += 1
            at += 1
        elif char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
        elif char == "$" and text[at + 1 : at + 2] == other:
            nested = True
            at += 1
        at += 1
    return text[start : at - 1] if not depth else text[start:], at, nested


def _value(inside: str, scope: Scope) -> str:
    name, offset, length, function = parse_name(inside)
    word, _, rest = name.partition("(")
    if not known(word) or not known(inside[len(name) :]):
        return HOLE
    if function:
        end = rest.rfind(")")
        found = scope.function(word, rest[:end] if end >= 0 else rest)
    else:
        found = scope.variable(name)
    return "" if found is None else substring(found, offset, length)


def parse_name(inside: str) -> tuple[str, int, int | None, bool]:
    """`NAME:offset:length` taken apart; the length None where there is none; whether it calls a function."""
    if "(" not in inside and ":" not in inside:
        return inside, 0, None, False
    depth = 0
    function = False
    for at, char in enumerate(inside):
        if char == "(":
            function = True
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == ":" and depth == 0:
            first, colon, second = inside[at + 1 :].partition(":")
            offset = scan_int(first)
            exact = offset is not None and first.strip(" \t").lstrip("+-").isdecimal()
            length = scan_int(second) if colon and exact else None
            return inside[:at], offset or 0, length, function
    return inside, 0, None, function


def substring(text: str, offset: int, length: int | None) -> str:
    """A part of a value; negative numbers count from its end (`pbx_variables.c:substring`)."""
    size = len(text)
    if not known(text):
        return _substring_of_partly_known(text, offset, length)
    if offset == 0 and (length is None or length >= size):
        return text
    if offset < 0:
        offset = max(0, size + offset)
    if offset >= size:
        return ""
    if length is None or length >= size - offset:
        return text[offset:]
    if length >= 0:
        return text[offset : offset + length]
    return text[offset : size + length] if size > offset - length else ""


def _substring_of_partly_known(text: str, offset: int, length: int | None) -> str:
    """What is sure of a part of a text with holes: what lies before the first of them."""
    start = text.index(HOLE)
    if not 0 <= offset <= start or (length is not None and length < 0):
        return HOLE
    if length is None:
        return text[offset:]
    return text[offset : offset + length] if offset + length <= start else text[offset:start] + HOLE
