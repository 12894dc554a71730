"""The filters of `[name](+option=value&...)`: what a section must hold to be the one that is meant.

Names and values are regular expressions (`main/config.c:does_category_match`).  Of these, what means
the same to regcomp(3) and to Python is read, as long as it takes no more than a moment.
"""

from __future__ import annotations

from iaxlint.grammar.actions import BLANKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern

    from iaxlint.loader.config import Category

ATOM = r"(?:[^\\\[(){}*+?|^$]|\\[^\w\s]|\[\^?(?!.*--)[^\[\]\\|~]+\])"
READ = rf"(?:{ATOM}[*+?]?|[|^$](?![*+?]))*"
"""The expressions that are read: no groups, no counts, no classes of characters."""

MOST_WORK = 1_000_000
"""How many steps one filter may take on one section."""


class FilterError(Exception):
    """A filter that cannot be applied; `invalid` tells whether Asterisk itself would say so."""

    def __init__(self, expression: str, *, invalid: bool = False) -> None:
        super().__init__(expression)
        self.expression = expression
        self.invalid = invalid


def matches(category: Category, text: str) -> bool:
    """Whether a section passes a filter; raises `FilterError`."""
    template_passes = False
    for word in text.split("&"):
        name, equal, value = word.strip(BLANKS).partition("=")
        if not equal:
            return False
        name, value = name.strip(BLANKS), value.partition("=")[0].strip(BLANKS)
        if name == "TEMPLATES":
            kind = value.lower()
            if kind not in ("include", "restrict") or (kind == "restrict" and not category.template):
                return False
            template_passes = True
        elif not _has(category, name, value):
            return False
    return template_passes or not category.template


def _has(category: Category, name: str, value: str) -> bool:
    """Whether a variable of the section matches both expressions."""
    wanted_name, name_loops = _expression(name)
    wanted_value, value_loops = _expression(value)
    work = 0
    for variable in category.variables:
        work += len(variable.name) ** (name_loops + 1) + len(variable.value) ** (value_loops + 1)
        if work > MOST_WORK:
            raise FilterError(value)
        if wanted_name.search(variable.name) and wanted_value.search(variable.value):
            return True
    return False


def _expression(text: str) -> tuple[Pattern[str], int]:
    """An expression, and how many loops it has."""
    import re
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(text, re.DOTALL)
    except (re.error, OverflowError, RecursionError):
        raise FilterError(text, invalid=True) from None
    if not re.fullmatch(READ, text, re.DOTALL):
        raise FilterError(text)
    return compiled, sum(map(text.count, "*+?"))
