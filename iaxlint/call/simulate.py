"""One call, from the dial string to the extension: the ladder, step after step."""

from __future__ import annotations

from iaxlint.call.admission import user_steps
from iaxlint.call.arrival import calltoken_step, listen_step
from iaxlint.call.attempt import Attempt, of_lines, of_option
from iaxlint.call.authentication import authentication_steps, needs_answer
from iaxlint.call.call import Call, Log, Step
from iaxlint.call.codec import codec_step, offer_step
from iaxlint.call.dialstring import DialString, mask_secret, parse_dial_string, split_technology
from iaxlint.call.filled import leave_open
from iaxlint.call.landing import extension_step
from iaxlint.call.outbound import address_step, dial_step, force_step, peer_step
from iaxlint.fleet.fleet import meant_for
from iaxlint.model.variables import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.dials import DialSite
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server


def simulate(fleet: Fleet, caller: Server, dial: str) -> Call:
    """Simulate a call by its whole dial string: `IAX2/...`, or `Local/number@context` through the caller's dialplan."""
    technology, data = split_technology(dial)
    kind = technology.lower()
    if kind == "iax2":
        return place_call(fleet, caller, dial)
    if kind == "local":
        return _through_dialplan(fleet, caller, data)
    step = Step("dial", caller.name, None, f"{technology} is not IAX2, and where it leads is unknown")
    if kind == "iax":
        step = Step(
            "dial",
            caller.name,
            False,
            "Asterisk has no technology IAX",
            rule="dial-string-invalid",
            help="write IAX2/peer/extension",
            log=(Log(caller.name, "WARNING", "No channel type registered for 'IAX'"),),
        )
    return Call(caller=caller, dial=mask_secret(dial), verdict="unknown" if step.ok is None else "fails", steps=[step])


def _through_dialplan(fleet: Fleet, caller: Server, data: str) -> Call:
    """A call that starts in the caller's own dialplan: what is run there, then the call that is placed in the end."""
    from iaxlint.call.walk import walk

    number, at, context = data.partition("/")[0].partition("@")
    context = context if at else "default"

    def place(dial: str, caller_number: str) -> tuple[str, object]:
        call = place_call(fleet, caller, dial, caller_number)
        silent = call.failure is not None and call.failure.step == "listen"
        return "silent" if silent else call.verdict, call

    found = walk(caller.dialplan, context, number, place)
    steps = [
        Step("dial", caller.name, True, move.message, of_lines(caller, (move.variable,)) if move.variable else ())
        for move in found.moves
    ]
    placed = found.reached or (found.calls[-1] if found.calls else None)
    last = placed.handle if placed is not None and isinstance(placed.handle, Call) else None
    if last is not None:
        steps += last.steps
    shown = f"Local/{data}"
    if found.verdict == "unknown":
        steps = [step for step in steps if step.ok is not False]
    ok = {"fails": False, "unknown": None}.get(found.verdict, True)
    if not any(step.ok is ok for step in steps):
        lines = of_lines(caller, (found.variable,)) if found.variable else ()
        steps.append(Step("dial", caller.name, ok, found.reason, lines, rule="dialplan-ends"))
    if last is None:
        return Call(caller=caller, dial=shown, verdict=found.verdict, steps=steps)
    last.dial, last.verdict, last.steps = shown, found.verdict, steps
    if found.verdict != "reaches":
        last.auth = last.encrypted = None
    return last


def place_call(fleet: Fleet, caller: Server, dial: str, caller_number: str = "") -> Call:
    """Simulate `IAX2/[user[:secret]@]peer[:port][/exten[@context]][/options]`, dialled on `caller`.

    Without a number the caller shows none, as a channel that is originated without a caller id.
    """
    _, data = split_technology(dial)
    parsed = parse_dial_string(data)
    attempt = Attempt(fleet, caller, parsed, parsed.extension if parsed.extension is not None else "s", caller_number)
    return _climb(attempt, mask_secret(dial))


def try_trunk(fleet: Fleet, caller: Server, peer: Peer) -> Call:
    """A call through a peer to no number in particular: does the way work?"""
    attempt = Attempt(fleet, caller, DialString(peer.name), None)
    return _climb(attempt, f"IAX2/{peer.name}")


def try_site(fleet: Fleet, caller: Server, site: DialSite) -> Call:
    """A call as a line of the dialplan places it, to no number in particular where the line does not tell which.

    Whoever dials it has a caller id of its own, which no file tells.
    """
    from iaxlint.call.dialling import shown

    number = None if site.number is None else site.number or "s"
    assert site.data is not None, "a call over IAX2 is taken apart where it is found"
    attempt = Attempt(fleet, caller, site.data, number, HOLE)
    return _climb(attempt, shown(site.dial))


def _climb(attempt: Attempt, shown: str) -> Call:
    steps = _steps(attempt)
    leave_open(attempt.fleet, steps[-1])
    if steps[-1].ok is False:
        _blame_the_address(attempt, steps)
    failed = any(step.ok is False for step in steps)
    doubtful = any(step.ok is None for step in steps)
    reached = not failed and not doubtful
    return Call(
        caller=attempt.caller,
        dial=shown,
        verdict="fails" if failed else "unknown" if doubtful else "reaches",
        steps=steps,
        callee=attempt.callee,
        peer=attempt.peer,
        user=attempt.user,
        context=attempt.context,
        extension=attempt.extension,
        auth=attempt.auth if reached else None,
        encrypted=attempt.encrypted if reached else None,
        codecs=attempt.common,
    )


def _steps(attempt: Attempt) -> list[Step]:
    """Every step that can be told, up to the first that fails."""
    steps = [dial_step(attempt)]
    if _over(steps):
        return steps
    steps.append(peer_step(attempt))
    if _over(steps) or (attempt.peer is None and steps[-1].ok is None):
        return steps
    offer = offer_step(attempt)
    if offer is not None and offer.ok is False:
        return [*steps, offer]
    steps.append(address_step(attempt))
    if _over(steps) or attempt.destination is None:
        return steps
    forced = force_step(attempt)
    if forced is not None:
        return [*steps, forced]
    steps.append(listen_step(attempt))
    if _over(steps) or attempt.callee is None:
        return steps
    steps.append(calltoken_step(attempt))
    if _over(steps):
        return steps
    steps += user_steps(attempt)
    if attempt.user is None:
        return steps
    steps += proof_steps(attempt)
    if _over(steps):
        return steps
    steps.append(extension_step(attempt))
    if _over(steps):
        return steps
    steps.append(codec_step(attempt))
    if offer is not None and steps[-1].ok:
        steps.append(offer)
    return steps


def _over(steps: list[Step]) -> bool:
    """Whether the last step failed, which ends the call."""
    return steps[-1].ok is False


def proof_steps(attempt: Attempt) -> list[Step]:
    """The steps of authentication; a secret that no file tells leaves them open."""
    assert attempt.user is not None
    assert attempt.callee is not None
    if attempt.secret_open and needs_answer(attempt.user):
        return [Step("auth", attempt.callee.name, None, "the secret that is sent is known to no file")]
    return authentication_steps(attempt)


def _blame_the_address(attempt: Attempt, steps: list[Step]) -> None:
    """A call that fails at a server that it was not meant for fails because of its address."""
    peer, callee, caller = attempt.peer, attempt.callee, attempt.caller
    if peer is None or callee is None:
        return
    meant = meant_for(attempt.fleet, caller, peer)
    if callee is caller or meant is None or meant is callee:
        return
    failed = steps[-1]
    where = f"[{peer.name}] on {caller.name} points at {attempt.destination}, which is {callee.name}, not {meant.name}"
    failed.message = f"{where}; {failed.message}"
    failed.evidence = (*of_option(caller, peer.decided, "host"), *failed.evidence)
    failed.rule = "host-not-partner"
    addresses = attempt.fleet.places(meant)
    failed.help = f"write host={addresses[0].host} in [{peer.name}]" if addresses else f"mend host= in [{peer.name}]"
