"""Fixes of lines and headers that Asterisk's loader refuses, skips, or reads otherwise than they look."""

from __future__ import annotations

from iaxlint.grammar.tree import BadHeader, BadLine, Header
from iaxlint.loader.config import fold
from iaxlint.rules.mending import at, is_foreign, line_at, safe, unsafe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.diagnostics import Place
    from iaxlint.grammar.tree import File
    from iaxlint.model.server import Server
    from iaxlint.rules.mending import Edits, Fixes
    from iaxlint.rules.trouble import Trouble

NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")
"""What a name may hold for there to be no doubt where it ends."""


def close_header(trouble: Trouble) -> Fixes:
    """Add the bracket that a header lacks, where nothing but names stands before the end of the line."""
    source = trouble.problem.source
    node = line_at(source, trouble.problem.start)
    if not isinstance(node, BadHeader):
        return ()
    missing = ")" if node.closed else "]"
    end = node.end if node.comment < 0 else node.comment
    start = node.name_start if missing == "]" else source.text.find("(", node.name_end, end) + 1
    words = source.text[start:end].rstrip()
    plain = NAME | set("!+,") if missing == ")" else NAME
    if not words or not set(words) <= plain:
        return ()
    close = start + len(words)
    return safe(f"add the {missing}", at(source, close, close, missing))


def known_parents(trouble: Trouble) -> Fixes:
    """Take the blanks out of a list of templates; or write the one name that is as near as no other."""
    source, node = trouble.problem.source, line_at(trouble.problem.source, trouble.problem.start)
    if not isinstance(node, Header):
        return ()
    names = _above(trouble.config.files, node, source.path)
    edits: Edits = ()
    sure = True
    for parent in node.parents:
        name = parent.name.strip()
        if name not in ("!", "+") and fold(name) not in names:
            from iaxlint.suggest import clearly

            name, sure = clearly(name, names.values()), False
        if not name:
            return ()
        if name != parent.name:
            edits += at(source, parent.start, parent.end, name)
    if sure:
        return safe("take the blanks out of the list", edits)
    return unsafe("write the names of templates that stand above", edits)


def no_own_name(trouble: Trouble) -> Fixes:
    """Take the name of a section out of what it inherits from."""
    source, node = trouble.problem.source, line_at(trouble.problem.source, trouble.problem.start)
    if not isinstance(node, Header) or len(node.parents) < 2:
        return ()
    kept = [parent.name for parent in node.parents if fold(parent.name) != fold(node.name)]
    start, end = node.parents[0].start, node.parents[-1].end
    return safe("delete its own name", at(source, start, end, ",".join(kept))) if kept else ()


def equal_sign_or_comment(trouble: Trouble) -> Fixes:
    """Write the equal sign where a known option begins the line; else make a comment of it."""
    from iaxlint.model.option import OPTIONS

    source, node = trouble.problem.source, line_at(trouble.problem.source, trouble.problem.start)
    if not isinstance(node, BadLine) or is_foreign(node.text):
        return ()
    start = node.text_start
    text = source.text[start : node.text_end]
    name = text.replace(":", " ").split(maxsplit=1)[0] if text.strip(": ") else ""
    rest = text[len(name) :].lstrip(" \t:") if text.startswith(name) else ""
    if trouble.config.name != "iax.conf" or name.lower() not in OPTIONS:
        return safe("make it a comment", at(source, start, start, "; "))
    gap = start + len(name), node.text_end - len(rest)
    return unsafe(f"write {name}=", at(source, *gap, "=")) if rest and ";" not in source.text[slice(*gap)] else ()


def beside_header(header: Header, place: Place) -> Fixes:
    """Put what stands behind a header on a line of its own, or make a comment of it where it is no option."""
    source = place.source
    if is_foreign(header.tail):
        return ()
    if "=" not in header.tail:
        return safe("make it a comment", at(source, place.start, place.start, "; "))
    gap = source.text[header.name_end : place.start]
    start = header.name_end + len(gap.rstrip())
    return unsafe("put it on a line of its own", at(source, start, place.start, "\n"))


def close_up(header: Header, place: Place, server: Server) -> Fixes:
    """Delete the blank before a parenthesis, where all that stands in it is there to inherit from or add to."""
    if ")" not in header.tail:
        return ()
    words = header.tail[1:].partition(")")[0].split(",")
    files = [file for config in server.configs.values() for file in config.files]
    names = _above(files, header, place.source.path)
    if any(fold(header.name if word == "+" else word) not in names for word in words if word != "!"):
        return ()
    return safe("delete the blank", at(place.source, header.name_end + 1, place.start, ""))


def without_mark(place: Place) -> Edits:
    """Delete a mark, and the blanks before it where nothing follows on its line."""
    text, start = place.source.text, place.start
    if not text[place.end :].partition("\n")[0].strip():
        start = len(text[:start].rstrip(" \t"))
    return at(place.source, start, place.end, "")


def _above(files: Iterable[File], header: Header, path: str) -> dict[str, str]:
    """The names of sections that may be read before a header of a file, by themselves without regard to case."""
    return {
        fold(section.header.name): section.header.name
        for file in files
        for section in file.sections
        if file.source.path != path or section.start < header.start
    }
