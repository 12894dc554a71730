"""What fixes were made, and which were not, for people."""

from __future__ import annotations

from collections import Counter

from iaxlint.report.lines import Line, line
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.engine import Mending


MOST_NAMED = 3
"""So many files are named, and no more."""


def mending_lines(mending: Mending, verb: str = "mended") -> Iterator[Line]:
    """How many findings of which rule are mended in how many files; then every fix that is not made, and why."""
    for refusal in mending.refused:
        found, source = refusal.found, refusal.found.place.source
        number, column = source.position(min(found.place.start, len(source.text)))
        yield line(
            ("path", f"{source.path}:{number}:{column}:"),
            f" {found.rule.code}[{found.rule.name}] is not mended ({refusal.fix.title}), because then: ",
            refusal.reason,
            hang=2,
        )
    if mending.done:
        rules = Counter(found.rule.name for found in mending.done)
        names = ", ".join(name if number == 1 else f"{name} {number} times" for name, number in sorted(rules.items()))
        few = len(mending.files) <= MOST_NAMED
        where = ", ".join(mending.files) if few else count(len(mending.files), "file")
        yield line(("ok", verb), f" {count(len(mending.done), 'finding')} in {where}: {names}.")
    if not mending.settled:
        yield line(("warning", "stopped"), ": some fixes go on undoing one another; please report this as a bug.")
