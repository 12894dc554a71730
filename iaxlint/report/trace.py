"""The story of a simulated call, for people and for machines."""

from __future__ import annotations

from iaxlint.report.json import VERSION
from iaxlint.report.lines import EMPTY, MARKS, Line, line
from iaxlint.report.snippet import Page, source_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from iaxlint.call.call import Call, Evidence, Step
    from iaxlint.report.json import Document

STEP_WIDTH = len("encryption")
NARROW = 80
"""On terminals narrower than this, what belongs to a step is not moved below its message."""


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
        where = f"[{call.context}]{f' on {call.callee.name}' if call.callee is not None else ''}"
        extension = f"extension {call.extension} in " if call.extension is not None else ""
        return "ok", f"reaches {extension}{where}{protection(call)}"
    if failure is not None:
        return "error", f"fails at {failure.step}: {failure.message}"
    doubt = next((step for step in call.steps if step.ok is None), None)
    return "unknown", f"unknown at {doubt.step}: {doubt.message}" if doubt else "unknown"


def protection(call: Call) -> str:
    """How a call that arrives is authenticated and encrypted, and which codec it uses."""
    parts = [
        {None: "", "none": "no authentication"}.get(call.auth, call.auth),
        {None: "", True: "encrypted", False: "not encrypted"}[call.encrypted],
        call.codecs[0] if call.codecs else "",
    ]
    return "".join(f", {part}" for part in parts if part)


def _call(call: Call, page: Page) -> Iterator[Line]:
    style, words = verdict(call)
    yield line(("name", f"{call.caller.name} dials {call.dial}"), ": ", (style, words), hang=2)
    yield EMPTY
    yield from step_lines(call.steps, page)


def step_lines(steps: Sequence[Step], page: Page) -> Iterator[Line]:
    """The steps of a call or a registration, the first that fails with all that is to be said of it."""
    servers = max((len(step.server) for step in steps), default=0)
    failure = next((step for step in steps if step.ok is False), None)
    for step in steps:
        style, sign = MARKS[step.ok]
        lead = f"{sign} {step.step:{STEP_WIDTH}}  {step.server:{servers}}  "
        indent = len(lead) if page.width >= NARROW else 4
        yield line((style, sign), lead[1:], (style if step.ok is not True else "", step.message), hang=len(lead))
        for evidence in step.evidence:
            yield _evidence(evidence, page, indent)
        if step is failure:
            yield from _failure(step, indent)


def _evidence(evidence: Evidence, page: Page, indent: int) -> Line:
    place = evidence.place
    where = f"{place.source.path}:{place.source.line(min(place.start, len(place.source.text)))}"
    text = source_text(place, page, max(page.width - len(where) - indent - 2, 20))
    note = f"  ({evidence.note})" if evidence.note else ""
    return line(" " * indent, ("path", where), ("dim", f"  {text}"), ("dim", note), hang=indent + 2)


def _failure(step: Step, indent: int) -> Iterator[Line]:
    """What the servers would log, and what to do."""
    lead = " " * indent
    for log in step.log:
        only = " (only with authdebug=yes)" if log.authdebug else ""
        yield line(lead, ("dim", f"{log.server} logs "), f"{log.level}: {log.text}", ("dim", only), hang=indent + 2)
    if step.help:
        yield line(lead, ("help", "help: "), step.help, hang=indent + 6)
    if step.rule:
        yield line(lead, ("dim", f"more: iaxlint rule {step.rule}"), hang=indent + 6)


def failure_document(failure: Step | None, codes: Mapping[str, str]) -> Document | None:
    """The step at which a call or a registration fails, and the rule that reports it."""
    if failure is None:
        return None
    return {
        "step": failure.step,
        "rule": codes.get(failure.rule, ""),
        "name": failure.rule,
        "message": failure.message,
    }


def _call_document(call: Call, codes: Mapping[str, str]) -> Document:
    arrived = call.callee if call.verdict == "reaches" else None
    return {
        "from": call.caller.name,
        "dial": call.dial,
        "verdict": call.verdict,
        "to": {"server": arrived.name, "context": call.context, "extension": call.extension} if arrived else None,
        "auth": call.auth,
        "encrypted": call.encrypted,
        "codecs": None if call.codecs is None else list(call.codecs),
        "failure": failure_document(call.failure, codes),
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
