"""Rules in Markdown: the page of each, or a table of all."""

from __future__ import annotations

from iaxlint.diagnostics import CATEGORIES
from iaxlint.rules.page import page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from iaxlint.diagnostics import Rule

HEAD = ("| code | name | severity | fix | what |", "|---|---|---|---|---|")

TITLES = {
    "syntax": "Syntax: a file, or a line of it, is not loaded",
    "option": "Options: ignored, misspelt, obsolete, out of their scope or range",
    "link": "Links: a call between two servers fails",
    "registration": "Registrations",
    "dialplan": "Dialplan",
    "security": "Security",
    "style": "Style",
}


def tables(rules: Sequence[Rule], link: Callable[[Rule], str]) -> Iterator[str]:
    """A table for each category; `link` says where a rule's cases are."""
    for category in CATEGORIES:
        rows = [
            f"| {rule.code} | [`{rule.name}`]({link(rule)}) | {rule.severity} | {rule.fix} | {page(rule).summary} |"
            for rule in rules
            if rule.category == category
        ]
        if rows:
            yield from (f"## {TITLES[category]}", "", *HEAD, *rows, "")


def pages(rules: Iterable[Rule]) -> Iterator[str]:
    """The page of each rule."""
    for rule in rules:
        own = page(rule)
        yield from (f"## {rule.name}", "", f"`{rule.code}`, {rule.severity}, {rule.category}, since {rule.since}", "")
        yield from (own.summary, "")
        if own.text:
            yield from (own.text, "")
        if own.example:
            yield from ("```ini", own.example, "```", "")
        if own.mend:
            yield from (f"**Mend:** {own.mend}", "")
        yield from (f"[The rule's cases]({rule.url})", "")
