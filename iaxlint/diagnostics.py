"""What a rule reports: findings with a place, related places, and edits that would mend them."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.rules.registry import Rule
    from iaxlint.source import Source

SEVERITIES = ("info", "warning", "error")
"""From the least to the worst."""


@record
class Place:
    """A stretch of a source: byte offsets, the end exclusive."""

    source: Source
    start: int
    end: int


@record
class Related:
    """Another place that a finding speaks of, often on the other server."""

    message: str
    place: Place
    server: str = ""


@record
class Edit:
    """Replace a stretch of a source by a text."""

    place: Place
    text: str


@record
class Fix:
    """Edits that belong together; `safety` is `safe` or `unsafe`."""

    title: str
    safety: str
    edits: tuple[Edit, ...]


@record
class Diagnostic:
    """One finding of one rule."""

    rule: Rule
    message: str
    place: Place
    severity: str = ""
    """`error`, `warning` or `info`; the rule's own unless the settings say otherwise."""
    help: str = ""
    server: str = ""
    section: str = ""
    option: str = ""
    partner: str = ""
    """The other server that the finding is about, if any."""
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    ordinal: int = 0
    """Tells apart findings that are otherwise the same; the engine counts them."""
