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


def rules_lines(rules: Iterable[Rule]) -> Iterator[Line]:
    """The page of each rule."""
    for number, rule in enumerate(rules):
        if number:
            yield EMPTY
        yield from _page(rule)


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


def _page(rule: Rule) -> Iterator[Line]:
    own = page(rule)
    yield Line((("name", f"{rule.code} {rule.name}"), ("", " "), (rule.severity, rule.severity)), url=rule.url)
    yield line(("dim", f"category {rule.category}, since {rule.since}"))
    for text in (own.summary, *own.text.split("\n\n")):
        if text:
            yield EMPTY
            yield line(" ".join(text.split()))
    if own.example:
        yield EMPTY
        yield line(("name", "Example"))
        yield from (Line((("", f"    {each}"),), fixed=True) for each in own.example.splitlines())
    if own.mend:
        yield EMPTY
        yield line(("help", "Mend: "), own.mend, hang=6)


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
        "url": rule.url,
    }
