"""Which of the known words somebody may have meant."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


MOST_COMPARED = 500
"""Among so many words the one that is meant is looked for."""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that a misspelt one is nearest to, or "" where none is near, or there are too many to compare.

    Near means that about one letter in three is wrong at most; case and `_` against `-` count for nothing.
    """
    words = list(known)
    if len(words) > MOST_COMPARED:
        return ""
    folded = _fold(word)
    most = max(1, (len(folded) + 1) // 3)
    best = ""
    for candidate in words:
        apart = distance(folded, _fold(candidate), most)
        if apart <= most:
            best, most = candidate, apart - 1
    return best


def clearly(word: str, known: Iterable[str]) -> str:
    """The known word that a misspelt one is nearest to, or "" where none is near, or another is as near."""
    words = list(known)
    near = closest(word, words)
    folded, most = _fold(word), len(word)
    apart = distance(folded, _fold(near), most) if near else 0
    tied = near and any(distance(folded, _fold(other), apart) <= apart for other in words if other != near)
    return "" if tied else near


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A question to append to a message, or "" where nothing is near."""
    near = closest(word, known)
    return f"; did you mean `{near}`?" if near else ""


def _fold(word: str) -> str:
    return word.lower().replace("_", "-")


def distance(one: str, other: str, most: int) -> int:
    """How many letters to add, drop, change or swap with their neighbour; above `most`, `most + 1`."""
    if _least(one, other) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one):
        last, before, row = before, row, [i + 1]
        for j, b in enumerate(other):
            cost = min(before[j] + (a != b), before[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                cost = min(cost, last[j - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _least(one: str, other: str) -> int:
    """What the distance can't be below: a letter that one word has more of must be changed or dropped.

    Counting is much quicker than the search for the distance, and spares it nearly always.
    """
    longer = len(one) - len(other)
    more = sum([count for letter in set(one) if (count := one.count(letter) - other.count(letter)) > 0])
    return max(more, more - longer)
