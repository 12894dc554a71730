"""What `tools/mutate.py` tries of a module's tables: each without one element, each pattern without one part."""

from __future__ import annotations

import ast
import copy
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Change = tuple[str, ast.expr]
"""What is left out, in words, and the value without it, which holds until the next is asked for."""


def tables(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """What a module gives names to outside its functions, but for types."""
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and not isinstance(node.value, (ast.Subscript, type(None))):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield ast.unparse(target), node.value


def changes(value: ast.expr) -> Iterator[Change]:
    """A table without each of its elements, a pattern without each of its alternatives, characters and flags."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "re.compile":
        yield from _pattern_changes(value)
        return
    new = copy.deepcopy(value)
    for node in ast.walk(new):
        parts = _parts(node)
        for at in range(len(parts[0])) if parts else ():
            taken = [part.pop(at) for part in parts]
            yield ast.unparse(taken[0]), new
            for part, element in zip(parts, taken, strict=True):
                part.insert(at, element)


def _parts(node: ast.AST) -> list[list[ast.expr]]:
    """The lists of which a literal is made, if it has more than one element: of a dictionary keys and values."""
    if isinstance(node, ast.Dict):
        parts: list[list[ast.expr]] = [node.keys, node.values]  # type: ignore[list-item]
    elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        parts = [node.elts]
    else:
        return []
    return parts if len(parts[0]) > 1 else []


def _pattern_changes(call: ast.Call) -> Iterator[Change]:
    first = call.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        for start, end in removable(first.value):
            text = first.value[:start] + first.value[end:]
            yield first.value[start:end], ast.Call(call.func, [ast.Constant(text), *call.args[1:]], [])
    for flag in call.args[1:]:
        yield ast.unparse(flag), ast.Call(call.func, [first], [])


def removable(pattern: str) -> Iterator[tuple[int, int]]:
    """The stretches of a regular expression that can be left out: alternatives with their bar, characters of a class.

    A class of all characters but some is left whole: with one more of them a pattern hides more, and nothing less.
    """
    opened = [[_behind_prefix(pattern, 0)]]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "[":
            members, end = _members(pattern, at + 1)
            yield from members if len(members) > 1 and pattern[at + 1] != "^" else ()
            at = end
        elif char == "(":
            opened.append([_behind_prefix(pattern, at + 1)])
        elif char == "|":
            opened[-1].append(at + 1)
        elif char == ")":
            yield from _alternatives(opened.pop(), at)
        at += 2 if char == "\\" else 1
    yield from _alternatives(opened.pop(), len(pattern))


def _behind_prefix(pattern: str, at: int) -> int:
    """Where the first alternative of a group starts, behind `?:`, `?=` and their kind."""
    return next((at + len(prefix) for prefix in ("?:", "?=", "?!", "?<=", "?<!") if pattern.startswith(prefix, at)), at)


def _alternatives(starts: list[int], end: int) -> Iterator[tuple[int, int]]:
    """Each alternative of a group of several with the bar behind it, the last with that before it."""
    yield from itertools.pairwise(starts)
    if len(starts) > 1:
        yield starts[-1] - 1, end


def _members(pattern: str, at: int) -> tuple[list[tuple[int, int]], int]:
    """The members of a character class but for ranges, and where its bracket is."""
    at += pattern[at] == "^"
    found: list[tuple[int, int]] = []
    while pattern[at] != "]":
        end = at + (2 if pattern[at] == "\\" else 1)
        if pattern[end] == "-" and pattern[end + 1] != "]":
            end += 2
        else:
            found.append((at, end))
        at = end
    return found, at
