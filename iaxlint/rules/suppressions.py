"""Comments that are meant to suppress findings, and do not."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.rules.mending import Fixes
    from iaxlint.suppress import Suppression


@rule("IAX701", "suppression-unused", category="style", severity="warning", since="0.1", fix="safe")
def suppression_unused(suppression: Suppression) -> Iterator[Diagnostic]:
    """A comment suppresses findings that are not there.

    What it was written for has been mended, or it stands in the wrong place: a comment speaks of its own
    line, on a line of its own of the next one, and at a header of the whole section. Left where it is, it
    hides the next fault. Only rules that run are judged, and those that compare servers only where several
    are checked.

    Example:
        host=192.168.2.3 ; iaxlint: ignore[option-unknown] -- read by our own module

    Mend: delete the comment, or the names in it that nothing is found of.
    """
    if suppression.idle:
        from iaxlint.rules.failure import section_at

        names = " and no ".join(suppression.idle)
        yield Diagnostic(
            f"there is no {names} here for this comment to suppress",
            suppression.place,
            help="delete the comment, or what it names in vain",
            section=section_at(suppression.place),
            fixes=_without(suppression),
        )


def _without(suppression: Suppression) -> Fixes:
    """Delete a comment that names nothing else, with its line where it has one of its own."""
    from iaxlint.rules.mending import at, safe

    place, text = suppression.place, suppression.place.source.text
    if suppression.faults or set(suppression.names) != set(suppression.idle):
        return ()
    start = text.rfind(";", 0, place.start)
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if before.strip():
        return safe("delete the comment", at(place.source, start - len(before) + len(before.rstrip()), place.end, ""))
    end = text.find("\n", place.end) + 1 or len(text)
    return safe("delete the comment", at(place.source, start - len(before), end, ""))


@rule("IAX702", "suppression-invalid", category="style", severity="warning", since="0.1")
def suppression_invalid(suppression: Suppression) -> Iterator[Diagnostic]:
    """A comment for iaxlint cannot be read, or names what is no rule.

    It has the shape `; iaxlint: ignore[RULE, RULE] until 2027-01-31 -- reason`, where `until` and the reason
    may be left out, and `ignore-file` in the place of `ignore` speaks of the whole file. A comment that is
    understood in part suppresses what it names rightly, but none does whose last day cannot be read.

    Example:
        ; iaxlint: ignore[option-unknwon]

    Mend: write it in that shape; `iaxlint rule --all` lists the rules.
    """
    from iaxlint.rules.failure import section_at
    from iaxlint.suppress import SHAPE

    for fault in suppression.faults:
        yield Diagnostic(
            f"this comment for iaxlint does not say what it should: {fault}",
            suppression.place,
            help=SHAPE,
            section=section_at(suppression.place),
        )
