"""Mending a fleet in memory: rounds of fixes, each accepted only if nothing is worse for it.

All fixes of a round are made and judged at once.  Only if something speaks against them, those that it may be about
are parted in halves, until each that is to blame is found.  The last round tries all that is left again, and accepts
nothing: so a second run has nothing to do.
"""

from __future__ import annotations

from iaxlint.diagnostics import FRESH_SECRET
from iaxlint.engine import Mending, Refusal, check
from iaxlint.fixes.offers import applied, compatible, held_files, offers
from iaxlint.fixes.verdict import Standing, objections
from iaxlint.fixes.write import Replacement
from iaxlint.fleet.fleet import build_fleet
from iaxlint.model.server import edited
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.diagnostics import Diagnostic, Edit, Fix, Rule
    from iaxlint.engine import Report
    from iaxlint.fixes.offers import Change, Offer
    from iaxlint.fixes.verdict import Objection
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server

MOST_ROUNDS = 100
"""Fixes that go on making work for each other are stopped then."""

BYTES = 24
"""How random a fresh secret is; it has 32 characters."""


@record
class Mended:
    """A fleet after fixes."""

    fleet: Fleet
    report: Report
    """What is still found, and what was done."""
    files: list[Replacement]
    """What the fixes make of each file."""
    fresh: list[str]
    """The random secrets among it."""


@record
class Way:
    """Which fixes are made, and how a fleet is judged."""

    examine: Callable[[Fleet], Report]
    """What is reported of a fleet: only that is mended."""
    rules: list[Rule]
    """All that there are: none of them may find what is new."""
    unsafe: bool = False
    only: frozenset[str] | None = None
    """The names of the rules whose findings are mended; None for all."""
    may_change: Callable[[str], bool] = bool
    """Whether a file may change, by its real path; all may where nobody says otherwise."""


def mend(fleet: Fleet, report: Report, way: Way) -> Mended:
    """Make all fixes that may be made and that nothing speaks against; the disk is left alone."""
    return _Mending(fleet, report, way).run()


class _Mending:
    """One run: how the fleet stands now, and what was accepted and refused on the way."""

    def __init__(self, fleet: Fleet, report: Report, way: Way) -> None:
        self.way = way
        self.report = report
        self.now = self.standing(fleet)
        self.base = fleet
        self.files = held_files(fleet)
        self.first = {held.real: held for held in self.files.values()}
        self.chosen: list[Offer] = []
        self.done: list[Diagnostic] = []
        self.refused: dict[tuple[str, ...], Refusal] = {}
        self.fresh: dict[tuple[str, ...], str] = {}

    def run(self) -> Mended:
        seen = [self.texts()]
        settled = outdated = False
        for _ in range(MOST_ROUNDS):
            if self.round():
                outdated = bool(self.refused)
                if self.texts() in seen:
                    break
                seen.append(self.texts())
            elif outdated:
                self.refused.clear()
                outdated = False
            else:
                settled = True
                break
        files = self.replacements()
        paths = [file.path for file in files]
        self.report.mending = Mending(self.done, paths, list(self.refused.values()), settled)
        return Mended(self.now.fleet, self.report, files, list(self.fresh.values()))

    def round(self) -> bool:
        """Make what may be made of all that is offered now; whether that was anything."""
        wanted = offers(self.report.diagnostics, self.files, self.may)
        while batch := compatible(offer for offer in wanted if offer.key not in self.refused):
            if self.accept(batch):
                self.done += [found for offer in self.chosen for found in offer.found]
                self.base, self.chosen = self.now.fleet, []
                self.files = held_files(self.base)
                self.report = self.way.examine(self.base)
                return True
        return False

    def may(self, found: Diagnostic, fix: Fix) -> bool:
        way = self.way
        return (
            (way.unsafe or fix.safety == "safe")
            and (way.only is None or found.rule.name in way.only)
            and all(way.may_change(self.real(edit)) for edit in fix.edits)
        )

    def real(self, edit: Edit) -> str:
        held = self.files.get(edit.place.source.path)
        return held.real if held is not None else ""

    def accept(self, batch: list[Offer]) -> bool:
        """Make all of these beside those that were chosen in this round, or else what can be made of their parts."""
        then = self.standing(self.edited([*self.chosen, *batch]))
        against = list(objections(self.now, then, batch, strict=not self.way.unsafe))
        if not against:
            self.now = then
            self.chosen += batch
            return True
        if len(batch) == 1:
            self.refused[batch[0].key] = Refusal(batch[0].found[0], batch[0].fix, against[0].reason)
            return False
        made = [self.accept(part) for part in self.parts(batch, against)]
        return any(made)

    def parts(self, batch: list[Offer], against: list[Objection]) -> tuple[list[Offer], list[Offer]]:
        """Those that nothing is said against, and the others; or two halves."""
        servers = {server for objection in against if objection.offer is None for server in objection.servers}
        named = {id(objection.offer) for objection in against}
        blamed = [offer for offer in batch if id(offer) in named or not servers.isdisjoint(self.touched(offer))]
        if 0 < len(blamed) < len(batch):
            return [offer for offer in batch if offer not in blamed], blamed
        return batch[: len(batch) // 2], batch[len(batch) // 2 :]

    def touched(self, offer: Offer) -> set[str]:
        """The servers that read what a fix changes."""
        reals = {change[0] for change in offer.changes}
        return {server.name for held in self.files.values() if held.real in reals for server, _ in held.readers}

    def standing(self, fleet: Fleet) -> Standing:
        return Standing(fleet, check(fleet, self.way.rules, heed=False))

    def edited(self, chosen: list[Offer]) -> Fleet:
        """The fleet as it was when the round began, with fixes made."""
        changes: dict[str, list[Change]] = {}
        for offer in chosen:
            for real, start, end, text in offer.changes:
                changes.setdefault(real, []).append((real, start, end, self.filled(offer, text)))
        texts: dict[Server, dict[str, bytes]] = {}
        for held in {id(held): held for held in self.files.values()}.values():
            if held.real in changes:
                data = applied(held.text, changes[held.real]).encode("latin-1")
                for server, name in held.readers:
                    texts.setdefault(server, {})[name] = data
        servers = self.base.servers
        mended = (edited(server, texts[server]) if server in texts else server for server in servers)
        return build_fleet(mended, self.base.expectations, self.base.idle)

    def filled(self, offer: Offer, text: str) -> str:
        """The text of an edit with a random secret where one is to stand."""
        if FRESH_SECRET not in text:
            return text
        if offer.key not in self.fresh:
            from secrets import token_urlsafe

            self.fresh[offer.key] = token_urlsafe(BYTES)
        return text.replace(FRESH_SECRET, self.fresh[offer.key])

    def texts(self) -> dict[str, str]:
        """What the files hold now, by their real paths."""
        return {held.real: held.text for held in self.files.values()}

    def replacements(self) -> list[Replacement]:
        """The files that have changed, in the order of their paths."""
        now = self.texts()
        return [
            Replacement(held.folder, held.name, held.path, held.text.encode("latin-1"), now[real].encode("latin-1"))
            for real, held in sorted(self.first.items())
            if now.get(real, held.text) != held.text
        ]
