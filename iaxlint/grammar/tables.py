"""The parser's tables: plain data that `build` makes of the grammar, and that ships with the package."""

from __future__ import annotations

from _imp import source_hash  # what Python itself takes of sources (PEP 552); hashlib is slow to import

from iaxlint.grammar.codes import compiled, load_codes

NEXT, START, RUN, GROW = range(4)
"""What becomes of what is matched whole: the value goes onto the stack, or starts a list there; the values of a run
start a list there, or join the one that is there."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaxlint.grammar.codes import Codes

    Fused = tuple[int, str, str, tuple[int, str] | None, int, int]
    """Characters that it begins with, pattern, action or run, place and pattern of a list in it, effect, next state."""
    Ready = tuple[Any, str, Any, int, int]
    """The same, but for the characters, with patterns compiled."""


class Tables:
    """All that the driver needs; states and rules are numbers, terminals and symbols are names."""

    __slots__ = (
        "codes",
        "compiled",
        "firsts",
        "fused",
        "gotos",
        "lexers",
        "outlooks",
        "reductions",
        "rules",
        "shifts",
        "starts",
    )

    def __init__(
        self,
        starts: dict[str, tuple[int, int]],
        rules: tuple[tuple[str, int, str, tuple[int, ...] | None, bool], ...],
        reductions: tuple[int, ...],
        shifts: dict[int, dict[str, int]],
        gotos: dict[int, dict[str, int]],
        lexers: dict[int, tuple[str, tuple[str, ...]]],
        firsts: dict[str, int],
        fused: dict[int, tuple[Fused, ...]],
        *,
        codes: Codes,
    ) -> None:
        self.starts = starts
        """By start symbol, the first state and the accepting one."""
        self.rules = rules
        """Symbol, number of parts, action, where the parts go if some are absent, whether it adds to a list."""
        self.reductions = reductions
        """By state, the rule that ends there whatever comes next, or -1."""
        self.shifts = shifts
        """By state and terminal, the next state, or ~rule for a rule that ends before it."""
        self.gotos = gotos
        """By state and symbol, the next state."""
        self.lexers = lexers
        """By state, the pattern of what can come next, and the terminal of each of its groups."""
        self.firsts = firsts
        """By terminal, the characters that it can begin with: a number with bit n set for character n."""
        self.fused = fused
        """By state, the rules that are matched whole."""
        self.codes = codes
        """What of its patterns need not be compiled."""
        self.compiled: dict[str, Any] = {}
        self.outlooks: dict[int, dict[str, tuple[list[Ready], int]]] = {state: {} for state in shifts}

    def pattern(self, pattern: str) -> Any:
        """A regular expression, made ready when it is first used (a `re.Pattern`)."""
        found = self.compiled.get(pattern)
        if found is None:
            found = self.compiled[pattern] = compiled(pattern, self.codes)
        return found

    def outlook(self, state: int, first: str) -> tuple[list[Ready], int]:
        """What a state can do before a character: fused rules to try, and the rule that surely ends there, or -1."""
        fused = []
        for firsts, pattern, action, items, effect, after in self.fused.get(state, ()):
            if firsts >> ord(first) & 1:
                compiled = self.pattern(pattern)
                listed = (items[0], self.pattern(items[1]).findall) if items else None
                fused.append((compiled.findall if effect >= RUN else compiled.match, action, listed, effect, after))
        moves = {self.shifts[state][token] for token in self.lexers[state][1] if self.firsts[token] >> ord(first) & 1}
        rule = ~moves.pop() if len(moves) == 1 else -1
        found = self.outlooks[state][first] = fused, max(rule, -1)
        return found


def grammar() -> bytes:
    """The text of the grammar that ships with the package."""
    with open(__file__.rpartition("tables.")[0] + "asterisk.lark", "rb") as file:
        return file.read()


def digest(text: bytes) -> str:
    """The hash of a grammar that its tables carry."""
    return source_hash(0, text).hex()


def load() -> Tables:
    """The tables of the grammar: those that ship with the package, or new ones if the grammar has changed since."""
    text = grammar()
    try:
        from iaxlint.grammar import _tables as shipped

        if digest(text) == shipped.GRAMMAR:
            return Tables(*shipped.TABLES, codes=load_codes(shipped.GRAMMAR))
    except ImportError:
        pass
    from iaxlint.grammar.build import build

    return build(text)
