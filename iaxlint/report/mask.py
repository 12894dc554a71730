"""Secrets in lines as they are written, replaced by `<secret>`."""

from __future__ import annotations

from iaxlint.record import record
from iaxlint.wording import SECRET_NAMES

HIDDEN = "<secret>"

LONGEST = 8192
"""How much of a line is ever shown: Asterisk's loader skips longer ones."""

HINTS = ("secret", "pass", "pwd", "register", "/", "authenticate", "disa(", "disa,", "disa|", "disa ", "disa\t")
"""Without any of these a line holds no secret, unless under a misspelt name."""

Span = tuple[int, int]


@record
class Masked:
    """A line as it may be shown, and where its characters went."""

    text: str
    spans: list[Span]
    """What was replaced, in columns of the line as written, from 0."""

    def column(self, column: int, *, end: bool = False) -> int:
        """Where a column, from 0, of the line as written went; inside a secret its start, or its end."""
        moved = 0
        for start, stop in self.spans:
            if column >= stop:
                moved += len(HIDDEN) - (stop - start)
            elif column > start:
                return start + moved + (len(HIDDEN) if end else 0)
        return column + moved


def mask_line(line: str) -> Masked:
    """A line without its secrets, and without what no Asterisk would read of it."""
    line = line[:LONGEST]
    spans = _spans(line)
    text = line
    for start, stop in reversed(spans):
        text = text[:start] + HIDDEN + text[stop:]
    return Masked(text, spans)


def unmasked(line: str) -> Masked:
    """A line as it stands, for those who asked to see it."""
    return Masked(line[:LONGEST], [])


def mask_value(name: str, value: str) -> str:
    """The value of a loaded option without its secrets."""
    start = f"{name}="
    masked = mask_line(start + value)
    return masked.text[masked.column(len(start)) :]


def means_secret(name: str) -> bool:
    """Whether an option's name, in lower case, is one of a secret, or a misspelt one."""
    from iaxlint.suggest import distance

    return any(distance(name, secret, 2) <= 2 for secret in SECRET_NAMES)


def _spans(line: str) -> list[Span]:
    """The stretches that hold secrets; a plain `secret = ...`, and what plainly is none, needs no search."""
    key, _, value = line.partition("=")
    name = key.strip().lower()
    if name == "secret":
        start, end = len(line) - len(value.removeprefix(">").lstrip()), len(line.rstrip())
        return [(start, end)] if start < end else []
    lowered = line.lower()
    if not any(hint in lowered for hint in HINTS) and not means_secret(name.lstrip("; \t").rstrip(" \t+")):
        return []
    from iaxlint.report.secrets import secret_spans

    return secret_spans(line)
