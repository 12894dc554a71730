"""Rules explained: their pages, and the list of all of them."""

from __future__ import annotations

from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, Line, line
from iaxlint.rules.page import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from iaxlint.diagnostics import Rule
    from iaxlint.report.json import Document


WIDEST = 100
"""How wide a paragraph is where there is more room."""


FIX = {
    "safe": "iaxlint check --fix mends it, where the lines leave no doubt.",
    "unsafe": "iaxlint check --fix --unsafe-fixes can mend it; look at what it changes (--diff).",
}
"""What is said of a rule whose findings edits can mend."""


def rules_lines(rules: Iterable[Rule], width: int) -> Iterator[Line]:
    """The page of each rule, in paragraphs that fit into so many columns."""
    for number, rule in enumerate(rules):
        if number:
            yield EMPTY
        yield from _page(rule, min(width, WIDEST))


def index_lines(rules: Sequence[Rule]) -> Iterator[Line]:
    """One line for each rule."""
    room = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        lead = f"{rule.code}  {rule.name:{room}}  "
        yield Line(
            (("name", lead), (rule.severity, f"{rule.severity:8}"), ("", page(rule).summary)), hang=len(lead) + 8
        )


def rules_document(rules: Iterable[Rule]) -> Document:
    """The rules for machines."""
    return {"version": VERSION, "rules": [_document(rule) for rule in rules]}


def _page(rule: Rule, width: int) -> Iterator[Line]:
    from textwrap import wrap

    own = page(rule)
    yield Line((("name", f"{rule.code} {rule.name}"),), url=rule.url)
    yield line((rule.severity, rule.severity), ("dim", f", category {rule.category}, since {rule.since}"))
    for text in (own.summary, *own.text.split("\n\n")):
        if text:
            yield EMPTY
            yield from map(line, wrap(" ".join(text.split()), width))
    if own.example:
        yield EMPTY
        yield line(("name", "Example"))
        yield from (Line((("", f"    {each}"),), fixed=True) for each in own.example.splitlines())
    if own.mend:
        yield EMPTY
        first, *others = wrap(f"Mend: {own.mend}", width)
        yield line(("help", first[:5]), first[5:])
        yield from map(line, others)
    if rule.fix:
        yield EMPTY
        yield from map(line, wrap(FIX[rule.fix], width))


def _document(rule: Rule) -> Document:
    own = page(rule)
    return {
        "rule": rule.code,
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity,
        "since": rule.since,
        "summary": own.summary,
        "text": own.text,
        "example": own.example,
        "mend": own.mend,
        "fix": rule.fix,
        "url": rule.url,
    }
