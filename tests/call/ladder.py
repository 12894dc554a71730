"""Calls between two servers made of texts, and how they end."""

from __future__ import annotations

from iaxlint.call.call import Call
from iaxlint.call.outcome import deciding_step
from iaxlint.call.simulate import simulate
from tests.fleet.servers import fleet, section, server

FOO = section("bar", "192.168.2.3", "foo")
BAR = section("foo", "192.168.2.2", "bar")


def dial(
    foo: str = FOO,
    bar: str = BAR,
    dialled: str = "IAX2/bar/23",
    foo_at: tuple[str, ...] = ("192.168.2.2",),
    bar_at: tuple[str, ...] = ("192.168.2.3",),
    public: tuple[str, ...] = (),
    version: str = "22",
) -> Call:
    """What becomes of a call from foo to bar, by their iax.conf."""
    made = fleet(server("foo", foo, foo_at, version=version), server("bar", bar, bar_at, public, version=version))
    return simulate(made, made.by_name["foo"], dialled)


def end(call: Call) -> str:
    """`reaches`, the rule of the step that fails, or the step that is open."""
    step = deciding_step(call)
    verdict = "reaches" if step is None else "fails" if step.ok is False else "unknown"
    assert call.verdict == verdict
    assert verdict == "reaches" or (call.auth, call.encrypted) == (None, None)
    return "reaches" if step is None else step.rule if step.ok is False else f"open at {step.step}"
