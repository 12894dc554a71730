"""What hosts answered that were asked whether they are there: for people, and for machines."""

from __future__ import annotations

from iaxlint.probe.outcome import ANSWERED
from iaxlint.report.escape import padded, width
from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from iaxlint.probe.outcome import Answer, Mention, Probed, Skipped
    from iaxlint.report.json import Document

MOST_NAMING = 3
"""So many of the lines that name a host are shown."""
WIDEST = 44
"""How far words are moved to the right for the sake of long names."""

LOOKS = {"": True, "warning": None, "error": False}
"""The key to `MARKS`, by how bad it is."""

MEANING = (
    "An answer shows that something there speaks IAX2 and is reached from here. It proves nothing about who may call, "
    "nor that the servers reach each other: iaxlint check tells of the one, a probe from each server of the other."
)


def probe_lines(probed: Sequence[Probed], skipped: Sequence[Skipped]) -> Iterator[Line]:
    """Each host with the lines that name it, then what was not asked, and what it all means."""
    room = min(WIDEST, max(width(_head(host)) for host in probed))
    for host in probed:
        style, sign = MARKS[LOOKS[host.severity]]
        lead = f" {padded(_head(host), room)}  "
        yield line((style, sign), ("name", lead), (style if host.severity else "", host.words), hang=room + 4)
        if len(host.answers) > 1:
            for answer in host.answers:
                style, sign = MARKS[answer.status == ANSWERED]
                yield line("  ", (style, sign), f" {padded(str(answer.address), room)}{answer.words}", hang=room + 4)
        if host.elsewhere:
            yield line("  ", (MARKS[None][0], _elsewhere(host)), hang=4)
        yield from _naming(host.target.mentions)
    for one in skipped:
        yield line(("dim", "-"), f" {_owner(one.mention)} is not asked: {one.reason}", hang=4)
        yield from _naming([one.mention])
    yield EMPTY
    yield line(_summary(probed, skipped))
    if any(host.status == ANSWERED for host in probed):
        yield line(("dim", MEANING))


def _head(host: Probed) -> str:
    one = host.answers[0].address if len(host.answers) == 1 else None
    same = one is None or str(one) == host.target.shown
    return host.target.shown if same else f"{host.target.shown} → {one}"


def _elsewhere(host: Probed) -> str:
    there = ", ".join(dict.fromkeys(at.host for at in host.elsewhere))
    said = ", ".join(dict.fromkeys(at.host for at in host.target.expected))
    return f"the name leads to {there}, and the settings have it at {said}"


def _naming(mentions: Sequence[Mention]) -> Iterator[Line]:
    for mention in mentions[:MOST_NAMING]:
        where = f"{mention.variable.source.path}:{mention.variable.line}"
        yield line("    ", ("path", where), ("dim", f"  {_owner(mention)}"), hang=6)
    if len(mentions) > MOST_NAMING:
        yield line("    ", ("dim", f"and {count(len(mentions) - MOST_NAMING, 'more line')}"))


def _owner(mention: Mention) -> str:
    return f"{mention.variable.name.lower()} of [{mention.section}] on {mention.server.name}"


def _summary(probed: Sequence[Probed], skipped: Sequence[Skipped]) -> str:
    good = sum(host.status == ANSWERED for host in probed)
    rest = f", {count(len(skipped), 'line')} not asked" if skipped else ""
    return f"{good} of {count(len(probed), 'host')} answered{rest}."


def probe_document(probed: Sequence[Probed], skipped: Sequence[Skipped]) -> Document:
    """The same for machines; round-trip times make it another one each time."""
    return {
        "version": VERSION,
        "hosts": [_host(host) for host in probed],
        "skipped": [{**_mention(one.mention), "reason": one.reason} for one in skipped],
        "summary": {
            "hosts": len(probed),
            "answered": sum(host.status == ANSWERED for host in probed),
            "skipped": len(skipped),
        },
    }


def _host(host: Probed) -> Document:
    return {
        "host": host.target.host,
        "port": host.target.port,
        "status": host.status,
        "severity": host.severity or None,
        "message": host.words,
        "addresses": [_answer(answer) for answer in host.answers],
        "expected": [at.host for at in host.target.expected],
        "elsewhere": [at.host for at in host.elsewhere],
        "named_by": [_mention(mention) for mention in host.target.mentions],
    }


def _answer(answer: Answer) -> Document:
    return {
        "address": answer.address.host,
        "port": answer.address.port,
        "status": answer.status,
        "message": answer.words,
        "rtt_ms": None if answer.rtt_ms is None else round(answer.rtt_ms, 3),
        "calltoken": answer.calltoken,
        "pokes": answer.pokes,
    }


def _mention(mention: Mention) -> Document:
    variable = mention.variable
    return {
        "server": mention.server.name,
        "section": mention.section,
        "option": variable.name.lower(),
        "path": variable.source.path,
        "line": variable.line,
    }
