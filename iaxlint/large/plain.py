"""Findings as plain lists, to be sent from one process to another and kept in a file, and back.

A record becomes a list that begins with its class; a place names the server and the file that it is in, so that
the file is read again only where somebody wants to see it.
"""

from __future__ import annotations

from iaxlint.call.call import Evidence, Log, Step
from iaxlint.diagnostics import Diagnostic, Edit, Fix, Place, Related, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from iaxlint.source import Source

    Locate = Callable[[Source], tuple[str, str]]
    """Of a source: its server and its name there; raises `NotPlainError`."""
    Open = Callable[[str, str], Source]
    """The source of a server by its name there."""

RECORDS: dict[str, Any] = {cls.__name__: cls for cls in (Diagnostic, Related, Fix, Edit, Step, Evidence, Log)}
"""What a finding may be made of."""

MANY = "..."
"""What a list of several values begins with."""


class NotPlainError(Exception):
    """Something that cannot be told without what it was made from."""


def to_plain(value: Any, locate: Locate) -> Any:
    """A finding, or a part of it, as lists; raises `NotPlainError`."""
    if value is None:
        return value
    kind: type[Any] = type(value)
    if kind in (str, int, bool):
        return value
    if kind is tuple or kind is list:
        return [MANY, *(to_plain(item, locate) for item in value)]
    if kind is Place:
        return ["Place", *locate(value.source), value.start, value.end]
    if kind is Rule:
        return ["Rule", value.code]
    if kind is Evidence:
        return [kind.__name__, value.server, to_plain(value.place, locate), value.note]
    if RECORDS.get(kind.__name__) is not kind:
        raise NotPlainError(kind.__name__)
    return [kind.__name__, *(to_plain(getattr(value, field), locate) for field in kind.__fields__)]


def from_plain(plain: Any, rules: Mapping[str, Rule], source: Open) -> Any:
    """What lists were made of."""
    if type(plain) is not list:
        return plain
    kind, *items = plain
    if kind == MANY:
        return tuple(from_plain(item, rules, source) for item in items)
    if kind == "Place":
        server, name, start, end = items
        return Place(source(server, name), start, end)
    if kind == "Rule":
        return rules[items[0]]
    return RECORDS[kind](*(from_plain(item, rules, source) for item in items))
