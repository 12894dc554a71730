"""How applications and functions take their arguments apart."""

from __future__ import annotations

from iaxlint.model.value import scan_int

BLANKS = "".join(map(chr, range(1, 33)))
"""What `ast_strip` and its kin take for blank; other than `str.strip`, nothing above the space."""


def split_arguments(text: str, delimiter: str = ",", most: int = 100, *, raw: bool = False) -> list[str]:
    """Split at a delimiter that stands outside of parentheses, brackets and quotes.

    Quotes and backslashes are taken out, unless `raw`; the `most`-th argument has all that is left, as it
    stands.  Blanks stay.  An empty text has no arguments.  Source: `app.c:__ast_app_separate_args`.
    """
    if _SHIELDING.isdisjoint(text):
        return text.split(delimiter, most - 1) if text else []
    found: list[str] = []
    part: list[str] = []
    depth = {"(": 0, "[": 0}
    quoted = False
    at, size = 0, len(text)
    while at < size and len(found) < most - 1:
        char = text[at]
        at += 1
        if char == delimiter and not quoted and not any(depth.values()):
            found.append("".join(part))
            part = []
            continue
        if char in depth:
            depth[char] += 1
        elif char in _OPENING:
            depth[_OPENING[char]] = max(0, depth[_OPENING[char]] - 1)
        elif char == '"' and delimiter != '"':
            quoted = not quoted
            char = char if raw else ""
        elif char == "\\":
            char = text[at - 1 if raw else at : at + 1]
            at += 1
        part.append(char)
    if text:
        found.append("".join(part) + text[at:])
    return found


_SHIELDING = frozenset('()[]"\\')
_OPENING = {")": "(", "]": "["}


def split_call(text: str) -> tuple[str, str]:
    """`App(data)` taken apart; without parentheses there is no data."""
    app, bracket, data = text.partition("(")
    end = data.rfind(")")
    return app, (data[:end] if end >= 0 else data) if bracket else ""


def first_word(application: str) -> str:
    """The name of an application as it may be shown: of `Dial,IAX2/...` only `Dial...`, for a secret may follow."""
    word = application.lstrip(BLANKS)
    end = next((at for at, char in enumerate(word) if not (char.isalnum() or char == "_")), len(word))
    return word if end == len(word) else f"{word[:end]}..."


def holds(condition: str) -> bool:
    """Whether a condition is met: a number unless it is 0, any other text unless empty (`pbx.c:pbx_checkcondition`)."""
    return bool(condition) and scan_int(condition) != 0
