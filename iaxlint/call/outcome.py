"""What a call or registration comes to, in words, and how one compares with another."""

from __future__ import annotations

from iaxlint.call.call import Call
from iaxlint.model.auth import PROOFS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.call import Step
    from iaxlint.call.difference import Outcome

RANK = {"fails": 0, "unknown": 1, "reaches": 2, "registers": 2}
"""How good a verdict is."""


def reached(outcome: Outcome) -> bool:
    """Whether a call reaches the other end, or a registration is accepted."""
    return RANK[outcome.verdict] == RANK["reaches"]


def deciding_step(outcome: Outcome) -> Step | None:
    """The step that fails, else the first that is open."""
    return outcome.failure or next((step for step in outcome.steps if step.ok is None), None)


def was(outcome: Outcome) -> str:
    """What came of it, in a few words."""
    if reached(outcome):
        return f"reached {place(outcome)}" if isinstance(outcome, Call) else "was accepted"
    step = deciding_step(outcome)
    return ("failed" if outcome.verdict == "fails" else "was open") + (f" at {step.step}" if step else "")


def comes_to(outcome: Outcome) -> str:
    """What comes of it, and why."""
    if reached(outcome):
        return f"reaches {place(outcome)}" if isinstance(outcome, Call) else "is accepted"
    step = deciding_step(outcome)
    words = "fails" if outcome.verdict == "fails" else "is open"
    return f"{words} at {step.step}: {step.message}" if step else words


def place(call: Call) -> str:
    """Where a call arrives."""
    return f"[{call.context}] on {call.callee.name}" if call.callee is not None else f"[{call.context}]"


def terms(before: Outcome, after: Outcome) -> Iterator[tuple[str, str]]:
    """Kinds and messages for two that reach, but not on the same terms."""
    if before.auth and after.auth and before.auth != after.auth:
        weaker = PROOFS.index(after.auth) < PROOFS.index(before.auth)
        yield "weaker" if weaker else "stronger", f"{_proof(after.auth)}; before {_proof(before.auth)}"
    if not isinstance(before, Call) or not isinstance(after, Call):
        return
    if before.encrypted is not None and after.encrypted is not None and before.encrypted != after.encrypted:
        yield ("stronger", "encrypted now") if after.encrypted else ("weaker", "not encrypted any more")
    if place(before) != place(after):
        yield "moved", f"reaches {place(after)}; before {place(before)}"
    if before.codecs and after.codecs and before.codecs[0] != after.codecs[0]:
        yield "codec", f"uses {after.codecs[0]}; before {before.codecs[0]}"


def _proof(auth: str) -> str:
    return "not authenticated" if auth == "none" else f"authenticated by {auth}"
