"""Rules of mere terminals, each as one regular expression that matches it whole.

A rule can be fused when its expansions differ only in the optional terminals that they leave out, as
in `A [B] C D*`.  At each place the parser would take the first terminal, in the order in which they
are tried, of those that it can use there.  So each terminal of the rule is an atomic group, which is
never given back, and a guard stands before it against all that are tried earlier.  Where the
expression does not match, the parser goes the long way; so a guard may forbid too much, and the one
expression does for all states, but it must never forbid too little.

Where such rules are the items of a list, one expression matches any of them, over and over.
"""

from __future__ import annotations

from iaxlint.grammar.automaton import action_of
from iaxlint.grammar.firsts import firsts
from iaxlint.grammar.tables import GROW, NEXT, RUN, START

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from lark.grammar import Rule

    from iaxlint.grammar.automaton import Automaton
    from iaxlint.grammar.tables import Fused

    Slot = tuple[str, str, bool]
    """A terminal, the symbol of the list of such terminals if it may be repeated, whether it may be absent."""


def fuse(automaton: Automaton, single: tuple[str, ...], runs: Mapping[str, tuple[str, ...]]) -> dict[int, list[Fused]]:
    """By state, what can be matched whole there: rules, by their actions, and runs of them, by the item of the list."""
    fused: dict[int, list[Fused]] = {}
    for item, actions in runs.items():
        pattern = "|".join(_whole(automaton, _rules(automaton, action)) for action in actions)
        effects = _effects(automaton, item)
        for state, (effect, after) in effects.items():
            if effect is START and effects.get(after, (NEXT, 0))[0] is GROW:
                effect = RUN
            if effect >= RUN:  # where it matches no more, all the rest is one last match, with empty groups
                rule = firsts(pattern), f"{pattern}|(?s:.+)", item, None, effect, after
                fused.setdefault(state, []).append(rule)
    for action in single:
        rules = _rules(automaton, action)
        pattern = _whole(automaton, rules)
        for state, (effect, after) in _effects(automaton, rules[0].origin.name).items():
            fused.setdefault(state, []).append(
                (firsts(pattern), pattern, action, _list(automaton, rules), effect, after)
            )
    return fused


def _rules(automaton: Automaton, action: str) -> list[Rule]:
    return [rule for rule in automaton.rules if action_of(rule) == action]


def _whole(automaton: Automaton, rules: list[Rule]) -> str:
    """The expression that matches a rule, given its expansions."""
    slots = _slots(automaton, rules)
    guards: list[set[str]] = [set() for _ in slots]
    for state, shifts in enumerate(automaton.shifts):
        if rules[0].origin.name in shifts:
            _guard(automaton, state, slots, guards)
    return "".join(_expression(automaton, *slot) for slot in zip(slots, guards, strict=True))


def _list(automaton: Automaton, rules: list[Rule]) -> tuple[int, str] | None:
    """The place of a list among the parts of a rule, and the pattern of an item of it."""
    lists = [
        (place, automaton.patterns[terminal])
        for place, (terminal, symbol, _) in enumerate(_slots(automaton, rules))
        if terminal != symbol
    ]
    if len(lists) > 1:
        raise ValueError(f"{rules[0].origin.name} has more than one list")
    return lists[0] if lists else None


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


def _guard(automaton: Automaton, state: int, slots: list[Slot], guards: list[set[str]]) -> None:
    """Add to the guard of each slot what would be taken in its stead, wherever the rule leads from a state."""
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


def _expression(automaton: Automaton, slot: Slot, guard: set[str]) -> str:
    terminal, symbol, optional = slot
    pattern = automaton.patterns[terminal]
    before = f"(?!{'|'.join(automaton.patterns[name] for name in sorted(guard))})" if guard else ""
    if terminal != symbol:
        return f"(?>((?:{before}{pattern}){'*' if optional else '+'}))"
    return f"(?>{before}({pattern})|)" if optional else f"(?>{before}({pattern}))"


def _effects(automaton: Automaton, symbol: str) -> dict[int, tuple[int, int]]:
    """By state, what becomes of a symbol's value there, and the state after it."""
    return {
        state: _effect(automaton, state, symbol) for state, shifts in enumerate(automaton.shifts) if symbol in shifts
    }


def _effect(automaton: Automaton, state: int, symbol: str) -> tuple[int, int]:
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
