"""The patterns of the tables, compiled: `python -m iaxlint.grammar.codes` writes them for the Python that runs it.

To import `re` and have it compile the patterns takes longer than to parse two small files, and longer
than all the rest of starting up.  So the code that it makes of them ships too, by the number of the
matcher that it is for (`_sre.MAGIC`); with any other, `re` does its work.
"""

from __future__ import annotations

from _sre import MAGIC  # type: ignore[import-not-found]
from _sre import compile as of_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Codes = dict[str, tuple[int, tuple[int, ...]]]
    """By pattern, its number of groups and its code."""

UNICODE = 32
"""The only flag of a pattern that is a string (`re.UNICODE`)."""


def load_codes(grammar: str) -> Codes:
    """What ships for this Python, if it is for the grammar with this hash."""
    try:
        shipped = __import__(f"iaxlint.grammar._codes_{MAGIC}", fromlist=["CODES"])
    except ImportError:
        return {}
    codes: Codes = shipped.CODES if grammar == shipped.GRAMMAR else {}
    return codes


def compiled(pattern: str, codes: Codes) -> Any:
    """A `re.Pattern`."""
    if pattern not in codes:
        import re

        return re.compile(pattern)
    groups, code = codes[pattern]
    return of_code(pattern, UNICODE, list(code), groups, {}, (None,) * (groups + 1))


def code_of(pattern: str) -> tuple[int, tuple[int, ...]]:
    """The number of groups of a pattern, and its code."""
    from importlib import import_module

    parsed = import_module("re._parser").parse(pattern)
    return parsed.state.groups - 1, tuple(map(int, import_module("re._compiler")._code(parsed, 0)))


def main() -> None:
    """Write the code for this Python into the package."""
    from pathlib import Path

    from iaxlint.grammar import _tables

    lines = [f"    P[{number}]: {code_of(pattern)}," for number, pattern in enumerate(_tables.P)]
    listed = "\n".join(lines)
    source = f'''"""The patterns of the tables, as `python -m iaxlint.grammar.codes` has compiled them."""

# ruff: noqa: E501

from __future__ import annotations

from iaxlint.grammar._tables import P

GRAMMAR = {_tables.GRAMMAR!r}
CODES = {{
{listed}
}}
'''
    Path(__file__).with_name(f"_codes_{MAGIC}.py").write_text(source, encoding="ascii")


if __name__ == "__main__":
    main()
