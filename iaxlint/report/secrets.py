"""Where a line holds a secret, or may hold one: in an option, a comment, a dial string, a register line."""

from __future__ import annotations

import re

from iaxlint.report.mask import means_secret
from iaxlint.wording import SECRET_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.report.mask import Span

WORD = re.compile(r"(?:secret|passw|passphrase|pwd)[\w.-]*|pass(?=\s*[=:])", re.I)
"""The end of a name whose value is a secret, wherever it stands: in an option, a comment, a `Set(...)`."""

PLACE = re.compile(r"dbsecret[\s+]*(?:=>?|:)\s*[^/;]+/", re.I)
"""A name that looks like one, but whose value, `family/key`, is only where to find it."""

GIVEN = re.compile(r"[\s+]*(?:=>?|:)\s*")
"""What stands between a name and its value."""

BARE = re.compile(rf"\s*(?:{'|'.join(SECRET_NAMES)})\s+(?=\S)(?![\s+]*[=:])", re.I)
"""A name of a secret at the beginning of a line, and no sign between it and the value."""

REGISTER = re.compile(r"[;\s]*register\s*=>?[^:@]*:", re.I)
"""`register => user:` before the secret."""

DIAL = re.compile(r"\b(?:IAX2?/[^:/,&|()\s]*|(?:SIP|PJSIP)/[^:@/,&|()\s]*):", re.I)
"""`IAX2/user:` before the secret, or `IAX2/peer:` before a port; Asterisk takes no user with an `@`, but people do."""

HARMLESS = re.compile(r"\[[^\[\]]*\]|\$\{\w+\}")
"""The name of a key, or a variable, in the place of a secret."""

PASSCODE = re.compile(r"\b(?:authenticate|disa)\s*[(,|]\s*(?!/|no-password\b)([^,|)\s]+)", re.I)
"""`Authenticate(passcode` and `DISA(passcode`, also as written of old: whoever dials it may go on; a path is a file
of such."""

ADDRESS = re.compile(r"\w://[^:@/\s]*:([^@/\s]+)@")
"""`https://user:secret@host`."""


def secret_spans(line: str) -> list[Span]:
    """The stretches of a line, in columns from 0, that hold secrets or may hold them.

    A secret's option is taken to the end of its line: what stands behind a `;` may be the rest of it.
    """
    spans: list[Span] = []
    end = len(line.rstrip())
    for found in WORD.finditer(line):
        given = GIVEN.match(line, found.end())
        if given and given.end() < end and not PLACE.match(line, found.start() - len("db")):
            spans.append((given.end(), end))
            break
    spans += _at_start(line, end)
    register = REGISTER.match(line)
    if register:
        spans += _credential(line, register.end(), line.rfind("@"), end)
    for found in DIAL.finditer(line):
        spans += _dialled(line, found.end(), end)
    for found in (*PASSCODE.finditer(line), *ADDRESS.finditer(line)):
        spans += _credential(line, found.start(1), found.end(1), end)
    return _joined(spans)


def _at_start(line: str, end: int) -> list[Span]:
    """A secret without an equal sign, or under a misspelt name."""
    bare = BARE.match(line)
    if bare:
        return [(bare.end(), end)]
    key = line.partition("=")[0].rstrip(" \t+")
    name = key.lstrip("; \t")
    given = GIVEN.match(line, len(key))
    if not given or given.end() >= end or PLACE.match(line, len(key) - len(name)):
        return []
    return [(given.end(), end)] if means_secret(name.lower()) else []


def _dialled(line: str, start: int, end: int) -> list[Span]:
    """The secret of a dial string; a port in its place is none."""
    stop = start
    while stop < end and line[stop] not in "/,&|) \t":
        stop += 1
    if line[start:stop].isdecimal():
        return []
    at = line.rfind("@", start, stop)
    return _credential(line, start, line.find("@", stop) if at < start else at, end)


def _credential(line: str, start: int, at: int, end: int) -> list[Span]:
    """From `start` up to the `@` before the host, or to the end where there is none."""
    stop = at if at >= start else end
    return [(start, stop)] if stop > start and not HARMLESS.fullmatch(line, start, stop) else []


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, stop in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined
