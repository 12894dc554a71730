"""Runs the rules over a fleet, and gathers what they find into one report.

The type of a rule's first argument chooses what it is called with, and for what:

| first argument        | further arguments | called for |
|-----------------------|-------------------|------------|
| `Trouble`             |                   | each of the loader's problems whose kind the rule reports |
| `Complaint`           | `Server`          | each of the model's complaints whose kind the rule reports |
| `DialplanProblem`     | `Server`          | each of the dialplan's problems whose kind the rule reports |
| `Stray`               | `Server`          | each line that Asterisk passes over without a word |
| `File`                | `Server`          | each file's syntax tree, once |
| `Server`              |                   | each server |
| `Member`              |                   | each server, with the others at hand |
| `Failure`             |                   | each simulated call or registration whose failing step names the rule |
| `Arrival`             |                   | each simulated registration |
| `Link`                |                   | each direction of a trunk |
| `Fleet`               |                   | the whole, once |
| `Probed`              |                   | each host that was asked whether it answers |
| `Suppression`         |                   | each comment that suppresses findings, when all others are known |
"""

from __future__ import annotations

from iaxlint.diagnostics import SEVERITIES
from iaxlint.placeholder import is_statement
from iaxlint.record import record
from iaxlint.rules.finding import Member
from iaxlint.rules.kinds import COVERED, DIALPLAN_RULE_OF, RULE_OF
from iaxlint.rules.lines import strays
from iaxlint.rules.trouble import Trouble
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iaxlint.baseline import Entry
    from iaxlint.diagnostics import Diagnostic, Fix, Rule
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.grammar.tree import File
    from iaxlint.model.server import Server
    from iaxlint.probe.outcome import Probed
    from iaxlint.source import Source

MARK = "iaxlint:"
"""What a file holds in which a comment may suppress findings; see `iaxlint.suppress`."""

BETWEEN = ("Failure", "Arrival", "Link", "Fleet")
"""What only a fleet of several servers has enough of."""

SEVERAL = 2
"""So many servers."""


@record
class Crash:
    """A rule that broke, and its error, for a traceback."""

    rule: Rule
    error: Exception


@record
class Refusal:
    """A fix that is not made, and why."""

    found: Diagnostic
    fix: Fix
    reason: str


@record
class Mending:
    """What fixes were made before the report."""

    done: list[Diagnostic]
    """The findings that were mended."""
    files: list[str]
    """The paths of the files that changed."""
    refused: list[Refusal]
    settled: bool
    """Whether the fixes came to an end, and do not go on undoing one another."""


@record
class Report:
    """All findings, by path, line, column and code, and what they amount to."""

    diagnostics: list[Diagnostic]
    files: int
    """How many files were read."""
    links: int
    """How many directions of trunks were followed."""
    crashes: list[Crash]
    asked: int | None = None
    """How many hosts were asked whether they answer; None where none was to be."""
    suppressed: tuple[Diagnostic, ...] = ()
    """What comments suppress."""
    accepted: tuple[Diagnostic, ...] = ()
    """What the baseline lists."""
    fixed: tuple[Entry, ...] = ()
    """What stands in the baseline, and is found no more."""
    minor: tuple[Diagnostic, ...] = ()
    """What is below the severity that is shown."""
    mending: Mending | None = None
    """None where nothing was to be mended."""
    fail_on: str = "error"
    """From which severity on a finding fails the run; `never` where none does."""

    @property
    def failing(self) -> tuple[str, ...]:
        """The severities that fail the run."""
        return SEVERITIES[SEVERITIES.index(self.fail_on) :] if self.fail_on in SEVERITIES else ()

    def count(self, severity: str) -> int:
        """How many findings there are of a severity."""
        return sum(found.severity == severity for found in self.diagnostics)

    def counted(self) -> list[tuple[str, str]]:
        """The severities that occur, from the worst, each with how often in words: `2 errors`."""
        numbers = [(severity, self.count(severity)) for severity in reversed(SEVERITIES)]
        return [
            (severity, f"{number} info" if severity == "info" else count(number, severity))
            for severity, number in numbers
            if number
        ]

    def worst(self) -> str:
        """The worst severity found; empty when nothing was."""
        present = {found.severity for found in self.diagnostics}
        return next((severity for severity in reversed(SEVERITIES) if severity in present), "")


def check(
    fleet: Fleet,
    rules: list[Rule],
    *,
    known: Iterable[Rule] = (),
    locked: Iterable[str] = (),
    heed: bool = True,
    today: str = "",
    probed: Sequence[Probed] | None = None,
) -> Report:
    """Everything that the rules find in a fleet.

    `heed` tells whether comments suppress findings.  They may name the rules that are `known`, where that is
    more than those that run, and suppress none of those whose names are `locked`; their last day is held
    against `today`, such as `2027-01-31`, or what the clock says.  `probed` is what hosts answered; None where
    none was asked.
    """
    run = Run(rules)
    fleet.visit(run)
    if probed is not None:
        run.hosts(probed)
    return run.report(fleet, [*known] or rules, frozenset(locked), today, heed=heed)


class Run:
    """One pass over a fleet: the rules by scope and name, and what they have found so far."""

    __slots__ = ("asked", "crashes", "files", "found", "links", "marked", "named", "rules", "scoped")

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules
        self.files: dict[str, list[Diagnostic]] = {}
        """By the path of each file: what was found in it alone."""
        self.marked: list[tuple[str, Source]] = []
        """Files in which a comment may suppress findings, each with its server."""
        self.found: list[Diagnostic] = []
        """All the rest."""
        self.links = 0
        """How many directions of trunks were followed."""
        self.asked: int | None = None
        """How many hosts were asked whether they answer; None where none was to be."""
        self.crashes: list[Crash] = []
        self.scoped: dict[str, list[Rule]] = {}
        self.named: dict[tuple[str, str], Rule] = {}
        for rule in rules:
            self.scoped.setdefault(rule.scope, []).append(rule)
            self.named[rule.scope, rule.name] = rule

    def call(self, rule: Rule, server: str, *subject: object) -> None:
        """Let one rule look at one subject; a rule that breaks takes no other with it."""
        try:
            for found in rule.check(*subject):
                found.rule = rule
                found.severity = found.severity or rule.severity
                found.server = found.server or server
                self.found.append(found)
        except Exception as error:
            self.crashes.append(Crash(rule, error))

    def each(self, scope: str, server: str, *subject: object) -> None:
        """Let every rule of a scope look at one subject."""
        for rule in self.scoped.get(scope, ()):
            self.call(rule, server, *subject)

    def only(self, scope: str, name: str, server: str, *subject: object) -> None:
        """Let the one rule look at it that the subject itself names, if it runs."""
        rule = self.named.get((scope, name))
        if rule is not None:
            self.call(rule, server, *subject)

    def alone(self, server: Server) -> None:
        """What can be said of one server alone."""
        for config in server.configs.values():
            for problem in config.problems:
                if not (problem.line and is_statement(problem.source.line_text(problem.line))):
                    trouble = Trouble(problem, config, server)
                    self.only("Trouble", RULE_OF.get(problem.kind, problem.kind), server.name, trouble)
            for file in config.files:
                if file.source.path not in self.files:
                    self.file(file, server)
        filled_in = server.folder.placeholders.fills
        for complaint in server.iax.problems:
            if not filled_in(complaint.variable.value):
                self.only("Complaint", RULE_OF.get(complaint.kind, complaint.kind), server.name, complaint, server)
        for oddity in server.dialplan.problems:
            if not filled_in(oddity.variable.value, dialplan=True):
                self.only(
                    "DialplanProblem", DIALPLAN_RULE_OF.get(oddity.kind, oddity.kind), server.name, oddity, server
                )
        for stray in strays(server):
            self.only("Stray", stray.kind, server.name, stray, server)
        self.each("Server", server.name, server)

    def file(self, file: File, server: Server) -> None:
        """What can be said of one file alone."""
        others, self.found = self.found, []
        self.each("File", server.name, file, server)
        self.files[file.source.path], self.found = self.found, others
        if MARK in file.source.text:
            self.marked.append((server.name, file.source))

    def between(self, fleet: Fleet, server: Server) -> None:
        """What comes of the registrations and calls of a server, which takes the others, too."""
        from iaxlint.call.links import bare_calls_of, links_of
        from iaxlint.call.register import registrations_of
        from iaxlint.rules.failure import failure_of_arrival, failures_of_link, failures_of_sites

        self.each("Member", server.name, Member(server, fleet))
        for arrival in registrations_of(fleet, server):
            failure = failure_of_arrival(arrival, fleet)
            if failure is not None:
                self.only("Failure", failure.step.rule, failure.server, failure)
            self.each("Arrival", server.name, arrival)
        for failure in failures_of_sites(bare_calls_of(fleet, server), fleet):
            self.only("Failure", failure.step.rule, failure.server, failure)
        for link in links_of(fleet, server):
            self.links += 1
            for failure in failures_of_link(link, fleet):
                self.only("Failure", failure.step.rule, failure.server, failure)
            self.each("Link", server.name, link)

    def whole(self, fleet: Fleet) -> None:
        """What takes all servers."""
        self.each("Fleet", "", fleet)

    def hosts(self, probed: Sequence[Probed]) -> None:
        """What came of asking hosts whether they answer."""
        self.asked = len(probed)
        for host in probed:
            self.each("Probed", "", host)

    def report(self, fleet: Fleet, known: list[Rule], locked: frozenset[str], today: str, *, heed: bool) -> Report:
        """All that was found, in order, and without what comments suppress if those are heeded."""
        in_files = [found for each in self.files.values() for found in each]
        report = Report(_in_order([*in_files, *self.found]), len(self.files), self.links, self.crashes)
        report.asked = self.asked
        if heed and self.marked:
            from time import strftime

            unseen = (*(BETWEEN if len(fleet.servers) < SEVERAL else ()), *(("Probed",) if self.asked is None else ()))
            judged = {rule.name for rule in self.rules if rule.scope not in unseen}
            self._heed(report, known, judged, locked, today or strftime("%Y-%m-%d"))
        return report

    def _heed(self, report: Report, known: list[Rule], judged: set[str], locked: frozenset[str], today: str) -> None:
        """Take out of a report what comments suppress, and let rules look at the comments."""
        from iaxlint.grammar import parse
        from iaxlint.suppress import suppress, suppressions

        files = [(server, source.tree or parse(source)) for server, source in self.marked]
        comments = [(server, each) for server, file in files for each in suppressions(file, known)]
        left, suppressed = suppress(report.diagnostics, [each for _, each in comments], locked, today)
        self.found = []
        for server, comment in comments:
            comment.idle = tuple(name for name in comment.idle if name in judged)
            self.each("Suppression", server, comment)
        report.diagnostics = sorted([*left, *_in_order(self.found)], key=_key)
        report.suppressed = tuple(suppressed)


def _in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sorted by place and code, each once, those that only their place tells apart numbered."""
    ordered = sorted(((_key(diagnostic), diagnostic) for diagnostic in found), key=_first)
    return list(_numbered(_telling(list(_once(ordered)))))


_Key = tuple[str, int, int, str, str]


def _key(found: Diagnostic) -> _Key:
    place = found.place
    return place.source.path, place.start, place.end, found.rule.code, found.message


def _first(pair: tuple[_Key, Diagnostic]) -> _Key:
    return pair[0]


def _once(ordered: list[tuple[_Key, Diagnostic]]) -> Iterator[Diagnostic]:
    """Each finding once: a file may be included twice, and a template hands its lines to many sections."""
    seen: set[tuple[str, ...]] = set()
    for (path, start, *_), found in ordered:
        message = found.message.replace(f"[{found.section}]", "")
        same = (path, str(start), found.rule.code, message)
        if same not in seen:
            seen.add(same)
            yield found


def _telling(found: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Without those that another of the same section covers."""
    said = {(one.rule.name, one.place.source.path, one.section) for one in found}
    for one in found:
        covering = COVERED.get(one.rule.name, ())
        if not any((name, one.place.source.path, one.section) in said for name in covering):
            yield one


def _numbered(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], int] = {}
    for found in diagnostics:
        same = (found.rule.code, found.server, found.section, found.option, found.partner)
        found.ordinal = seen[same] = seen.get(same, -1) + 1
        yield found
