"""A summary for a pull request, or for the page of a job: Markdown as GitHub and GitLab read it.

The worst comes first, and it is cut where a comment on a pull request would be too long.
"""

from __future__ import annotations

from iaxlint.diagnostics import SEVERITIES
from iaxlint.report.brief import details, excuse, extent
from iaxlint.report.escape import visible
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet

LONGEST = 60_000
"""How many characters the rows may have together: GitHub takes 65,536 in a comment."""

ESCAPES = str.maketrans(
    {char: f"\\{char}" for char in "\\`*_{}[]#|~$!"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>", "@": "@&#8203;"}
)
"""What stands for a character that means something; behind an `@` an empty space, so that nobody is called."""


def render(report: Report, fleet: Fleet) -> str:
    """A heading, the findings as a table, and folded away what is let be."""
    counted = ", ".join(words for _, words in report.counted())
    looked = [count(len(fleet.servers), "server"), count(report.files, "file"), count(report.links, "link")]
    blocks = [f"### iaxlint: {counted or 'nothing found'}", f"{', '.join(looked[:2])} and {looked[2]} checked."]
    ordered = sorted(report.diagnostics, key=lambda found: -SEVERITIES.index(found.severity))
    if ordered:
        blocks += _table(ordered)
    if report.suppressed:
        blocks += _folded(f"{len(report.suppressed)} suppressed by a comment", report.suppressed)
    if report.accepted:
        blocks += _folded(f"{len(report.accepted)} let be by the baseline", report.accepted)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """A text that means nothing in Markdown, on one line."""
    lines = "\n".join(visible(line) for line in text.split("\n"))
    return lines.translate(ESCAPES).replace("://", "&#58;//").replace("www.", "www\\.")


def _table(findings: Iterable[Diagnostic]) -> list[str]:
    """The table, and how many rows it lacks."""
    rows, left = that_fit(map(_row, findings))
    return ["\n".join(["| | Where | What |", "|---|---|---|", *rows]), *left]


def that_fit(rows: Iterable[str]) -> tuple[list[str], list[str]]:
    """The rows that there is room for, and a sentence where others are left out."""
    fitting: list[str] = []
    room, left = LONGEST, 0
    for row in rows:
        room -= len(row)
        if room < 0:
            left += 1
        else:
            fitting.append(row)
    return fitting, [f"{left} more would make this too long."] if left else []


def _row(found: Diagnostic) -> str:
    more = "".join(f"<br>{escaped(line)}" for line in details(found))
    return f"| **{found.severity}** | {_where(found)} | {_rule(found)} {escaped(found.message)}{more} |"


def _folded(title: str, findings: Iterable[Diagnostic]) -> Iterator[str]:
    """A list that opens when somebody clicks on its title."""
    yield f"<details><summary>{title}</summary>"
    items, left = that_fit(map(_item, findings))
    yield "\n".join(items)
    yield from left
    yield "</details>"


def _item(found: Diagnostic) -> str:
    reason = excuse(found)
    return f"- {_where(found)} {_rule(found)} {escaped(found.message)}{f' ({escaped(reason)})' if reason else ''}"


def _where(found: Diagnostic) -> str:
    return f"<code>{escaped(f'{found.place.source.path}:{extent(found.place).line}')}</code>"


def _rule(found: Diagnostic) -> str:
    return f"[{found.rule.name}](<{found.rule.url}>)"
