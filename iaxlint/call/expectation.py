"""Whether a call comes to what the settings expect of it."""

from __future__ import annotations

from iaxlint.call.outcome import comes_to, deciding_step, place
from iaxlint.call.simulate import simulate
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.call import Call
    from iaxlint.expectations import Expectation
    from iaxlint.fleet.fleet import Fleet


@record
class Broken:
    """A key of an expectation that does not hold."""

    key: str
    message: str
    """What the call comes to instead."""
    call: Call


def broken(fleet: Fleet, expected: Expectation) -> Iterator[Broken]:
    """The keys that do not hold; the server that dials must be one of the fleet."""
    call = simulate(fleet, fleet.by_name[expected.caller], expected.dial)
    if call.verdict == "unknown":
        yield Broken("reaches", f"nobody can tell: it {comes_to(call)}", call)
    elif expected.reaches and call.verdict == "fails":
        yield Broken("reaches", f"it {comes_to(call)}", call)
    elif expected.reaches:
        yield from _arrival(call, expected)
    elif call.verdict == "reaches":
        yield Broken("reaches" if expected.fails is None else "fails", f"it {comes_to(call)}", call)
    else:
        yield from _failure(call, expected)


def _failure(call: Call, expected: Expectation) -> Iterator[Broken]:
    """The call fails as expected, but perhaps for another reason, or at another server."""
    step = deciding_step(call)
    if step is not None and expected.fails not in (None, step.step, step.rule):
        rule = f", which is {step.rule}," if step.rule else ""
        yield Broken("fails", f"it fails at {step.step}{rule} and not by {expected.fails}: {step.message}", call)
    elif expected.to is not None and call.callee is not None and call.callee.name != expected.to:
        yield Broken("to", f"it fails at {call.callee.name}, and not at {expected.to}", call)


def _arrival(call: Call, expected: Expectation) -> Iterator[Broken]:
    """The call reaches as expected, but perhaps elsewhere, or on other terms."""
    callee = call.callee.name if call.callee is not None else call.caller.name
    facts: dict[str, tuple[object, object, str]] = {
        "to": (expected.to, callee, f"it reaches {place(call)}"),
        "context": (expected.context, call.context, f"it reaches {place(call)}"),
        "extension": (expected.extension, call.extension, f"it enters extension {call.extension}"),
        "auth": (expected.auth, call.auth, f"it is authenticated by {call.auth or 'nothing that a file tells'}"),
        "encrypted": (expected.encrypted, call.encrypted, f"it is {'' if call.encrypted else 'not '}encrypted"),
    }
    for key, (wanted, found, message) in facts.items():
        if wanted is not None and wanted != found:
            yield Broken(key, message, call)
    if expected.codecs is not None:
        common = call.codecs or ()
        first = common[: len(expected.codecs)]
        if first != expected.codecs:
            yield Broken("codecs", f"it uses {', '.join(first) or 'none that a file tells'}", call)
