"""Comments that suppress findings: `; iaxlint: ignore[secret-weak] until 2027-01-31 -- why`.

One at the end of a line speaks of that line; one on a line of its own, of the next line that is neither blank
nor a comment; one at or above a header, of the whole section; and `ignore-file[...]` of the file.  What
counts is where a finding's own place starts.
"""

from __future__ import annotations

from bisect import bisect_right

from iaxlint.diagnostics import Place, Related
from iaxlint.grammar.tree import Blank, Block, Comment
from iaxlint.record import record
from iaxlint.source import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.diagnostics import Diagnostic, Rule
    from iaxlint.grammar.tree import File, Statement
    from iaxlint.source import Source

MARK = "iaxlint:"
"""What such a comment begins with."""

LINE, SECTION, FILE = range(3)
"""How far a comment reaches; the nearest is asked first."""

WORDS = ("ignore", "ignore-file")

OWN = ("suppression-unused", "suppression-invalid")
"""The rules about the comments themselves, which no comment suppresses."""

HINTS = 20
"""For how many words of a file it is said which rule they may mean."""

LONGEST = 60
"""How much of such a word is quoted."""

SHAPE = "write `; iaxlint: ignore[RULE] -- reason`, or `ignore[RULE, RULE] until 2027-01-31`"


@record
class Suppression:
    """One such comment, and what has come of it."""

    place: Place
    reach: int
    """`LINE`, `SECTION` or `FILE`."""
    start: int
    """The offset that what it speaks of starts at."""
    end: int
    names: tuple[str, ...]
    """The rules that it names, without those that do not exist."""
    until: str
    """The last day on which it counts, such as `2027-01-31`; empty where it counts for ever."""
    faults: tuple[str, ...]
    """What is wrong with it, for people."""
    reason: str = ""
    """Why, as the comment says behind `--`."""
    idle: tuple[str, ...] = ()
    """The rules of `names` that found nothing there."""


def suppressions(file: File, rules: Iterable[Rule]) -> list[Suppression]:
    """The comments of a file; `rules` are all that may be named."""
    known = _Known(rules)
    found: list[Suppression] = []
    waiting: list[Place] = []
    for statement, reach, end in _stretches(file):
        place = _comment(file.source, statement)
        if isinstance(statement, Comment):
            waiting += [place] if place else []
        elif not isinstance(statement, (Blank, Block)):
            waiting += [place] if place else []
            found += [_read(each, reach, statement.start, end, known) for each in waiting]
            waiting = []
    length = len(file.source.text)
    return found + [_read(each, LINE, length, length, known) for each in waiting]


def suppress(
    diagnostics: Iterable[Diagnostic], comments: list[Suppression], locked: frozenset[str], today: str
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings that are left, and those that a comment suppresses.

    A finding whose comment does not count, because its day is over or its rule is `locked`, is left and names
    the comment.  Each comment learns which of its rules found nothing.
    """
    cover = _Cover(comments, locked, today)
    left: list[Diagnostic] = []
    suppressed: list[Diagnostic] = []
    used: set[tuple[int, str]] = set()
    for found in diagnostics:
        name = found.rule.name
        comment = cover.of(found)
        if comment is None:
            left.append(found)
            continue
        used.add((id(comment), name))
        if cover.counts(comment, name):
            found.excuse = comment.reason
            suppressed.append(found)
            continue
        why = f"the settings let no comment suppress {name}" if name in locked else f"suppressed until {comment.until}"
        found.related += (Related(why, comment.place, found.server),)
        left.append(found)
    for comment in comments:
        comment.idle = tuple(name for name in comment.names if (id(comment), name) not in used)
    return left, suppressed


class _Cover:
    """The comments by what they speak of, so that a finding meets few of them."""

    def __init__(self, comments: list[Suppression], locked: frozenset[str], today: str) -> None:
        self.locked = locked
        self.today = today
        self.by_name: dict[tuple[str, int, int, str], Suppression] = {}
        self.ends: dict[tuple[str, int], dict[int, int]] = {}
        for comment in comments:
            path = comment.place.source.path
            self.ends.setdefault((path, comment.reach), {})[comment.start] = comment.end
            for name in comment.names:
                key = path, comment.reach, comment.start, name
                before = self.by_name.get(key)
                if before is None or (self.counts(comment, name) and not self.counts(before, name)):
                    self.by_name[key] = comment
        self.starts = {key: sorted(ends) for key, ends in self.ends.items()}

    def counts(self, comment: Suppression, name: str) -> bool:
        return name not in self.locked and not (comment.until and comment.until < self.today)

    def of(self, found: Diagnostic) -> Suppression | None:
        """The comment that speaks of a finding: the nearest that counts, else the nearest."""
        path, at, name = found.place.source.path, found.place.start, found.rule.name
        speaking: list[Suppression] = []
        for reach in (LINE, SECTION, FILE):
            starts = self.starts.get((path, reach), ())
            number = bisect_right(starts, at)
            if number and at < self.ends[path, reach][starts[number - 1]]:
                comment = self.by_name.get((path, reach, starts[number - 1], name))
                if comment is not None:
                    speaking.append(comment)
        return next((one for one in speaking if self.counts(one, name)), speaking[0] if speaking else None)


def _stretches(file: File) -> Iterator[tuple[Statement, int, int]]:
    """Each statement, how far a comment at it reaches, and where that ends."""
    for statement in file.preamble:
        yield statement, LINE, statement.end
    for section in file.sections:
        yield section.header, SECTION, section.end
        for statement in section.body:
            yield statement, LINE, statement.end


def _comment(source: Source, statement: Statement) -> Place | None:
    """From `iaxlint:` to the end of a line's comment; None where that is about something else."""
    if statement.comment < 0:
        return None
    text = source.text[statement.comment : statement.end]
    at = text.find(MARK)
    if at < 0 or not text[:at].rstrip().endswith(";"):
        return None
    start = statement.comment + at
    return Place(source, start, start + len(text[at:].rstrip()))


def _read(place: Place, reach: int, start: int, end: int, known: _Known) -> Suppression:
    """Take a comment apart: what it names, until when, and what is wrong with it."""
    text, _, reason = place.source.text[place.start + len(MARK) : place.end].partition("--")
    head, _, rest = text.partition("[")
    inner, closed, tail = rest.partition("]")
    word = head.strip()
    if word == "ignore-file":
        reach, start, end = FILE, 0, len(place.source.text) + 1
    names, faults = known.names(inner)
    until, *more = _until(tail.split())
    if word not in WORDS:
        from iaxlint.suggest import did_you_mean

        names, faults = (), [f"it says neither ignore nor ignore-file{did_you_mean(word, WORDS)}"]
    elif not closed or not inner.strip():
        names, faults = (), ["it names no rule between [ and ]"]
    elif more:
        # as nobody knows what its end means, it hides nothing
        names, faults = (), [*faults, *more]
    return Suppression(place, reach, start, end, names, until, tuple(faults), decode(reason.strip()))


class _Known:
    """The rules that a comment may name."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.words = {word: rule.name for rule in rules for word in (rule.name, rule.code)}
        self.hints: dict[str, str] = {}
        """What has been suggested: as looking for it takes long, a file gets few suggestions."""

    def names(self, text: str) -> tuple[tuple[str, ...], list[str]]:
        """The rules that a list of names and codes stands for, and what is wrong with the others."""
        names: dict[str, None] = {}
        own: dict[str, None] = {}
        unknown: list[str] = []
        for word in map(str.strip, text.split(",")):
            name = self.words.get(word.lower()) or self.words.get(word.upper())
            if name is None:
                unknown.append(word)
            else:
                (own if name in OWN else names)[name] = None
        faults = [f"no comment suppresses {name}; the settings can ignore it" for name in own]
        if unknown:
            more = f" (nor {len(unknown) - 1} more of its names)" if unknown[1:] else ""
            faults.append(f"there is no rule `{decode(unknown[0][:LONGEST])}`{more}{self.hint(unknown[0])}")
        return tuple(names), faults

    def hint(self, word: str) -> str:
        if word not in self.hints and len(word) <= LONGEST and len(self.hints) < HINTS:
            from iaxlint.suggest import did_you_mean

            self.hints[word] = did_you_mean(word, self.words)
        return self.hints.get(word, "")


def _until(words: list[str]) -> tuple[str, ...]:
    """The day behind `until`, empty where none is; and after it what is wrong with what stands there."""
    if not words:
        return ("",)
    if words[0] == "until" and len(words) == 2 and _is_day(words[1]):
        return (words[1],)
    if words[0] == "until":
        return "", "behind until stands no day such as 2027-01-31"
    return "", "behind the ] may stand `until 2027-01-31` and `-- reason`, and nothing else"


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
