"""The settings, held against the servers and their calls: what is expected of them, and what is about none."""

from __future__ import annotations

from iaxlint.call.dialstring import mask_secret
from iaxlint.diagnostics import Diagnostic, Place
from iaxlint.rules.failure import related_line
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.expectation import Broken
    from iaxlint.expectations import Expectation
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.source import Source

ALONE = 2
"""With fewer servers than this, nothing is held against expectations: calls between servers need both."""


@rule("IAX390", "expectation-failed", category="link", severity="error", since="0.1")
def expectation_failed(fleet: Fleet) -> Iterator[Diagnostic]:
    """A call does not come to what `[[expect]]` in the settings says of it.

    The call is simulated as `iaxlint trace` does it.  Where no file can tell what it comes to, the expectation fails,
    too, for nobody knows that it holds.  One about a server that is not among those checked is not judged, which is
    worth an info; none is where a single server is checked.

    Example:
        [[expect]]
        from = "foo"
        dial = "IAX2/bar/23"
        encrypted = true

    Mend: mend the call, as `iaxlint trace` shows it, or the expectation if it is out of date.
    """
    if not fleet.expectations or len(fleet.servers) < ALONE:
        return
    from iaxlint.call.expectation import broken

    for expected in fleet.expectations:
        absent = next((key for key in ("from", "to") if _server(expected, key) not in (None, *fleet.by_name)), None)
        if absent is not None:
            yield _not_judged(fleet, expected, absent)
            continue
        for failed in broken(fleet, expected):
            yield _finding(expected, failed)


@rule("IAX290", "settings-idle", category="option", severity="warning", since="0.1")
def settings_idle(fleet: Fleet) -> Iterator[Diagnostic]:
    """A table or an inventory in the settings is about no server that there is.

    What it says of addresses, roles and versions is not used, and what is found rests on guesses instead.  A table is
    about the server of its name, with `*` about those whose names fit, and an inventory about the servers that are
    called like its hosts; that one of many hosts has no folder is nothing to tell.  Where a command line gives some
    servers only, and no file tells of the others, it is an info.

    Example:
        inventory = "hosts.ini"

    Mend: write the name that the folder has, or give `[servers.NAME]` the name of the host and the path.
    """
    if len(fleet.servers) < ALONE:
        return
    for idle in fleet.idle:
        found = Diagnostic(
            f"`{idle.key}` is about no server {'that there is' if idle.sure else 'that is checked'}: {idle.why}",
            _line(idle.source, idle.line),
            help=idle.help,
            section="servers" if "." in idle.key else "",
            option=idle.key,
        )
        found.severity = "warning" if idle.sure else "info"
        yield found


def _server(expected: Expectation, key: str) -> str | None:
    return expected.caller if key == "from" else expected.to


def _finding(expected: Expectation, failed: Broken) -> Diagnostic:
    from iaxlint.call.outcome import deciding_step

    step = deciding_step(failed.call)
    evidence = step.evidence if step is not None else ()
    dial = mask_secret(expected.dial)
    return Diagnostic(
        f"{expected.caller} dials {dial} and is expected to {_wanted(expected, failed.key)}; {failed.message}",
        _place(expected, failed.key),
        help=(step.help if step is not None else "")
        or f"iaxlint trace --from {expected.caller} --dial {dial} tells the whole story",
        server=expected.caller,
        section="expect",
        option=failed.key,
        partner=failed.call.callee.name if failed.call.callee is not None else "",
        related=tuple(related_line(line) for line in evidence),
    )


def _wanted(expected: Expectation, key: str) -> str:
    """What a key asks for, after `is expected to`."""
    codecs = ", ".join(expected.codecs or ())
    return {
        "reaches": f"reach {expected.to or 'the other end'}" if expected.reaches else "fail",
        "fails": f"fail by {expected.fails}",
        "to": f"{'reach' if expected.reaches else 'fail at'} {expected.to}",
        "context": f"enter context {expected.context}",
        "extension": f"enter extension {expected.extension}",
        "auth": f"be authenticated by {expected.auth}",
        "encrypted": "be encrypted" if expected.encrypted else "be in clear",
        "codecs": f"use {codecs}",
    }[key]


def _not_judged(fleet: Fleet, expected: Expectation, key: str) -> Diagnostic:
    from iaxlint.suggest import did_you_mean

    name = _server(expected, key) or ""
    found = Diagnostic(
        f"this expectation is not judged: no server {name} is among those checked{did_you_mean(name, fleet.by_name)}",
        _place(expected, key),
        help="check that server, too, or write the name of one that there is",
        server=expected.caller,
        section="expect",
        option=key,
        partner=name,
    )
    found.severity = "info"
    return found


def _place(expected: Expectation, key: str) -> Place:
    """The line of a key, of `dial` where there is no such key, or of the table."""
    number = next(expected.lines[name] for name in (key, "dial", "") if name in expected.lines)
    return _line(expected.source, number)


def _line(source: Source, number: int) -> Place:
    """A line of the settings, without its indentation and its end."""
    start = source.starts[number - 1]
    end = source.text.find("\n", start)
    line = source.text[start : end if end >= 0 else None]
    return Place(source, start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
