"""Whether a fleet is no worse after some fixes than it was before: the simulated calls and the rules are asked."""

from __future__ import annotations

from collections import Counter

from iaxlint.call.change import changes
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.call.difference import Change
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.engine import Report
    from iaxlint.fixes.offers import Offer
    from iaxlint.fleet.fleet import Fleet

UNCHANGED = ("stronger", "moved", "codec")
"""What no safe fix does to a call that reaches, for better or worse."""

OF_CALLS = "Failure"
"""The scope of rules whose findings say no more than the calls: when one fault is gone, a call may fail by the next."""


@record
class Standing:
    """A fleet, and everything that all rules find in it, suppressed or not."""

    fleet: Fleet
    truth: Report


@record
class Objection:
    """Why fixes are not made."""

    reason: str
    servers: tuple[str, ...] = ()
    """Whom it is about."""
    offer: Offer | None = None
    """The fix that is to blame, if that is plain."""


def objections(before: Standing, after: Standing, offers: Iterable[Offer], *, strict: bool) -> Iterator[Objection]:
    """Everything that speaks against fixes.

    `strict` is for fixes that are called safe: no call may change except from failing to reaching.
    """
    for change in changes(before.fleet, after.fleet):
        if change.regression or (strict and change.kind in UNCHANGED and not _is_account(change)):
            yield Objection(_words(change), (change.server, change.to))
    yield from _crashes(before.truth, after.truth)
    yield from _news(before, after)
    yield from _stays(before.truth, after.truth, offers)


def _is_account(change: Change) -> bool:
    return change.subject.startswith("[")


def _words(change: Change) -> str:
    return f"on {change.server}, {change.subject} {change.message}" if change.subject else change.message


def _crashes(before: Report, after: Report) -> Iterator[Objection]:
    known = {crash.rule.name for crash in before.crashes}
    for crash in after.crashes:
        if crash.rule.name not in known:
            yield Objection(f"the rule {crash.rule.name} breaks on what it makes")


def _news(before: Standing, after: Standing) -> Iterator[Objection]:
    """Security findings and errors that are new, also where a section has got another name."""
    known = Counter(_key(found) for found in before.truth.diagnostics)
    lines = Counter(_line(found) for found in before.truth.diagnostics)
    unloaded = {
        server.name for server in before.fleet.servers if not all(config.valid for config in server.configs.values())
    }
    keys: Counter[tuple[str, ...]] = Counter()
    texts: Counter[tuple[str, ...]] = Counter()
    for found in after.truth.diagnostics:
        key, line = _key(found), _line(found)
        keys[key] += 1
        texts[line] += 1
        if _matters(found, unloaded) and keys[key] > known[key] and texts[line] > lines[line]:
            reason = f"it brings {found.rule.code}[{found.rule.name}]: {found.message}"
            yield Objection(reason, (found.server, found.partner))


def _matters(found: Diagnostic, unloaded: set[str]) -> bool:
    """Whether a finding must not be new; what becomes plain because a file is read at last was there before."""
    if found.rule.category == "security":
        return True
    return found.severity == "error" and found.rule.scope != OF_CALLS and found.server not in unloaded


def _stays(before: Report, after: Report, offers: Iterable[Offer]) -> Iterator[Objection]:
    """Fixes whose findings are still there."""
    left = Counter(_key(found) for found in before.diagnostics)
    left.subtract(_key(found) for found in after.diagnostics)
    for offer in offers:
        keys = Counter(_key(found) for found in offer.found)
        if any(left[key] < number for key, number in keys.items()):
            yield Objection("what it is to mend stays", offer=offer)
        else:
            left.subtract(keys)


def _key(found: Diagnostic) -> tuple[str, ...]:
    return found.rule.code, found.server, found.section, found.option, found.partner


def _line(found: Diagnostic) -> tuple[str, ...]:
    """A finding by the text of its line."""
    source = found.place.source
    line = source.line_text(source.line(min(found.place.start, len(source.text))))
    return found.rule.code, found.server, source.path, line
