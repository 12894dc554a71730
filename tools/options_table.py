"""Write docs/options.md from the table of options: python tools/options_table.py"""

from __future__ import annotations

from pathlib import Path

from iaxlint.model.option import (
    ABSENT,
    FOREIGN,
    MISTAKEN,
    NEVER_READ,
    OPTIONS,
    REMOVED,
    USERS_CONF,
    Option,
    find,
    versions_of,
)
from iaxlint.model.option_notes import NOTES
from iaxlint.model.version import LATEST, NEWEST, OLDEST, Number

PAGE = Path(__file__).parent.parent / "docs" / "options.md"

INTRODUCTION = """\
# The options of iax.conf

Every option that some Asterisk from 1.8 to 23 reads, as iaxlint knows it (`iaxlint/model/option.py`; this page
is made from it by `python tools/options_table.py`).

**Repeat** says what several lines of one option in one section amount to: `last` or `first`, that line counts;
`accumulates`, every line counts; `adds up`, a line can only turn on and never off. Sections of one name are one
section. Where a value can't be read, Asterisk goes on with **what stands in the column "else"**, mostly without a word.
"""


def show(number: Number) -> str:
    """A version as people write it."""
    major, minor = number
    return str(major) if minor in (0, NEWEST) and major > 1 else f"{major}.{minor}"


def versions(name: str, scope: str) -> str:
    """Which versions read an option in a scope; empty for all."""
    first, last = versions_of(name, scope) or (OLDEST, LATEST)
    words = [f"from {show(first)}"] if first > OLDEST else []
    words += [f"up to {show(last)}"] if last < LATEST else []
    gap = ABSENT.get((name, scope))
    words += [f"not {show(gap[0])} to {show(gap[1])}"] if gap else []
    return ", ".join(words)


def takes(option: Option) -> str:
    """What an option takes."""
    words = " ".join(f"`{word}`" for word in option.values.split("|")) if option.values else ""
    return f"{option.kind}: {words}" if words else option.kind


def rows() -> list[str]:
    """One row for each option and scope."""
    lines = ["| option | scope | takes | else | default | repeat | versions |", "|---|---|---|---|---|---|---|"]
    for name in OPTIONS:
        option = find(name)
        assert option is not None
        for number, (scope, (default, repeat)) in enumerate(option.scopes.items()):
            first = [f"[`{name}`](#{name})", scope, takes(option), option.otherwise]
            start = first if number == 0 else ["", scope, "", ""]
            lines.append("| " + " | ".join([*start, default, repeat, versions(name, scope)]) + " |")
    return lines


def page() -> str:
    """The whole page."""
    parts = [INTRODUCTION, "\n".join(rows()), "", "## What they are for", ""]
    parts += [f'- <a id="{name}"></a>`{name}`: {NOTES[name]}' for name in OPTIONS]
    parts += ["", "## No longer read", ""]
    for name, (last, _, instead) in REMOVED.items():
        parts.append(f"- `{name}`: up to {show(last)}" + (f"; write `{instead}`" if instead else ""))
    parts += [f"- `{name}`: stands in the sample files, but no release reads it" for name in NEVER_READ]
    parts += ["", "## In users.conf, up to 22", "", f"Every option of users and peers, {' and '.join(USERS_CONF)}."]
    parts += ["", "## Options of sip.conf that do nothing here", ""]
    parts += [
        f"- `{name}`" + (f": perhaps `{instead}` was meant" if instead else "") for name, instead in FOREIGN.items()
    ]
    parts += ["", "## Words that nothing reads", ""]
    parts += [
        f"- `{name}`" + (f": perhaps `{instead}` was meant" if instead else "") for name, instead in MISTAKEN.items()
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
