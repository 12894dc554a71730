"""What the settings expect of calls: the `[[expect]]` tables, each key with its line.

`tomllib` tells no lines, so they are looked up in the text that it has read already.
"""

from __future__ import annotations

import re

from iaxlint.record import record
from iaxlint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.errors import InputError
    from iaxlint.settings import Reader

KEYS = {
    "from": "string",
    "dial": "string",
    "reaches": "flag",
    "fails": "string",
    "to": "string",
    "context": "string",
    "extension": "string",
    "auth": "proof",
    "encrypted": "flag",
    "codecs": "codecs",
}
"""What may stand in `[[expect]]`, and what kind of value each holds."""

NEEDED = ("from", "dial")
OF_A_FAILURE = frozenset({"from", "dial", "reaches", "fails", "to"})
"""The keys that make sense for a call that is to fail."""

VALUE = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|\#[^\n]*|[\[{]|[\]}]|\n',
    re.S,
)
"""What may hold, or end, a line of TOML: strings, comments, brackets, and the end itself."""


@record
class Expectation:
    """One `[[expect]]` table."""

    caller: str
    """The server that dials."""
    dial: str
    """As in `iaxlint trace`; may hold a secret."""
    reaches: bool
    fails: str | None
    """The step at which the call is to fail, or the rule that reports it."""
    to: str | None
    context: str | None
    extension: str | None
    auth: str | None
    encrypted: bool | None
    codecs: tuple[str, ...] | None
    source: Source
    lines: dict[str, int]
    """From 1, by key; that of the table by an empty one."""


def read_expectations(reader: Reader, tables: list[dict[str, object]]) -> tuple[Expectation, ...]:
    """What the tables say; raises `InputError` for what is not known, of the wrong kind, or contradicts itself."""
    source = Source(reader.file, reader.text.encode("utf-8", "surrogateescape"))
    found = list(_tables(reader.text))
    # `expect = [{ ... }]` has no lines of its own
    lines = found if len(found) == len(tables) else [{"": _whole(reader.text)} for _ in tables]
    return tuple(_expectation(reader, table, source, own) for table, own in zip(tables, lines, strict=True))


def _expectation(reader: Reader, table: dict[str, object], source: Source, lines: dict[str, int]) -> Expectation:
    reader.check(table, KEYS, "expect", lines)
    for key in NEEDED:
        if key not in table:
            raise reader.wrong("", f"`expect` needs `{key}`", "expect", lines)
    reaches = table.get("reaches", "fails" not in table)
    if reaches and "fails" in table:
        raise _contradiction(reader, "fails", "a call that fails does not reach", lines)
    foreign = next((key for key in table if key not in OF_A_FAILURE), None)
    if not reaches and foreign is not None:
        raise _contradiction(reader, foreign, f"a call that is not to reach has no `{foreign}`", lines)
    codecs = table.get("codecs")
    return Expectation(
        caller=_text(table, "from") or "",
        dial=_text(table, "dial") or "",
        reaches=bool(reaches),
        fails=_text(table, "fails"),
        to=_text(table, "to"),
        context=_text(table, "context"),
        extension=_text(table, "extension"),
        auth=_text(table, "auth"),
        encrypted=bool(table["encrypted"]) if "encrypted" in table else None,
        codecs=tuple(codecs) if isinstance(codecs, list) else None,
        source=source,
        lines=lines,
    )


def _text(table: dict[str, object], key: str) -> str | None:
    value = table.get(key)
    return value if isinstance(value, str) else None


def _contradiction(reader: Reader, key: str, why: str, lines: dict[str, int]) -> InputError:
    return reader.wrong(key, f"`expect` contradicts itself: {why}", "expect", lines)


def _tables(text: str) -> Iterator[dict[str, int]]:
    """The lines of the keys of each `[[expect]]`, in order; the text is valid TOML."""
    own: dict[str, int] | None = None
    for number, statement in _statements(text):
        if statement.startswith("["):
            if own is not None:
                yield own
            own = {"": number} if _names_expect(statement) else None
        elif own is not None:
            own.setdefault(statement.partition("=")[0].strip().strip("\"'"), number)
    if own is not None:
        yield own


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each line on which a header or a key begins: its number, from 1, and its text."""
    lines = [line.strip() for line in text.split("\n")]
    number, depth, starts = 0, 0, [0]
    for found in VALUE.finditer(text):
        part = found[0]
        number += part.count("\n")
        depth += (part in ("[", "{")) - (part in ("]", "}"))
        if part == "\n" and not depth:
            starts.append(number)
    yield from ((start + 1, lines[start]) for start in starts if lines[start] and not lines[start].startswith("#"))


def _names_expect(header: str) -> bool:
    """Whether a header is `[[expect]]`, or `[[tool.iaxlint.expect]]`, in whatever way it is written."""
    names = [part.strip().strip("\"'") for part in header.partition("]")[0].lstrip("[").split(".")]
    return header.startswith("[[") and names in (["expect"], ["tool", "iaxlint", "expect"])


def _whole(text: str) -> int:
    """The line of `expect = [...]`."""
    keys = ((number, statement.partition("=")[0].strip().strip("\"'")) for number, statement in _statements(text))
    return next((number for number, key in keys if key.rpartition(".")[2] == "expect"), 1)
