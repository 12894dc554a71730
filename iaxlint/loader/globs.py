"""Patterns of file names, as glob(3) reads them with GLOB_BRACE and GLOB_NOMAGIC (`include/asterisk/compat.h`)."""

from __future__ import annotations

from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MAGIC = frozenset("*?[")


def is_magic(pattern: str) -> bool:
    """Whether a pattern without braces stands for more than itself."""
    return not MAGIC.isdisjoint(pattern)


def unescape(pattern: str) -> str:
    """The name that a pattern without magic stands for."""
    if "\\" not in pattern:
        return pattern
    import re

    return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)


def matcher(part: str) -> Callable[[str], bool]:
    """Whether a name matches one part of a path; a leading dot must be written out."""
    import re
    from fnmatch import translate

    plain = re.sub(r"\\(.)", r"[\1]", part, flags=re.DOTALL).replace("[^", "[!")
    matches = re.compile(translate(plain)).match
    hidden = part.startswith(".")
    return lambda name: (hidden or not name.startswith(".")) and matches(name) is not None


def alternatives(pattern: str, most: int) -> list[str] | None:
    """All that the braces of a pattern expand to, in order; None when that is more than `most`."""
    if "{" not in pattern:
        return [pattern]
    done: list[str] = []
    waiting = [pattern]
    while waiting:
        first = waiting.pop()
        expanded = _expand(first)
        if expanded is None:
            done.append(first)
        else:
            waiting += reversed(expanded)
        if len(done) + len(waiting) > most:
            return None
    return done


def _expand(pattern: str) -> list[str] | None:
    """One pattern for each alternative of the first brace; None without one that is closed."""
    cuts: list[int] = []
    depth = at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "{":
            depth += 1
            if not cuts:
                cuts = [at]
        elif depth == 1 and char in ",}":
            cuts.append(at)
            if char == "}":
                head, tail = pattern[: cuts[0]], pattern[at + 1 :]
                return [head + pattern[left + 1 : right] + tail for left, right in pairwise(cuts)]
        elif char == "}" and depth:
            depth -= 1
        at += 1
    return None
