"""A comparison as a comment for a pull request, in which no text of a configuration is markup."""

from __future__ import annotations

from iaxlint.report.compare import BETTER, place_of, title, where
from iaxlint.report.markdown import escaped, that_fit
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iaxlint.call.difference import Change
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.report.compare import Comparison


def compare_markdown(found: Comparison) -> str:
    """The whole comment, with a line ending."""
    worse = len(found.regressions)
    nothing = "" if found.changes else " No call, registration or account differs."
    blocks = [
        f"### iaxlint: {count(worse, 'regression') if worse else 'no regression'}",
        f"From {escaped(found.before.title)} to {escaped(found.after.title)}.{nothing}",
    ]
    if found.changes:
        blocks += _table(("", "Call", "What differs", "Where"), map(_change, (*found.regressions, *found.others)))
    for word, findings in (("New", found.new), ("Gone", found.gone)):
        if findings:
            blocks += [f"**{word} findings**", *_table(("Rule", "Finding", "Where"), map(_finding, findings))]
    return "\n\n".join(blocks) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The table, and how many rows it lacks."""
    fitting, left = that_fit(f"| {' | '.join(row)} |" for row in rows)
    return ["\n".join([f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *fitting]), *left]


def _change(change: Change) -> tuple[str, ...]:
    sign = "❌" if change.regression else "✅" if change.kind in BETTER else "➖"
    place = where(place_of(change.after)) or where(place_of(change.before))
    return sign, _code(title(change)), escaped(change.message), _code(place)


def _finding(found: Diagnostic) -> tuple[str, ...]:
    return f"[{found.rule.name}](<{found.rule.url}>)", escaped(found.message), _code(where(found.place))


def _code(text: str) -> str:
    return f"<code>{escaped(text)}</code>" if text else ""
