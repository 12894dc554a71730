"""An LALR(1) parser that runs on plain tables, and knows nothing of what it parses.

It builds what Lark's own parser would, with a contextual lexer, only faster.  A state that can do
nothing but reduce does so without a look at the text.  A rule of mere terminals is matched whole, by
one regular expression (see `fusion`).  A list of such rules grows in place.
"""

from __future__ import annotations

from iaxlint.grammar.tables import RUN, START

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from iaxlint.grammar.actions import Action, Run
    from iaxlint.grammar.tables import Ready, Tables

END = "$END"
"""The token that stands after the text, as Lark calls it."""


def parse(tables: Tables, text: str, actions: Mapping[str, Action], runs: Mapping[str, Run], start: str) -> Any:
    """What the action of the start symbol makes of a text, in linear time; raises `SyntaxError` where no rule fits.

    `runs` has what is made of many items of a list in a row.
    """
    state, last = tables.starts[start]
    reductions, shifts, gotos, rules, outlooks = (
        tables.reductions,
        tables.shifts,
        tables.gotos,
        tables.rules,
        tables.outlooks,
    )
    states = [state]
    values: list[Any] = []
    begins: list[int] = []
    at = stop = 0
    end = len(text)
    token = ""
    while state != last:
        rule = reductions[state]
        if rule < 0 and at < end:
            first = text[at]
            fused, rule = outlooks[state].get(first) or tables.outlook(state, first)
            if fused and (taken := _take(fused, text, at, actions, runs, states, values)) > at:
                if len(states) > len(begins) + 1:
                    begins.append(at)
                at, token, state = taken, "", states[-1]
                continue
        if rule < 0:
            if not token:
                token, stop = _read(tables, state, text, at)
            state = shifts[state][token]
            if state >= 0:
                states.append(state)
                values.append(text[at:stop])
                begins.append(at)
                at, token = stop, ""
                continue
            rule = ~state
        symbol, size, action, places, grows = rules[rule]
        if grows:
            del states[-1], begins[-1]
            _add(values.pop(), values[-1])
            state = states[-1]
            continue
        begin = begins[-size] if size else at
        base = len(values) - size
        parts = _spliced(values[base:], places)
        del states[base + 1 :], values[base:], begins[base:]
        state = gotos[states[-1]][symbol]
        states.append(state)
        values.append(actions[action](text, begin, at, parts) if action else parts)
        begins.append(begin)
    return values[0]


def _read(tables: Tables, state: int, text: str, at: int) -> tuple[str, int]:
    """The next token that the state can use, and where it ends."""
    if at < len(text):
        pattern, terminals = tables.lexers[state]
        if match := tables.pattern(pattern).match(text, at):
            return terminals[match.lastindex - 1], match.end()
    elif END in tables.shifts[state]:
        return END, at
    raise SyntaxError(f"no rule fits at offset {at}")


def _take(
    fused: Sequence[Ready],
    text: str,
    at: int,
    actions: Mapping[str, Action],
    runs: Mapping[str, Run],
    states: list[int],
    values: list[Any],
) -> int:
    """Match whole rules at an offset; where the last one ends."""
    end: int
    for match, action, items, effect, after in fused:
        found = match(text, at)
        if effect < RUN:
            if found is None:
                continue
            parts = found.groups("")
            end = found.end()
            value = actions[action](text, at, end, _listed(parts, *items) if items else parts)
            states.append(after)
            values.append([value] if effect is START else value)
            return end
        made = [] if effect is RUN else values[-1]
        end = runs[action](text, at, found, made.append)
        if end > at:
            if effect is RUN:
                states.append(after)
                values.append(made)
            return end
    return at


def _listed(parts: Sequence[str], place: int, findall: Callable[[str], list[str]]) -> list[str]:
    """The parts of a rule with a list in it, which was matched as one part."""
    return [*parts[:place], *findall(parts[place]), *parts[place + 1 :]]


def _spliced(parts: list[Any], places: Sequence[int] | None) -> list[Any]:
    """The parts of a rule in their places; those of a rule that has no action of its own stand in its stead.

    The first of such lists is taken over, so that a list that grows is not copied for each item.
    """
    if places is not None:
        parts = ["" if place < 0 else parts[place] for place in places]
    spliced: list[Any] = []
    for part in parts:
        if spliced or type(part) is not list:
            _add(part, spliced)
        else:
            spliced = part
    return spliced


def _add(part: Any, parts: list[Any]) -> None:
    """Add what a rule made to the parts of another."""
    if type(part) is list:
        parts += part
    else:
        parts.append(part)
