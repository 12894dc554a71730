"""POSIX extended regular expressions, as far as they can be tried in little time and with one meaning.

Asterisk hands them to `regcomp`.  Here what is common becomes a Python expression; what could take
long, or could match another stretch than POSIX's longest, is not tried, and the answer is not known.
"""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "digit": "0-9",
    "lower": "a-z",
    "space": " \\t\\n\\r\\f\\v",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
_NOT_REPEATED = ("", "(", "|", "^")
"""What a repetition may not follow: another one (marked by the empty text), or nothing to repeat."""
_LONGEST_SUBJECT = 128
_MOST_DOUBLED = 14
"""How often what a search tries may double.

A `?` doubles it once, another repetition about `_REPEATED` times, and a group as often as its alternatives tell.
"""
_REPEATED = 6


@record
class Expression:
    """A regular expression that can be tried."""

    compiled: re.Pattern[str]
    certain: bool
    """Whether the stretch that it matches is also POSIX's, and not only that it matches."""

    def search(self, subject: str) -> re.Match[str] | None:
        """The first match; ValueError for a subject that is too long to try."""
        if len(subject) > _LONGEST_SUBJECT:
            raise ValueError(subject)
        return self.compiled.search(subject)


def translate(text: str) -> Expression | None:
    """Make it a Python expression; None where that cannot be told."""
    import re

    done: list[str] = []
    certain = "|" not in text
    at = 0
    while at < len(text):
        char = text[at]
        if char in "*+?{":
            end = at + 1 if char != "{" else text.find("}", at) + 1
            if not done or done[-1] in _NOT_REPEATED or (done[-1] == ")" and char != "?"):
                return None
            if text[at + 1 : end - 1].strip("0123456789,") or end == 0:
                return None
            certain = certain and done[-1] != ")"
            done += [text[at:end], ""]
            at = end
        elif char in ".^$()|":
            done.append(char)
            at += 1
        else:
            atom, at = _atom(text, at)
            if not atom:
                return None
            done.append(atom)
    if _doubled(done) > _MOST_DOUBLED:
        return None
    try:
        return Expression(re.compile("".join(done), re.DOTALL | re.ASCII), certain)
    except (re.error, OverflowError, RecursionError):
        return None


def _doubled(done: list[str]) -> int:
    """How often what a search tries doubles, at the worst."""
    count = 0
    bars = [0]
    for piece in done:
        if piece == "(":
            bars.append(0)
        elif piece == "|":
            bars[-1] += 1
        elif piece[:1] in ("?", "*", "+", "{"):
            count += 1 if piece == "?" else _REPEATED
    return count + sum(map(int.bit_length, bars))


def _atom(text: str, at: int) -> tuple[str, int]:
    """A character or a set, and where the text goes on; nothing where it is not understood."""
    import re

    char = text[at]
    if char == "[":
        return _set(text, at + 1)
    if char == "\\":
        escaped = text[at + 1 : at + 2]
        return ("" if escaped.isalnum() else re.escape(escaped)), at + 2
    return re.escape(char), at + 1


def _set(text: str, at: int) -> tuple[str, int]:
    """A set in brackets, and where the text goes on; an empty one where it is not understood."""
    import re

    done = ["["]
    if text[at : at + 1] == "^":
        done.append("^")
        at += 1
    first = True
    while at < len(text) and (text[at] != "]" or first):
        first = False
        if text[at] == "[" and text[at + 1 : at + 2] in (":", ".", "="):
            end = text.find(":]", at)
            name = text[at + 2 : end]
            if end < 0 or name not in _CLASSES:
                return "", at
            done.append(_CLASSES[name])
            at = end + 2
        else:
            done.append(text[at] if text[at] == "-" else re.escape(text[at]))
            at += 1
    done.append("]")
    return ("".join(done) if at < len(text) else ""), at + 1
