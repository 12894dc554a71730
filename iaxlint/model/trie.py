"""The other way in which Asterisk picks an extension: the tree of `extenpatternmatchnew=yes`.

Source: `pbx.c:add_exten_to_pattern_tree` and `pbx.c:new_find_extension`.  The tree prefers what is more
specific at the first place where two patterns differ, and takes the first match that it meets.  It has
ways of its own: a set with one of `N X Z . !` as its only character means what that means outside of
a set; a set whose lowest character is `N`, `X` or `Z` matches nothing; a range may end with the `]`,
and then the set goes on; and a caller-id match on an extension that is no pattern is never found.
"""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.source import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 511
"""Longer patterns, their caller-id match included, are not put into the tree."""
_WEIGHTS = {"N": 0x0832, "Z": 0x0931, "X": 0x0A30, ".": 0x18000, "!": 0x28000}
_DIGITS = {"N": "23456789", "X": "0123456789", "Z": "123456789"}
_SPECIAL = frozenset(".!/")
_ESCAPED_IN_SET = "[\\-]"


@record
class Node:
    """One place of a pattern."""

    chars: str
    pattern: bool
    weight: int
    below: list[Node]
    leaf: object | None = None
    """What ends here: whatever was handed to `grow` for it."""


def _set_at(text: str, at: int) -> tuple[str, int]:
    """The characters of a set, and where the text goes on, from the place behind its `[`."""
    found: list[str] = []
    while at < len(text) and text[at] != "]":
        char = text[at]
        if char == "\\":
            at += 1
            if text[at : at + 1] in _ESCAPED_IN_SET and at < len(text):
                found.append(text[at])
                at += 1
        elif char == "-":
            last = at + 1
            if text[last : last + 1] == "\\":
                last += 1
            if found and last < len(text):
                found += [chr(code) for code in range(ord(text[at - 1]) + 1, ord(text[last]) + 1)]
                at = last + 1
            else:
                found.append(char)
                at += 1
        else:
            found.append(char)
            at += 1
    return "".join(found[:255]) if len(found) < 256 else "", at + 1


def _places(text: str, *, pattern: bool) -> Iterable[tuple[str, int]]:
    """The characters of each place of an extension, with their weight (`get_pattern_node`)."""
    at = 1 if pattern else 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == "-":
            continue
        if char == "[" and pattern:
            inside, at = _set_at(text, at)
            if inside:
                chars = "".join(sorted(set(inside)))
                yield chars, len(chars) << 8 | ord(chars[0])
            continue
        if char == "\\":
            if at == len(text):
                return
            char = text[at]
            at += 1
        elif pattern and char in "nxz":
            char = char.upper()
        yield char, _WEIGHTS.get(char, 1) if pattern else 1


def grow(extensions: Iterable[tuple[str, str | None, object]]) -> list[Node]:
    """The tree of a context, from each extension, its caller-id match, and what it stands for.

    The order matters where two places weigh the same; Asterisk puts in the newest first.
    """
    root: list[Node] = []
    for name, caller, leaf in extensions:
        text = encode(name if caller is None else f"{name}/{caller}")
        if len(text) > _LONGEST:
            continue
        pattern = text.startswith("_")
        level, node = root, None
        for chars, weight in _places(text, pattern=pattern):
            node = next((known for known in level if known.chars == chars and known.pattern == pattern), None)
            if node is None:
                node = Node(chars, pattern, weight, [])
                after = next((place for place, known in enumerate(level) if known.weight > weight), len(level))
                level.insert(after, node)
            level = node.below
        if node is not None:
            node.leaf = leaf
    return root


def _advance(text: str) -> str:
    return text[1:].lstrip("-")


def find(tree: list[Node], number: str, callerid: str) -> object | None:
    """What stands at the end of the first match of a number; None where nothing matches."""
    return _find(tree, encode(number), encode(callerid)) if number else None


def _digits(chars: str) -> str:
    """What a place of a pattern matches."""
    if chars[0] in _DIGITS:
        return _DIGITS[chars[0]] if len(chars) == 1 else ""
    return chars


def _find(level: list[Node], text: str, callerid: str) -> object | None:
    for node in level:
        chars = node.chars
        if node.pattern and chars in _SPECIAL:
            found = _find_special(node, text, callerid)
        elif text and text[0] in (_digits(chars) if node.pattern else chars):
            found = _find_next(node, text, callerid)
        else:
            continue
        if found is not None:
            return found
    return None


def _find_next(node: Node, text: str, callerid: str) -> object | None:
    """Where a node took the first character of a text (`NEW_MATCHER_CHK_MATCH`, `NEW_MATCHER_RECURSE`)."""
    rest = _advance(text)
    if node.leaf is not None and not rest:
        return node.leaf
    if not node.below:
        return None
    first = node.below[0].chars
    if rest or first[0] == "!":
        return _find(node.below, rest, callerid)
    return _find(node.below, "/", callerid) if first == "/" else None


def _find_special(node: Node, text: str, callerid: str) -> object | None:
    """The rest of the number for `.` and `!`; the caller's number for `/`."""
    if node.chars == "/":
        return _find(node.below, callerid, callerid) if callerid else None
    if node.leaf is not None and "/" not in text:
        return node.leaf
    first = node.below[0].chars if node.below else ""
    return _find(node.below, "/", callerid) if first == "/" else None
