"""One call, from the dial string to the extension: the ladder, step after step."""

from __future__ import annotations

from iaxlint.call.admission import user_steps
from iaxlint.call.arrival import calltoken_step, listen_step
from iaxlint.call.attempt import Attempt, of_lines, of_option, of_section
from iaxlint.call.authentication import authentication_steps, needs_answer
from iaxlint.call.call import Call, Log, Step
from iaxlint.call.codec import codec_step, offer_step
from iaxlint.call.dialstring import DialString, mask_secret, parse_dial_string, split_technology
from iaxlint.call.filled import leave_open
from iaxlint.call.landing import extension_step, number_entered
from iaxlint.call.outbound import address_step, dial_step, force_step, peer_step
from iaxlint.fleet.fleet import meant_for
from iaxlint.model.dialplan import Unsure
from iaxlint.model.variables import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iaxlint.call.dials import DialSite
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.extension import Switch
    from iaxlint.model.lookup import Ask
    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server

    Rung = tuple[Callable[[Attempt], Step | Sequence[Step]], str]


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

    def ask(data: str, wanted: str) -> bool | None:
        return has_number(fleet, caller, data, wanted)

    found = walk(caller.dialplan, context, number, place, ask)
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
    return _climb(attempt, mask_secret(dial), CALL)


def try_trunk(fleet: Fleet, caller: Server, peer: Peer) -> Call:
    """A call through a peer to no number in particular: does the way work?"""
    attempt = Attempt(fleet, caller, DialString(peer.name), None)
    return _climb(attempt, f"IAX2/{peer.name}", CALL)


def try_site(fleet: Fleet, caller: Server, site: DialSite) -> Call:
    """A call as a line of the dialplan places it, to no number in particular where the line does not tell which.

    What a switch asks before it calls may fail where the call itself would not.  Whoever dials it has
    a caller id of its own, which no file tells.
    """
    from iaxlint.call.dialling import shown

    number = None if site.number is None else site.number or "s"
    assert site.data is not None, "a call over IAX2 is taken apart where it is found"
    if not site.extension:
        question = frozenset({(caller.name, site.dial, "")})
        asking = Attempt(fleet, caller, _question(site.data, site.data.context), number, asked=question)
        answer = _climb(asking, shown(site.dial), QUESTION)
        if answer.verdict == "fails":
            return answer
    return _climb(Attempt(fleet, caller, site.data, number, HOLE), shown(site.dial), CALL)


def _climb(attempt: Attempt, shown: str, rungs: tuple[Rung, ...]) -> Call:
    steps = _steps(attempt, rungs)
    leave_open(attempt.fleet, steps[-1])
    if steps[-1].ok is False:
        blame_the_address(attempt, steps[-1])
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


def has_number(
    fleet: Fleet, server: Server, data: str, number: str, asked: frozenset[tuple[str, str, str]] = frozenset()
) -> bool | None:
    """Whether the other end of `switch => IAX2/DATA` has a number; None where no file tells.

    It is asked in a call of its own, which says no more than the switch does: neither the peer's username nor its
    secret or context goes along, no encryption, and every codec (`chan_iax2.c:cache_get_callno_locked`).  Where that
    call would enter the dialplan at once, by `immediate`, the question stays without an answer.  `asked` are questions
    that wait for this one; in a circle nobody ever answers.
    """
    question = server.name, data, number
    if question in asked:
        return False
    said = parse_dial_string(data)
    attempt = Attempt(fleet, server, _question(said, said.extension), number, asked=asked | {question})
    steps = _steps(attempt, QUESTION)
    if _over(steps):
        return False
    if attempt.user is None or any(step.ok is None for step in steps):
        return None
    if attempt.user.immediate and attempt.auth != "none":
        return False
    found = number_entered(attempt, _asker(attempt))
    return None if isinstance(found, Unsure) else found is not None


def _question(said: DialString, context: str | None) -> DialString:
    """What a switch says when it asks: nothing of the peer's section."""
    return DialString(said.peer, None, said.username or "", said.secret or "", said.key or "", "TBD", context or "")


def _asker(attempt: Attempt) -> Ask:
    """Answers for the switches of the callee's dialplan."""

    def ask(switch: Switch, number: str) -> bool | None:
        assert attempt.callee is not None
        if switch.name.lower() != "iax2" or switch.evaluated:
            return None
        return has_number(attempt.fleet, attempt.callee, switch.data, number, attempt.asked)

    return ask


def _steps(attempt: Attempt, rungs: tuple[Rung, ...]) -> list[Step]:
    """Every step that can be told, up to the first that fails."""
    steps: list[Step] = []
    for rung, finds in rungs:
        found = rung(attempt)
        if isinstance(found, Step):
            steps.append(found)
        else:
            steps += found
        if _over(steps) or (not steps[-1].ok and getattr(attempt, finds) is None):
            break
    return steps


def _over(steps: list[Step]) -> bool:
    """Whether the last step failed, which ends the call."""
    return steps[-1].ok is False


def _offered(attempt: Attempt) -> tuple[Step, ...]:
    """The caller's own codecs, where they allow no call at all."""
    offer = offer_step(attempt)
    return () if offer is None or offer.ok is not False else (offer,)


def _forced(attempt: Attempt) -> tuple[Step, ...]:
    """Encryption that the caller forces, where that can't be."""
    forced = force_step(attempt)
    return () if forced is None else (forced,)


def _in_the_clear(attempt: Attempt) -> tuple[Step, ...]:
    """What a switch asks is never encrypted."""
    attempt.encryption = False
    return ()


def _landing(attempt: Attempt) -> Step:
    return extension_step(attempt, _asker(attempt))


def _codecs(attempt: Attempt) -> tuple[Step, ...]:
    """What both ends agree on, and what only certain callers could speak."""
    step, offer = codec_step(attempt), offer_step(attempt)
    return (step,) if offer is None or not step.ok else (step, offer)


def proof_steps(attempt: Attempt) -> list[Step]:
    """The steps of authentication; a secret that no file tells leaves them open."""
    assert attempt.user is not None
    assert attempt.callee is not None
    if attempt.secret_open and needs_answer(attempt.user):
        return [Step("auth", attempt.callee.name, None, "the secret that is sent is known to no file")]
    return authentication_steps(attempt)


def blame_the_address(attempt: Attempt, failed: Step) -> None:
    """A call that fails at a server that it was not meant for fails because of its address."""
    peer, callee, caller = attempt.peer, attempt.callee, attempt.caller
    meant = meant_for(attempt.fleet, caller, peer) if peer is not None else None
    if callee is None or callee is meant or (callee is not caller and meant is None):
        return
    where = "the dial string"
    if peer is not None:
        where = f"[{peer.name}] on {caller.name}"
        failed.evidence = (*(of_option(caller, peer.decided, "host") or of_section(caller, peer)), *failed.evidence)
    if callee is caller:
        failed.rule, who = "host-is-self", f"{caller.name} itself"
        failed.help = "give host= the address of the other server"
    else:
        failed.rule, who = "host-not-partner", f"{callee.name}, not {meant.name if meant else ''}"
        failed.help = f"mend host= in [{peer.name if peer else ''}]"
    failed.message = f"{where} points at {attempt.destination}, which is {who}; {failed.message}"
    addresses = attempt.fleet.places(meant) if meant is not None else ()
    if peer is not None and addresses:
        failed.help = f"write host={addresses[0].host} in [{peer.name}]"


_WAY_IN: tuple[Rung, ...] = (
    (address_step, "destination"),
    (listen_step, "callee"),
    (calltoken_step, "callee"),
    (user_steps, "user"),
    (proof_steps, "user"),
)
CALL: tuple[Rung, ...] = (
    (dial_step, "dial"),
    (peer_step, "peer"),
    (_offered, "dial"),
    _WAY_IN[0],
    (_forced, "destination"),
    *_WAY_IN[1:],
    (_landing, "extension"),
    (_codecs, "user"),
)
"""The rungs of the ladder, each with the field of the attempt that those above it need."""
QUESTION: tuple[Rung, ...] = ((dial_step, "dial"), (peer_step, "peer"), (_in_the_clear, "dial"), *_WAY_IN)
"""Those of a call that only asks whether a number is there."""
