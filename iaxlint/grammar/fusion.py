"""Rules of mere terminals, each as one regular expression that matches it whole.

A rule can be fused when its expansions differ only in the optional terminals that they leave out, as
in `A [B] C D*`.  At each place the parser would take the first terminal, in the order in which they
are tried, of those that it can use there.  So each terminal of the rule is an atomic group, which is
never given back, and a guard stands before it against all that are tried earlier.  Where the
expression does not match, the parser goes the long way; so a guard may forbid too much, but never
too little.
"""

from __future__ import annotations

import re

from iaxlint.grammar.automaton import action_of
from iaxlint.grammar.firsts import firsts
from iaxlint.grammar.tables import GROW, NEXT, RUN, START

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lark.grammar import Rule

    from iaxlint.grammar.automaton import Automaton
    from iaxlint.grammar.tables import Fused

    Slot = tuple[str, str, bool]
    """A terminal, the symbol of the list of such terminals if it may be repeated, whether it may be absent."""


def fuse(automaton: Automaton, actions: tuple[str, ...]) -> dict[int, list[Fused]]:
    """By state, the fused rules that can start there, of those with the given actions and in their order."""
    fused: dict[int, list[Fused]] = {}
    for action in actions:
        rules = [rule for rule in automaton.rules if action_of(rule) == action]
        slots = _slots(automaton, rules)
        symbol = rules[0].origin.name
        lists = [at for at, (terminal, name, _) in enumerate(slots) if terminal != name]
        if len(lists) > 1:
            raise ValueError(f"{symbol} has more than one list")
        items = (lists[0], automaton.patterns[slots[lists[0]][0]]) if lists else None
        for state, shifts in enumerate(automaton.shifts):
            if symbol in shifts:
                guards = _guards(automaton, state, slots)
                pattern = "".join(_expression(automaton, *pair) for pair in zip(slots, guards, strict=True))
                effect, after = _effect(automaton, state, symbol)
                fused.setdefault(state, []).append((firsts(pattern), pattern, action, items, effect, after))
    return {state: [_in_runs(fused, rule) for rule in rules] for state, rules in fused.items()}


def _in_runs(fused: dict[int, list[Fused]], rule: Fused) -> Fused:
    """The rule, made to match many times in a row if it makes items of a list.

    Where it matches no more, all the rest of the text is one last match, with empty groups.  `findall`
    gives groups only if there are two or more, so a lone one gets an empty one before it.
    """
    first, pattern, action, items, effect, after = rule
    if effect is START and any(other[1] == pattern and other[4] is GROW for other in fused.get(after, ())):
        effect = RUN
    if effect >= RUN:
        pattern = f"{pattern}|(?s:.+)" if _groups(pattern) > 1 else f"(){pattern}|(?s:.+)"
    return first, pattern, action, items, effect, after


def _groups(pattern: str) -> int:
    return re.compile(pattern).groups


def _slots(automaton: Automaton, rules: list[Rule]) -> list[Slot]:
    """The longest expansion of a rule, of which the others leave something out."""
    expansions = [[symbol.name for symbol in rule.expansion] for rule in rules]
    longest = max(expansions, key=len)
    slots = [(_item(automaton, name), name, any(name not in one for one in expansions)) for name in longest]
    free = sum(optional for _, _, optional in slots)
    in_order = all(one == [name for name in longest if name in one] for one in expansions)
    if not in_order or len(set(longest)) < len(longest) or len(expansions) != 2**free:
        raise ValueError(f"the expansions of {rules[0].origin.name} differ in more than what they leave out")
    return slots


def _item(automaton: Automaton, symbol: str) -> str:
    """The terminal that a symbol is, or is a list of."""
    if symbol in automaton.patterns:
        return symbol
    expansions = [[part.name for part in rule.expansion] for rule in automaton.rules_of(symbol)]
    item = min(expansions, key=len)[0]
    if sorted(expansions, key=len) != [[item], [symbol, item]] or item not in automaton.patterns:
        raise ValueError(f"{symbol} is no list of terminals")
    return item


def _guards(automaton: Automaton, state: int, slots: list[Slot]) -> list[set[str]]:
    """By slot, the terminals that would be taken in its stead, wherever the rule leads from a state."""
    guards: list[set[str]] = [set() for _ in slots]
    ahead = [(state, 0, "")]
    for here, at, repeated in ahead:
        reads = automaton.reads[here]
        passed = {repeated}
        if repeated:
            guards[at - 1].update(reads[: reads.index(repeated)])
        for slot, (terminal, symbol, optional) in enumerate(slots[at:], at):
            guards[slot].update(set(reads[: reads.index(terminal)]) - passed)
            passed.add(terminal)
            after = (automaton.shifts[here][symbol], slot + 1, terminal if terminal != symbol else "")
            if after not in ahead:
                ahead.append(after)
            if not optional:
                break
    return guards


def _expression(automaton: Automaton, slot: Slot, guard: set[str]) -> str:
    terminal, symbol, optional = slot
    pattern = automaton.patterns[terminal]
    before = f"(?!{'|'.join(automaton.patterns[name] for name in sorted(guard))})" if guard else ""
    if terminal != symbol:
        return f"(?>((?:{before}{pattern}){'*' if optional else '+'}))"
    return f"(?>{before}({pattern})|)" if optional else f"(?>{before}({pattern}))"


def _effect(automaton: Automaton, state: int, symbol: str) -> tuple[int, int]:
    """What becomes of a rule's value in a state, and the state after it."""
    effect = NEXT
    after = automaton.shifts[state][symbol]
    while (number := automaton.default(after)) >= 0:
        rule = automaton.rules[number]
        names = [part.name for part in rule.expansion]
        if not action_of(rule) and len(names) == 1:
            effect = START
            after = automaton.shifts[state][rule.origin.name]
        elif not action_of(rule) and len(names) == 2 and names[0] == rule.origin.name:
            return GROW, state
        else:
            break
    return effect, after
