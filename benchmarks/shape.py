"""A parser with the shape of `astconfigparser.py`, which Asterisk's own converters of configurations use.

The same steps for each line, written anew: cut the comments out, try an include, a header, an option, and keep the
values in lists by section and key.  No positions, no lines that are wrong.
"""

from __future__ import annotations

import re

END_OF_LINE = re.compile(r".*?([^\\];)")
INCLUDE = re.compile(r"^#include\s*([^;]+).*$")
ARROW = re.compile("=>?")

Sections = dict[str, list[dict[str, list[str]]]]


def parse(text: str) -> Sections:
    """Sections by name, each with its values by key."""
    sections: Sections = {}
    section: dict[str, list[str]] = {}
    hidden = False
    for raw in text.split("\n"):
        line, hidden = _without_comment(raw, hidden)
        if not line or INCLUDE.match(line):
            continue
        if line.startswith("["):
            name, _, templates = line.partition("]")
            section = {}
            for parent in templates.replace("(", "").replace(")", "").split(","):
                for base in sections.get(parent.strip(), ())[:1]:
                    section.setdefault("<", []).extend(base)
            sections.setdefault(name[1:], []).insert(0, section)
            continue
        parts = ARROW.split(line, maxsplit=1)
        if len(parts) == 2:
            section.setdefault(parts[0].rstrip(), []).append(parts[1].lstrip())
    return sections


def _without_comment(line: str, hidden: bool) -> tuple[str, bool]:  # noqa: FBT001 - as in the original
    """What a line says, and whether it ends in a comment that goes on."""
    if not line:
        return line, hidden
    if hidden:
        _, end, rest = line.partition("--;")
        return _without_comment(rest, False) if end else ("", True)
    before, start, after = line.partition(";--")
    if start and not after.startswith("-"):
        shown, comment, _ = before.partition(";")
        if comment:
            return shown, False
        rest, hidden = _without_comment(after, True)
        return (before.strip(), True) if hidden else (f"{before.strip()} {rest}".rstrip(), False)
    found = END_OF_LINE.match(line)
    if found:
        line = line[: found.end() - 1]
    return "" if line.startswith(";") else line.replace("\\", "").strip(), False
