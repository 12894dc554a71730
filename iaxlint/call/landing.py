"""The call is let in: does the extension that it asks for exist?

Source: `chan_iax2.c:socket_process_helper` (`IAX_COMMAND_NEW` and `IAX_COMMAND_AUTHREP`).
"""

from __future__ import annotations

from iaxlint.call.attempt import Attempt, of_lines, of_option, of_place, of_section, rejected
from iaxlint.call.call import Evidence, Log, Step
from iaxlint.model.application import applications_of
from iaxlint.model.arguments import BLANKS, first_word
from iaxlint.model.dialplan import Found, Unsure
from iaxlint.model.variables import HOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.lookup import Ask
    from iaxlint.model.server import Server

NO_EXTENSION = "No such context/extension"


def number_entered(attempt: Attempt, ask: Ask) -> Found | Unsure | None:
    """What the number that is asked for enters; `ask` answers for the callee's switches."""
    callee, user, context = attempt.callee, attempt.user, attempt.context
    assert callee is not None
    assert user is not None
    assert context is not None
    assert attempt.number is not None
    return callee.dialplan.find(context, attempt.number, shown_number(attempt), ask=ask)


def shown_number(attempt: Attempt) -> str:
    """The caller's number as the callee sees it: what the user's section says replaces it."""
    assert attempt.user is not None
    return attempt.user.caller_number if attempt.user.callerid else attempt.caller_number


def extension_step(attempt: Attempt, ask: Ask) -> Step:
    """The number that is asked for exists in the context (`pbx.c:ast_exists_extension`)."""
    callee, context = attempt.callee, attempt.context
    assert callee is not None
    assert context is not None
    if attempt.number is None:
        return _context_step(attempt, callee, context)
    found = number_entered(attempt, ask)
    if isinstance(found, Found):
        attempt.extension = attempt.number
        within = "" if found.context == context else f", included from [{found.context}]"
        text = f"{attempt.number} enters {found.pattern} in [{context}]{within} of {callee.name}"
        if found.doubt is not None:
            text += f", unless something else comes first: {found.doubt.reason}"
        return _first_application(callee, found) or Step(
            "extension", callee.name, True, text, of_lines(callee, (found.variable,))
        )
    if isinstance(found, Unsure):
        attempt.extension = attempt.number
        text = f"whether {attempt.number} exists in [{context}] of {callee.name} is open: {found.reason}"
        return Step("extension", callee.name, None, text)
    text = f"{callee.name} has no extension {attempt.number} with priority 1 in [{context}] or in what it includes"
    for_others = callee.dialplan.find(context, attempt.number, HOLE, ask=ask)
    if isinstance(for_others, Unsure):
        text += f" for a call that shows {shown_number(attempt) or 'no number'}: {for_others.reason}"
    return _nothing_there(attempt, callee, context, text, f"exten => {attempt.number},1,...", rule="extension-missing")


def _first_application(callee: Server, found: Found) -> Step | None:
    """What to say of the first application that runs, if Asterisk has none of that name (`pbx_extension_helper`)."""
    if found.priority is None:
        return None
    name = found.priority.call[0].strip(BLANKS)
    missing = None if "${" in name or "$[" in name else applications_of(callee.version).missing(name)
    if missing is None:
        return None
    where = f"extension {found.pattern} of [{found.context}] on {callee.name}"
    return Step(
        "extension",
        callee.name,
        False if missing.sure else None,
        f"{where} begins with {first_word(name)}(), and {missing.why}"
        + ("" if missing.sure else ", but a module of somebody else may bring it"),
        of_lines(callee, (found.variable,)),
        rule="application-unknown",
        help=f"write {missing.near}()" if missing.near else "",
        log=(Log(callee.name, "WARNING", f"No application '{first_word(name)}' for extension"),),
    )


def _no_extension_logs(attempt: Attempt, context: str) -> tuple[Log, ...]:
    assert attempt.callee is not None
    wanted = f"request '{attempt.number or 's'}@{context}' does not exist"
    return (
        rejected(attempt, NO_EXTENSION),
        Log(attempt.callee.name, "WARNING", f"Rejected connect attempt from {attempt.caller.name}, {wanted}", True),
    )


def _context_lines(attempt: Attempt, callee: Server, context: str) -> tuple[Evidence, ...]:
    """The lines that chose the context, and its header in the dialplan."""
    places = callee.dialplan.places(context)
    return (*(of_place(callee, place) for place in places[:1]), *_chosen_by(attempt))


def _chosen_by(attempt: Attempt) -> tuple[Evidence, ...]:
    caller, callee, user, peer = attempt.caller, attempt.callee, attempt.user, attempt.peer
    assert callee is not None
    lines: tuple[Evidence, ...] = ()
    if user is not None:
        lines = of_lines(callee, (variable for name, variable in user.contexts if name in (attempt.context, "*")))
        lines = lines or of_section(callee, user)
    if peer is not None and attempt.wanted_context and attempt.dial.context is None:
        lines += of_option(caller, peer.decided, "peercontext")
    return lines


def _context_step(attempt: Attempt, callee: Server, context: str) -> Step:
    """For a call to no number in particular: is there anything to call in the context?"""
    reason = callee.dialplan.unsure(context)
    if callee.dialplan.reachable(context):
        return Step("extension", callee.name, True, f"[{context}] of {callee.name} has extensions to call")
    if reason:
        text = f"what [{context}] of {callee.name} holds is open: {reason}"
        return Step("extension", callee.name, None, text)
    text = f"[{context}] in the dialplan of {callee.name} has no extension at all: every call into it is rejected"
    return _nothing_there(attempt, callee, context, text, "extensions", rule="context-empty")


def _nothing_there(attempt: Attempt, callee: Server, context: str, text: str, missing: str, *, rule: str) -> Step:
    """The context has no such extension, or is not there at all."""
    if not callee.dialplan.has(context):
        return _no_context(attempt, callee, context)
    return Step(
        "extension",
        callee.name,
        False,
        text,
        _context_lines(attempt, callee, context),
        rule=rule,
        help=f"add {missing} to [{context}] in {callee.name}'s extensions.conf",
        log=_no_extension_logs(attempt, context),
    )


def _no_context(attempt: Attempt, callee: Server, context: str) -> Step:
    from iaxlint.suggest import closest

    near = closest(context, callee.dialplan.contexts)
    if context == "*":
        help_text = "context=* permits every context but names none: let the caller ask for one with peercontext="
    elif near:
        help_text = f"the dialplan has [{near}]" + ("; upper and lower case matter" * (near.lower() == context.lower()))
    else:
        help_text = f"add [{context}] to {callee.name}'s extensions.conf, or name a context that is there"
    return Step(
        "extension",
        callee.name,
        False,
        f"the call goes to context {context}, which {callee.name}'s dialplan does not have",
        _chosen_by(attempt),
        rule="context-missing",
        help=help_text,
        log=_no_extension_logs(attempt, context),
    )
