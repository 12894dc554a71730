"""What was found before and is let be: `iaxlint check --write-baseline FILE`, then `--baseline FILE`.

An entry is a finding's fingerprint, which neither lines nor values go into, with what people need to
recognise it.  The same findings give the same bytes.
"""

from __future__ import annotations

import json
import os
from errno import ENOENT

from iaxlint.disk import DISK
from iaxlint.errors import InputError
from iaxlint.record import record
from iaxlint.whole import write_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaxlint.diagnostics import Diagnostic, Rule

VERSION = 1
"""Of the file; it changes when a fingerprint is made of something else."""

LARGEST = 64 << 20
"""How much of a baseline is read."""


@record
class Entry:
    """A finding that is let be."""

    fingerprint: str
    rule: str
    name: str
    server: str
    section: str
    option: str
    partner: str


FIELDS = ("fingerprint", "rule", "name", "server", "section", "option", "partner")
"""What an entry holds in the file, all of it text."""


def write_baseline(path: str, found: Iterable[Diagnostic]) -> None:
    """Let all of these findings be; the file is whole at any time.

    Raises `InputError` if it can't be written, or if a file of that name is there that is no baseline.
    """
    entries = sorted((_entry(each) for each in found), key=_order)
    rows = [{field: getattr(entry, field) for field in FIELDS} for entry in entries]
    text = json.dumps({"version": VERSION, "findings": rows}, indent=2) + "\n"
    if os.path.exists(path) and not os.path.isfile(path):
        raise InputError(f"cannot write the baseline {path}: it is no file")
    if not _may_be_replaced(path):
        raise InputError(f"cannot write the baseline {path}: that file is there already, and is no baseline")
    try:
        write_whole(path, text)
    except OSError as error:
        raise InputError(f"cannot write the baseline {path}: {error.strerror}") from None


def _may_be_replaced(path: str) -> bool:
    """Whether nothing is lost with a file: there is none, or it is empty, or a baseline of whatever version."""
    try:
        text = _text(path)
        document = json.loads(text) if text.strip() else {"findings": []}
    except FileNotFoundError:
        return True
    except (OSError, InputError, ValueError, RecursionError):
        return False
    return isinstance(document, dict) and isinstance(document.get("findings"), list)


def read_baseline(path: str, *, listed: bool = False) -> list[Entry]:
    """The entries of a baseline; raises `InputError` for a file that is none.

    Whoever names one on the command line may name a pipe; one that the settings list must be a regular file.
    """
    if not os.path.exists(path):
        hint = f"iaxlint check --write-baseline {path} makes one"
        raise InputError(f"cannot read the baseline {path}: {os.strerror(ENOENT)}; {hint}")
    try:
        text = DISK.text(path, f"the baseline {path}", LARGEST) if listed else _text(path)
        document = json.loads(text)
    except OSError as error:
        raise InputError(f"cannot read the baseline {path}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path} is no baseline: it is not valid JSON") from None
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise InputError(f"{path} is no baseline of version {VERSION}; write it anew with --write-baseline")
    rows = document.get("findings")
    if not isinstance(rows, list) or not all(map(_is_entry, rows)):
        raise InputError(f"{path} is no baseline: it lists something else than findings")
    return [Entry(*(row[field] for field in FIELDS)) for row in rows]


def _text(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read(LARGEST)


def held_against(
    found: Iterable[Diagnostic], entries: Iterable[Entry]
) -> tuple[list[Diagnostic], tuple[Diagnostic, ...]]:
    """The findings that do not stand in the baseline, and those that do."""
    known = {entry.fingerprint for entry in entries}
    fresh: list[Diagnostic] = []
    listed: list[Diagnostic] = []
    for each in found:
        (listed if each.fingerprint in known else fresh).append(each)
    return fresh, tuple(listed)


def fixed(
    found: Iterable[Diagnostic], entries: Iterable[Entry], servers: Iterable[str], rules: Iterable[Rule]
) -> tuple[Entry, ...]:
    """The entries that occur no more, though the servers that they are about were checked, and by their rules."""
    there = {each.fingerprint for each in found}
    checked = {"", *servers}
    running = {rule.code for rule in rules}
    return tuple(
        entry
        for entry in entries
        if entry.fingerprint not in there
        and entry.server in checked
        and entry.partner in checked
        and entry.rule in running
    )


def _entry(found: Diagnostic) -> Entry:
    return Entry(
        found.fingerprint,
        found.rule.code,
        found.rule.name,
        found.server,
        found.section,
        found.option,
        found.partner,
    )


def _order(entry: Entry) -> tuple[str, ...]:
    return entry.server, entry.section, entry.rule, entry.option, entry.partner, entry.fingerprint


def _is_entry(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(field), str) for field in FIELDS)
