"""The characters that a match of a regular expression can begin with."""

from __future__ import annotations

from re import _constants as ops
from re import _parser
from typing import Any

ALL = frozenset(range(256))

EMPTY = frozenset({ops.AT, ops.ASSERT, ops.ASSERT_NOT})
"""What matches between characters."""


def firsts(pattern: str) -> int:
    """The characters as a number, with bit n set for character n below 256; rather too many than too few."""
    return sum(1 << code for code in _of_sequence(_parser.parse(pattern))[0])


def _of_sequence(items: Any) -> tuple[frozenset[int], bool]:
    """The characters, and whether the match may be empty."""
    found: frozenset[int] = frozenset()
    for op, argument in items:
        first, may_be_empty = _of_item(op, argument)
        found |= first
        if not may_be_empty:
            return found, False
    return found, True


def _of_item(op: Any, argument: Any) -> tuple[frozenset[int], bool]:
    if op in EMPTY:
        return frozenset(), True
    if op is ops.LITERAL:
        return frozenset({argument}), False
    if op is ops.IN:
        return _of_set(argument), False
    if op is ops.BRANCH:
        branches = [_of_sequence(branch) for branch in argument[1]]
        return frozenset().union(*(first for first, _ in branches)), any(empty for _, empty in branches)
    if op is ops.ATOMIC_GROUP:
        return _of_sequence(argument)
    if op is ops.SUBPATTERN:
        return _of_sequence(argument[-1])
    if op is ops.MAX_REPEAT:
        least, _, item = argument
        first, may_be_empty = _of_sequence(item)
        return first, may_be_empty or least == 0
    return ALL, True


def _of_set(members: Any) -> frozenset[int]:
    found: set[int] = set()
    negated = False
    for op, argument in members:
        if op is ops.NEGATE:
            negated = True
        elif op is ops.LITERAL:
            found.add(argument)
        elif op is ops.RANGE:
            found.update(range(argument[0], argument[1] + 1))
        else:
            return ALL
    return ALL - found if negated else frozenset(found)
