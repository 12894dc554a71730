"""The dialplan as Asterisk loads it, each priority with its line, and what dialled numbers enter."""

from __future__ import annotations

from iaxlint.model.dialplan import Found, Unsure
from iaxlint.model.extension import HINT
from iaxlint.model.lookup import sort_key
from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.mask import mask_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iaxlint.model.extension import Context, Extension, Priority
    from iaxlint.model.server import Server
    from iaxlint.report.json import Document

WIDEST = 46
"""How far the lines that priorities come from are moved to the right for the sake of long ones."""


def dialplan_document(servers: Sequence[Server], matches: Sequence[str] = ()) -> Document:
    """The contexts of every server, and what each of `matches`, `number@context`, enters on each server."""
    document: Document = {
        "version": VERSION,
        "contexts": [
            _context_document(server, context) for server in servers for context in server.dialplan.contexts.values()
        ],
    }
    if matches:
        document["matches"] = [_match_document(server, match) for match in matches for server in servers]
    return document


def _context_document(server: Server, context: Context) -> Document:
    return {
        "server": server.name,
        "name": context.name,
        "includes": [include.text for include in context.includes],
        "switches": [mask_value("switch", f"{switch.name}/{switch.data}") for switch in context.switches],
        "extensions": [
            {
                "pattern": extension.title,
                "priorities": [_priority_document(extension.priorities[at]) for at in sorted(extension.priorities)],
            }
            for extension in sorted(context.extensions, key=sort_key)
        ],
    }


def _priority_document(priority: Priority) -> Document:
    return {
        "priority": max(priority.number, 0),
        "hint": priority.number == HINT,
        "label": priority.label or None,
        "app": mask_value("exten", priority.app),
        "data": _masked_data(priority),
        "path": priority.variable.source.path,
        "line": priority.variable.line,
    }


def _masked_data(priority: Priority) -> str:
    """The arguments of an application without their secrets: some are secret by whose arguments they are."""
    if not priority.data:
        return priority.data
    whole = mask_value("exten", f"{priority.app}({priority.data})")
    return whole.removeprefix(f"{mask_value('exten', priority.app)}(").removesuffix(")")


def split_match(match: str) -> tuple[str, str]:
    """`number@context` taken apart; without a context the number is looked for in `default`."""
    number, at, context = match.rpartition("@")
    return (number, context) if at else (match, "default")


def _match_document(server: Server, match: str) -> Document:
    number, context = split_match(match)
    found = server.dialplan.find(context, number)
    document: Document = {
        "server": server.name,
        "number": number,
        "context": context,
        "pattern": found.pattern if isinstance(found, Found) else None,
    }
    if isinstance(found, Found):
        document |= {"found_in": found.context, "path": found.variable.source.path, "line": found.variable.line}
    elif isinstance(found, Unsure):
        document["unknown"] = found.reason
    return document


def dialplan_lines(servers: Sequence[Server], matches: Sequence[str], *, show_secrets: bool) -> Iterator[Line]:
    """The same for people; with `matches` only those."""
    if matches:
        for match in matches:
            for server in servers:
                yield _match_line(server, match)
        return
    started = False
    for server in servers:
        if started:
            yield EMPTY
        started = True
        if not server.dialplan.contexts:
            yield line(("dim", f"{server.name} has no dialplan"))
        for number, context in enumerate(server.dialplan.contexts.values()):
            if number:
                yield EMPTY
            yield line(("name", f"[{context.name}]"), ("dim", f" of {server.name}"))
            yield from _context_lines(context, show_secrets=show_secrets)


def _context_lines(context: Context, *, show_secrets: bool) -> Iterator[Line]:
    for extension in sorted(context.extensions, key=sort_key):
        yield from _extension_lines(extension, show_secrets=show_secrets)
    for include in context.includes:
        when = {True: "", False: "  (never)", None: "  (at times)"}[include.applies]
        yield line(f"  include => {include.text}", ("dim", when), hang=4)
    for switch in context.switches:
        text = f"{switch.name}/{switch.data}"
        yield line(f"  switch => {text if show_secrets else mask_value('switch', text)}", hang=4)
    for doubt in context.doubts:
        yield line(("unknown", f"  there may be more: {doubt.reason}"), hang=4)


def _extension_lines(extension: Extension, *, show_secrets: bool) -> Iterator[Line]:
    yield line(("name", f"  {extension.title}"))
    for at in sorted(extension.priorities):
        priority = extension.priorities[at]
        label = f"({priority.label})" if priority.label else ""
        number = "hint" if at == HINT else str(at)
        application = f"{priority.app}({priority.data})" if at != HINT else priority.app
        text = application if show_secrets else mask_value("exten", application)
        place = f"{priority.variable.source.path}:{priority.variable.line}"
        yield line(f"    {number + label:<8} {text:<{WIDEST}}  ", ("dim", place), hang=13)


def _match_line(server: Server, match: str) -> Line:
    number, context = split_match(match)
    found = server.dialplan.find(context, number)
    if isinstance(found, Found):
        within = "" if found.context == context else f", included from [{found.context}]"
        style, sign = MARKS[True]
        place = f"  {found.variable.source.path}:{found.variable.line}"
        text = f" {number}@{context} of {server.name} enters {found.pattern}{within}"
        return line((style, sign), text, ("dim", place), hang=2)
    if isinstance(found, Unsure):
        style, sign = MARKS[None]
        return line((style, sign), f" {number}@{context} of {server.name} may enter something: {found.reason}", hang=2)
    style, sign = MARKS[False]
    why = "enters nothing" if server.dialplan.has(context) else "has no such context"
    return line((style, sign), f" {number}@{context} of {server.name} {why}", hang=2)
