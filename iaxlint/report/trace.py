"""The story of a simulated call, for people and for machines."""

from __future__ import annotations

from iaxlint.call.dialstring import mask_secret
from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.snippet import Page, source_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from iaxlint.call.call import Call, Evidence, Step
    from iaxlint.report.json import Document

STEP_WIDTH = len("encryption")
INDENT = 4
"""Of what belongs to a step."""


def trace_lines(calls: Iterable[Call], page: Page) -> Iterator[Line]:
    """Each call as a story: what was consulted, where, and what was decided."""
    for number, call in enumerate(calls):
        if number:
            yield EMPTY
        yield from _call(call, page)


def trace_document(calls: Iterable[Call], codes: Mapping[str, str]) -> Document:
    """The calls for machines; `codes` gives the code of each rule by its name."""
    return {"version": VERSION, "calls": [_call_document(call, codes) for call in calls]}


def verdict(call: Call) -> tuple[str, str]:
    """Style and words for how a call ends."""
    failure = call.failure
    if call.verdict == "reaches":
        return "ok", f"reaches extension {call.extension} in [{call.context}]{_on(call)}"
    if failure is not None:
        return "error", f"fails at {failure.step}: {failure.message}"
    open_step = next((step for step in call.steps if step.ok is None), None)
    return "unknown", f"unknown: {open_step.message}" if open_step else "unknown"


def protection(call: Call) -> str:
    """How a call that arrives is authenticated and encrypted, and which codec it uses."""
    parts = [
        {None: "", "none": "no authentication"}.get(call.auth, call.auth),
        {None: "", True: "encrypted", False: "not encrypted"}[call.encrypted],
        call.codecs[0] if call.codecs else "",
    ]
    return ", ".join(part for part in parts if part)


def _on(call: Call) -> str:
    return f" on {call.callee.name}" if call.callee is not None else ""


def _call(call: Call, page: Page) -> Iterator[Line]:
    style, words = verdict(call)
    dial = call.dial if page.show_secrets else mask_secret(call.dial)
    yield line(("name", f"{call.caller.name} dials {dial}"), ": ", (style, words), hang=2)
    if call.verdict == "reaches":
        yield line(f"  {protection(call)}", hang=2)
    yield EMPTY
    servers = max((len(step.server) for step in call.steps), default=0)
    failure = call.failure
    for step in call.steps:
        yield from _step(step, servers, page)
        if step is failure:
            yield from _failure(step)


def _step(step: Step, servers: int, page: Page) -> Iterator[Line]:
    style, sign = MARKS[step.ok]
    lead = f" {step.step:{STEP_WIDTH}}  {step.server:{servers}}  "
    yield line((style, sign), lead, (style if step.ok is not True else "", step.message), hang=len(lead) + 1)
    for evidence in step.evidence:
        yield _evidence(evidence, page)


def _evidence(evidence: Evidence, page: Page) -> Line:
    place = evidence.place
    where = f"{place.source.path}:{place.source.line(min(place.start, len(place.source.text)))}"
    text = source_text(place, page, max(page.width - len(where) - INDENT - 2, 20))
    note = f"  ({evidence.note})" if evidence.note else ""
    return line(" " * INDENT, ("path", where), ("dim", f"  {text}"), ("dim", note), hang=INDENT + 2)


def _failure(step: Step) -> Iterator[Line]:
    """What the servers would log, and what to do."""
    lead = " " * INDENT
    for log in step.log:
        only = " (only with authdebug=yes)" if log.authdebug else ""
        yield line(lead, ("dim", f"{log.server} logs "), f"{log.level}: {log.text}", ("dim", only), hang=INDENT + 2)
    if step.help:
        yield line(lead, ("help", "help: "), step.help, hang=INDENT + 6)
    if step.rule:
        yield line(lead, ("dim", f"more: iaxlint rule {step.rule}"), hang=INDENT + 6)


def _call_document(call: Call, codes: Mapping[str, str]) -> Document:
    failure = call.failure if call.verdict == "fails" else None
    arrived = call.verdict == "reaches" and call.callee is not None
    return {
        "from": call.caller.name,
        "dial": mask_secret(call.dial),
        "verdict": call.verdict,
        "to": {"server": call.callee.name, "context": call.context, "extension": call.extension}
        if arrived and call.callee is not None
        else None,
        "auth": call.auth,
        "encrypted": call.encrypted,
        "codecs": None if call.codecs is None else list(call.codecs),
        "failure": None
        if failure is None
        else {
            "step": failure.step,
            "rule": codes.get(failure.rule, ""),
            "name": failure.rule,
            "message": failure.message,
        },
        "steps": [_step_document(step) for step in call.steps],
    }


def _step_document(step: Step) -> Document:
    place = step.evidence[0].place if step.evidence else None
    return {
        "step": step.step,
        "server": step.server,
        "ok": step.ok,
        "message": step.message,
        "path": place.source.path if place else None,
        "line": place.source.line(place.start) if place else None,
    }
