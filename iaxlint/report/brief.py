"""A finding in few words, for formats that have room for one place and one text."""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.report.escape import visible
from iaxlint.report.mask import mask_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Diagnostic, Place
    from iaxlint.fleet.fleet import Fleet


@record
class Extent:
    """Where a place starts and ends: lines and columns from 1, in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def extent(place: Place) -> Extent:
    """The extent of a place; what lies beyond the end of the file is drawn in."""
    source = place.source
    start, end = (source.position(min(offset, len(source.text))) for offset in (place.start, place.end))
    return Extent(*start, *end)


def path_of(place: Place) -> str:
    """The path of a place's file, harmless to print."""
    return visible(place.source.path)


def title(found: Diagnostic) -> str:
    """What the rule is called: `IAX301 secret-mismatch`."""
    return f"{found.rule.code} {found.rule.name}"


def details(found: Diagnostic) -> list[str]:
    """What there is to be said behind the message, line by line, harmless to print: other places, what to do."""
    lines = [
        f"{related.place.source.path}:{extent(related.place).line}: {related.message}" for related in found.related
    ]
    if found.help:
        lines.append(f"help: {found.help}")
    lines += [f"fix: {fix.title} ({fix.safety})" for fix in found.fixes]
    return [visible(line) for line in lines]


def told(found: Diagnostic) -> str:
    """The message and the details, on lines of their own."""
    return "\n".join([visible(found.message), *details(found)])


def excuse(found: Diagnostic) -> str:
    """Why a comment suppresses a finding, without secrets and control characters; empty where it gives no reason."""
    return visible(mask_line(found.excuse).text)


def files(fleet: Fleet) -> list[str]:
    """The paths of all files that were read, sorted."""
    return sorted(
        {file.source.path for server in fleet.servers for config in server.configs.values() for file in config.files}
    )
