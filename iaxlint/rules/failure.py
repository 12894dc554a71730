"""A failed step of a simulated call or registration, as a finding.

Link and registration rules compare nothing themselves: they report the step that failed, at the
lines that the simulation says decided.
"""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Related
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iaxlint.call.call import Call, Evidence, Step
    from iaxlint.call.dials import DialSite
    from iaxlint.call.links import Link
    from iaxlint.call.register import Arrival
    from iaxlint.diagnostics import Place
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Category, Variable


@record
class Failure:
    """The step that ends a simulated call or registration."""

    steps: Sequence[Step]
    """All of it, up to the step that fails."""
    what: str
    """What fails, for people: `IAX2/bar/23 from foo`."""
    server: str
    """Who wanted it."""
    asked: Variable | Category
    """The line or section that asked for it: where the finding stands if the step names no line."""
    partner: str
    """The other server; empty where it is not known."""
    fleet: Fleet
    call: Call | None = None
    """The call that fails, if it is one."""
    arrival: Arrival | None = None
    """The registration that fails, if it is one."""

    @property
    def step(self) -> Step:
        """The step that fails."""
        return self.steps[-1]

    def finding(self) -> Diagnostic:
        """The finding: at the first line of the step's evidence, which is the one to mend."""
        from iaxlint.rules.remedies import remedies

        step, server = self.step, self.server
        first, others = _parted(step.evidence)
        place = first.place if first is not None else self.asked.place
        if first is not None:
            server = first.server
        return Diagnostic(
            f"{step.message}; {self.what} fails{_logged(step)}",
            place,
            help=step.help,
            server=server,
            section=section_at(place),
            option=option_at(place),
            partner=self.partner if server == self.server else self.server,
            related=tuple(related_line(evidence) for evidence in others),
            fixes=remedies(self),
            steps=self.steps,
        )


def failures_of_link(link: Link, fleet: Fleet) -> list[Failure]:
    """Why the calls of a link fail: one for each line to mend, however many calls it spoils."""
    callee = link.callee.name if link.callee else ""
    failures: list[Failure] = []
    for number, call in enumerate(link.calls):
        steps = up_to_failure(call)
        if steps:
            asked = link.sites[number].variable if link.sites else link.peer.categories[-1]
            what = f"{call.dial} from {link.caller.name}"
            failures.append(Failure(steps, what, link.caller.name, asked, callee, fleet, call))
    return failures if len(failures) < 2 else _for_each_line(failures)


def _for_each_line(failures: list[Failure]) -> list[Failure]:
    """The first of those that one line is to blame for, with how many there are like it."""
    spoilt: dict[tuple[str, str, int], list[Failure]] = {}
    for failure in failures:
        step = failure.step
        first = step.evidence[0].place if step.evidence else failure.asked.place
        spoilt.setdefault((step.rule, first.source.path, first.start), []).append(failure)
    for alike in spoilt.values():
        if len(alike) > 1:
            alike[0].what += f" (like {len(alike) - 1} more)"
    return [alike[0] for alike in spoilt.values()]


def failures_of_sites(bare: Iterable[tuple[DialSite, Call]], fleet: Fleet) -> Iterator[Failure]:
    """Why calls that name no peer fail."""
    for site, call in bare:
        steps = up_to_failure(call)
        if steps:
            partner = call.callee.name if call.callee else ""
            what = f"{call.dial} from {call.caller.name}"
            yield Failure(steps, what, call.caller.name, site.variable, partner, fleet, call)


def failure_of_arrival(arrival: Arrival, fleet: Fleet) -> Failure | None:
    """Why a registration fails, if it does."""
    steps = up_to_failure(arrival)
    if not steps:
        return None
    server, target = arrival.server.name, arrival.target.name if arrival.target else ""
    what = f"the registration of {arrival.registration.username} by {server}"
    return Failure(steps, what, server, arrival.registration.variable, target, fleet, arrival=arrival)


def up_to_failure(simulated: Call | Arrival) -> Sequence[Step]:
    """The steps of a call or a registration up to the first that fails; none where none does."""
    failure = simulated.failure
    if failure is None:
        return ()
    return simulated.steps[: simulated.steps.index(failure) + 1]


def _logged(step: Step) -> str:
    """What people see of it, if they see anything."""
    if not step.log:
        return ""
    log = step.log[0]
    return f': {log.server} logs "{log.text}"' + (" if authdebug=yes" if log.authdebug else "")


def _parted(evidence: tuple[Evidence, ...]) -> tuple[Evidence | None, list[Evidence]]:
    """The first line, and the others without those that stand there twice."""
    if not evidence:
        return None, []
    seen = {(evidence[0].place.source.path, evidence[0].place.start)}
    others = []
    for line in evidence[1:]:
        key = (line.place.source.path, line.place.start)
        if key not in seen:
            seen.add(key)
            others.append(line)
    return evidence[0], others


def related_line(evidence: Evidence) -> Related:
    """A line that a step consulted, with what it is."""
    option = option_at(evidence.place)
    what = f"{option} of " if option else ""
    note = evidence.note or f"{what}[{section_at(evidence.place)}] on {evidence.server}"
    return Related(note, evidence.place, evidence.server)


def section_at(place: Place) -> str:
    """The name of the section that a place stands in; empty above the first."""
    from iaxlint.rules.mending import section_of

    section = section_of(place.source, place.start)
    return section.header.name if section is not None else ""


def option_at(place: Place) -> str:
    """The name of the option that a place begins with; empty for a header."""
    text = place.source.text[place.start : place.end]
    name, equal, _ = text.partition("=")
    return name.strip().lower() if equal and not text.startswith("[") else ""
