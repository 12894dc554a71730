"""What two versions of the same servers differ in: calls first, then findings that matter."""

from __future__ import annotations

from iaxlint.call.call import Call
from iaxlint.call.outcome import deciding_step
from iaxlint.call.register import Arrival
from iaxlint.record import record
from iaxlint.report.json import VERSION, diagnostic
from iaxlint.report.lines import EMPTY, Line, line
from iaxlint.report.trace import failure_document
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from iaxlint.call.difference import Change, Outcome
    from iaxlint.diagnostics import Diagnostic, Place
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.account import Account
    from iaxlint.report.json import Document

BETTER = frozenset({"gained", "stronger", "closed"})
"""Kinds of changes for the better."""


@record
class Side:
    """One version."""

    title: str
    """What people call it: a path, or a revision."""
    fleet: Fleet
    findings: tuple[Diagnostic, ...] = ()


@record
class Comparison:
    """Two versions, and what differs."""

    before: Side
    after: Side
    changes: list[Change]

    @property
    def regressions(self) -> list[Change]:
        """What is for the worse."""
        return [change for change in self.changes if change.regression]

    @property
    def others(self) -> list[Change]:
        """What is not."""
        return [change for change in self.changes if not change.regression]

    @property
    def new(self) -> list[Diagnostic]:
        """Findings that only the second version has, if they are errors or about security."""
        return _beyond(self.after.findings, self.before.findings)

    @property
    def gone(self) -> list[Diagnostic]:
        """The same of the first version."""
        return _beyond(self.before.findings, self.after.findings)


def _beyond(findings: Sequence[Diagnostic], others: Sequence[Diagnostic]) -> list[Diagnostic]:
    known = {found.fingerprint for found in others}
    return [found for found in findings if matters(found) and found.fingerprint not in known]


def matters(found: Diagnostic) -> bool:
    """Whether a finding is worth a reviewer's time: errors, and what is said of security as a warning.

    Those about a call that fails are not: the call itself is listed.
    """
    if found.rule.scope == "Failure":
        return False
    return found.severity == "error" or (found.rule.category == "security" and found.severity == "warning")


def title(change: Change) -> str:
    """Who calls whom, and how: `foo → bar  IAX2/bar/23`; or `[guest] on bar`."""
    if change.subject.startswith("["):
        return f"{change.subject} on {change.server}"
    who = f"{change.server} → {change.to}" if change.to else change.server
    return f"{who}  {change.subject}".rstrip()


def place_of(side: Outcome | Account | None) -> Place | None:
    """The line that decided, or where the call, the registration or the account stands."""
    if side is None:
        return None
    step = deciding_step(side) if isinstance(side, (Call, Arrival)) else None
    if step is not None and step.evidence:
        return step.evidence[0].place
    if isinstance(side, Arrival):
        return side.registration.variable.place
    account = side.peer if isinstance(side, Call) else side
    return account.categories[-1].place if account is not None and account.categories else None


def where(place: Place | None) -> str:
    """`foo/iax.conf:12`; empty for no place."""
    if place is None:
        return ""
    return f"{place.source.path}:{place.source.line(min(place.start, len(place.source.text)))}"


def compare_lines(found: Comparison) -> Iterator[Line]:
    """What is for the worse, what else differs, new findings, and what all of it amounts to."""
    for changes in (found.regressions, found.others):
        for change in changes:
            yield from _change_lines(change)
        if changes:
            yield EMPTY
    for style, word, findings in (("error", "new", found.new), ("ok", "gone", found.gone)):
        for one in findings:
            yield line(
                (style, f"{word} {one.severity} {one.rule.code}"),
                ("name", f"[{one.rule.name}]"),
                f" {one.message}",
                hang=2,
            )
            if word == "new":
                yield line("  ", ("path", where(one.place)))
        if findings:
            yield EMPTY
    yield _summary(found)


def _change_lines(change: Change) -> Iterator[Line]:
    style, sign = ("error", "✗") if change.regression else ("ok", "✓") if change.kind in BETTER else ("dim", "·")
    yield line((style, sign), " ", ("name", title(change)), ": ", change.message, hang=2)
    now, once = where(place_of(change.after)), where(place_of(change.before))
    if now or once:
        before = f" (before: {once})" if once and now and once != now else ""
        yield line("  ", ("path", now or once), ("dim", before if now else " (before)"))


def _summary(found: Comparison) -> Line:
    sides = f"from {found.before.title} to {found.after.title}"
    if not found.changes:
        return line(("ok", "no call, registration or account differs"), f" {sides}.")
    worse, others = len(found.regressions), len(found.others)
    parts = [("error", count(worse, "regression"))] if worse else []
    if others:
        parts.append(("", count(others, "other change" if worse else "change")))
    return line(*[segment for part in parts for segment in (part, ("", ", "))][:-1], f" {sides}.")


def compare_document(found: Comparison, codes: Mapping[str, str]) -> Document:
    """The comparison for machines; `codes` gives the code of each rule by its name."""
    return {
        "version": VERSION,
        "before": _side(found.before),
        "after": _side(found.after),
        "changes": [_change(change, codes) for change in found.changes],
        "findings": {
            "new": [diagnostic(one) for one in found.new],
            "gone": [diagnostic(one) for one in found.gone],
        },
        "summary": {"regressions": len(found.regressions), "changes": len(found.changes)},
    }


def _side(side: Side) -> Document:
    return {"title": side.title, "servers": [server.name for server in side.fleet.servers]}


def _change(change: Change, codes: Mapping[str, str]) -> Document:
    return {
        "kind": change.kind,
        "regression": change.regression,
        "server": change.server,
        "to": change.to or None,
        "subject": change.subject or None,
        "message": change.message,
        "before": _state(change.before, codes),
        "after": _state(change.after, codes),
    }


def _state(side: Outcome | Account | None, codes: Mapping[str, str]) -> Document | None:
    """What one version makes of a call, a registration or an account; an account has no verdict."""
    if side is None:
        return None
    place = place_of(side)
    call = side if isinstance(side, Call) else None
    outcome = side if isinstance(side, (Call, Arrival)) else None
    return {
        "verdict": outcome.verdict if outcome is not None else None,
        "auth": outcome.auth if outcome is not None else None,
        "encrypted": call.encrypted if call is not None else None,
        "codecs": list(call.codecs) if call is not None and call.codecs is not None else None,
        "failure": failure_document(outcome.failure, codes) if outcome is not None else None,
        "path": place.source.path if place is not None else None,
        "line": place.source.line(min(place.start, len(place.source.text))) if place is not None else None,
    }
