"""Extension patterns: which numbers one matches, and which of several wins.

Source: `pbx.c:_extension_match_core` (does it match) and `pbx.c:ext_cmp` (which comes first).  The two
read sets in brackets a little differently, and so do the two halves of this module.
"""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.source import encode

_DIGITS = {"N": "23456789", "X": "0123456789", "Z": "123456789"}
_DIGITS |= {letter.lower(): digits for letter, digits in _DIGITS.items()}


@record
class Shape:
    """What a pattern asks of a number, dashes taken out of it."""

    allowed: tuple[str, ...]
    """The characters that may stand at each place."""
    least: int
    """The shortest number that it matches."""
    most: int | None
    """The longest one; None for any length."""

    def fits(self, number: str) -> bool:
        """Whether it matches a number that has no dashes, given as one character a byte."""
        size = len(number)
        if size < self.least or (self.most is not None and size > self.most):
            return False
        return self._begins_with(number)

    def goes_on_from(self, number: str) -> bool:
        """Whether it matches a longer number that begins so (`pbx.c:ast_matchmore_extension`)."""
        return (self.most is None or self.most > len(number)) and self._begins_with(number)

    def _begins_with(self, number: str) -> bool:
        return all(digit in allowed for allowed, digit in zip(self.allowed, number, strict=False))


_NOTHING = Shape(("",), 1, 0)


def _signed(char: str) -> int:
    """A byte as C's `char` compares it on the machines that Asterisk runs on."""
    code = ord(char)
    return code - 256 if code > 127 else code


def _members(inside: str) -> str:
    """The characters that a set matches, from what stands between its brackets."""
    found = []
    at = 0
    while at < len(inside):
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            first, last = _signed(inside[at]), _signed(inside[at + 2])
            found += [chr(code & 255) for code in range(first, last + 1)]
            at += 3
        else:
            found.append(inside[at])
            at += 1
    return "".join(found)


def shape(pattern: str) -> Shape:
    """Read a pattern, its leading underscore included, as the matcher does.

    A set that is never closed matches nothing; an empty one is skipped, but only where the number has
    not ended yet: `_3[]` matches nothing at all, and `_3[]!` needs one more digit.
    """
    text = encode(pattern)
    allowed: list[str] = []
    needed = 0
    at = 1
    while at < len(text):
        char = text[at]
        at += 1
        if char == "-":
            continue
        if char == "/":
            break
        if char == ".":
            return Shape(tuple(allowed), max(needed, len(allowed) + 1), None)
        if char == "!":
            return Shape(tuple(allowed), max(needed, len(allowed)), None)
        if char == "[":
            end = text.find("]", at)
            if end < 0:
                return _NOTHING
            if end == at:
                needed = len(allowed) + 1
            else:
                allowed.append(_members(text[at:end]))
            at = end + 1
        else:
            allowed.append(_DIGITS.get(char, char))
    size = len(allowed)
    return Shape(tuple(allowed), size, size) if needed <= size else _NOTHING


def matches(pattern: str, number: str) -> bool:
    """Whether an extension, pattern or not, is entered by a number.

    Dashes count in neither.  A number that begins with an underscore may be a pattern itself, then it
    matches the same pattern, however that is spelt.
    """
    if not pattern.startswith("_"):
        return pattern.replace("-", "") == number.replace("-", "")
    if number.startswith("_") and order(pattern) == order(number):
        return True
    return shape(pattern).fits(encode(number).replace("-", ""))


# What `ext_cmp` compares, place by place: the size of the set and its lowest character, then the set
# itself, where lower characters weigh more.  One integer holds both: the first, shifted, less the second.
_WIDTH = 256
_ANY = 0x18000 << _WIDTH
_EARLY = 0x28000 << _WIDTH
_END = 0x30000 << _WIDTH
_UNCLOSED = 0x40000 << _WIDTH


def _weight(codes: set[int], lowest: int) -> int:
    return ((len(codes) << 8 | lowest) << _WIDTH) - sum(1 << (_WIDTH - 1 - code) for code in codes)


def _weight_of_digits(digits: str) -> int:
    codes = {ord(digit) for digit in digits}
    return _weight(codes, min(codes))


_KNOWN = {char: _weight_of_digits(digits) for char, digits in _DIGITS.items()} | {".": _ANY, "!": _EARLY}


def _weight_of_set(inside: str) -> int | None:
    """The weight of a set; None where it has no member and is passed over."""
    codes: set[int] = set()
    lowest = 255
    at = 0
    while at < len(inside):
        first = last = ord(inside[at])
        if inside[at + 1 : at + 2] == "-" and at + 2 < len(inside):
            last = ord(inside[at + 2])
            at += 2
        at += 1
        lowest = min(lowest, first)
        codes.update(range(first, last + 1))
    return _weight(codes, lowest) if codes else None


def order(name: str) -> tuple[int, ...]:
    """A key that sorts extensions as Asterisk tries them: plain ones first, then the more specific pattern.

    Equal keys are one extension to Asterisk, as are `_2X` and `_2[0-9]`.
    """
    text = encode(name)
    if not text.startswith("_"):
        return (-1, *(_signed(char) for char in text if char != "-"), 0)
    key = []
    known = _KNOWN.get
    at = 1
    while at < len(text):
        char = text[at]
        at += 1
        if char == "-":
            continue
        if char == "[":
            end = text.find("]", at)
            if end < 0:
                key.append(_UNCLOSED)
                continue
            weight = _weight_of_set(text[at:end])
            at = end + 1
            if weight is not None:
                key.append(weight)
            continue
        weight = known(char)
        key.append(((256 | ord(char)) << _WIDTH) - (1 << _WIDTH - 1 - ord(char)) if weight is None else weight)
    key.append(_END)
    return tuple(key)


_SPELLING = {ord("-"): None, ord("n"): "N", ord("x"): "X", ord("z"): "Z"}
_SPELT = {weight: char for char, weight in _KNOWN.items() if not char.islower()}


def identity(pattern: str) -> object:
    """What two patterns have in common when they are one extension to Asterisk: the same order.

    It is cheap for patterns without sets; such a text, if there is one, is the identity of one with sets.
    """
    if not pattern.isascii():
        return order(pattern)
    if "[" not in pattern:
        return pattern.translate(_SPELLING)
    spelt = ["_"]
    key = order(pattern)
    for weight in key[:-1]:
        char = _SPELT.get(weight) or _literal(weight)
        if not char:
            return key
        spelt.append(char)
    return "".join(spelt)


def _literal(weight: int) -> str:
    """The one character that a place stands for, where it can be written without brackets; else nothing."""
    code = -(-weight >> _WIDTH) - 256
    if not 0 < code < 128 or weight != _weight({code}, code) or chr(code) in "nxzNXZ.!-":
        return ""
    return chr(code)
