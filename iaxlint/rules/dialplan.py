"""Contexts and extensions: lines of `extensions.conf` that Asterisk drops, and contexts that are not there."""

from __future__ import annotations

from iaxlint.diagnostics import Diagnostic, Related
from iaxlint.model.access import keeps_strangers_out
from iaxlint.rules.failure import section_at
from iaxlint.rules.finding import about_line, about_section
from iaxlint.rules.mending import at, dead, replace, safe, unsafe
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.loader.config import Variable
    from iaxlint.model.dialplan import DialplanProblem
    from iaxlint.model.server import Server
    from iaxlint.rules.mending import Fixes


WHY = {
    "same-without-exten": "no exten stands above it",
    "next-without-exten": "no priority stands above it",
    "same-priority-without-exten": "no priority stands above it",
    "priority-no-number": "its priority is no number",
    "priority-below-one": "its priority is below 1",
    "priority-after-hint": "a hint stands above it, and n then means 0",
    "extension-empty": "it names no extension",
    "directive-unknown": "its word is none that extensions.conf knows",
    "label-unclosed": "the label lacks its )",
    "parenthesis-missing": "the application lacks its )",
    "set-unclosed": "the set lacks its ]",
    "priority-twice": "the extension has this priority already",
    "priority-twice-aliased": "another spelling of the extension has this priority already",
    "label-twice": "the extension has this label already",
    "include-twice": "the context includes that already",
    "ignorepat-twice": "the context has that already",
    "switch-twice": "the context has that already",
}
"""What is wrong with a line.  Asterisk's own words quote the line, which may hold a secret."""


def _about_problem(
    problem: DialplanProblem, server: Server, message: str, help_text: str, fixes: Fixes = ()
) -> Diagnostic:
    line, other = problem.variable, problem.other
    section = section_at(line.place)
    related = (Related(f"{server.name} has read this line before", other.place, server.name),) if other else ()
    return about_line(server, section, line, message, help_text, related, fixes)


@rule("IAX501", "dialplan-line-dropped", category="dialplan", severity="warning", since="0.1")
def dialplan_line_dropped(problem: DialplanProblem, server: Server) -> Iterator[Diagnostic]:
    """A line of the dialplan is dropped while it is read.

    `pbx_config.c:pbx_load_config` wants a number, `n`, `s` or `hint` for a priority, an extension before the
    first `same`, and one of the words exten, same, include, ignorepat, switch, lswitch, eswitch or autohints
    before the equal sign.

    Example:
        [fromiax]
        same => n,Hangup()

    Mend: write the line as Asterisk reads it: `exten => number,priority,Application(data)`.
    """
    why = WHY[problem.kind]
    yield _about_problem(problem, server, f"{server.name} drops this line: {why}", "write it as Asterisk reads it")


@rule("IAX502", "dialplan-line-misread", category="dialplan", severity="warning", since="0.1", fix="safe")
def dialplan_line_misread(problem: DialplanProblem, server: Server) -> Iterator[Diagnostic]:
    """A line of the dialplan lacks a bracket, and is read otherwise than it looks.

    Without its `)`, what an application is given ends at the end of the line, and a label without one is
    no label; a set in a pattern without its `]` matches nothing (`pbx_config.c:pbx_load_config`).

    Example:
        [fromiax]
        exten => 23,1,Dial(IAX2/bar/23

    Mend: close the bracket.
    """
    why = WHY[problem.kind]
    message = f"{server.name} reads this line otherwise than it looks: {why}"
    yield _about_problem(problem, server, message, "close it", _closed(problem))


def _closed(problem: DialplanProblem) -> Fixes:
    """Close the parenthesis at the end of the line, up to which all is read already."""
    if problem.kind != "parenthesis-missing":
        return ()
    source, end = problem.variable.source, problem.variable.node.value_end
    return safe("close it", at(source, end, end, ")"))


@rule("IAX503", "dialplan-line-repeated", category="dialplan", severity="warning", since="0.1", fix="safe")
def dialplan_line_repeated(problem: DialplanProblem, server: Server) -> Iterator[Diagnostic]:
    """A priority, label, include or switch is there already, and the second is dropped.

    `main/pbx.c:ast_add_extension2_lockopt` keeps what was there first; two spellings of one pattern are one
    extension.

    Example:
        [fromiax]
        exten => 23,1,Answer()
        exten => 23,1,Hangup()

    Mend: give the second another priority, or delete it.
    """
    why = WHY[problem.kind]
    again = problem.kind in ("include-twice", "ignorepat-twice", "switch-twice")
    fixes = dead(problem.variable, "delete the second line") if again else ()
    message = f"{server.name} drops this line: {why}"
    yield _about_problem(problem, server, message, "delete it, or mend its number", fixes)


@rule("IAX504", "include-undefined", category="dialplan", severity="warning", since="0.1", fix="unsafe")
def include_undefined(problem: DialplanProblem, server: Server) -> Iterator[Diagnostic]:
    """A context includes one that the dialplan does not have.

    The include is kept, and finds nothing (`main/pbx.c:ast_context_verify_includes`): numbers that were to
    come from there do not exist for callers.

    Example:
        [fromiax]
        exten => 23,1,Answer()
        include => switchboard

    Mend: write the name of a context that is there, or add one of that name.
    """
    from iaxlint.suggest import did_you_mean

    name = problem.variable.value.partition(",")[0].strip()
    yield _about_problem(
        problem,
        server,
        f"{server.name} has no context {name} to include: no number of it can be called",
        f"add [{name}], or write the name of a context that is there{did_you_mean(name, server.dialplan.contexts)}",
        _meant(problem.variable, name, server),
    )


def _meant(line: Variable, name: str, server: Server) -> Fixes:
    """Write the context that is as near to a misspelt one as no other."""
    from iaxlint.suggest import clearly

    meant = clearly(name, [context for context in server.dialplan.contexts if context != name])
    if not meant or not line.value.startswith(name):
        return ()
    return unsafe(f"write {meant}", replace(line, meant + line.value[len(name) :]))


@rule("IAX505", "pattern-too-wide", category="dialplan", severity="warning", since="0.1", fix="unsafe")
def pattern_too_wide(problem: DialplanProblem, server: Server) -> Iterator[Diagnostic]:
    """A pattern takes whatever there is, the names of Asterisk's own extensions included.

    `_.` and `_!` also match s, t, i, h and the like, so that a hangup or a timeout runs the pattern's
    lines (`pbx_config.c:pbx_load_config` warns of it).

    Example:
        [fromiax]
        exten => _.,1,Answer()

    Mend: write `_X.`, or `_X!`.
    """
    yield _about_problem(
        problem,
        server,
        f"this pattern matches the extensions h, i, s and t of {server.name} too",
        "begin it with _X, which takes numbers only",
        _with_pattern(problem.variable, "_", "_X"),
    )


def _with_pattern(line: Variable, start: str, instead: str) -> Fixes:
    """Write another beginning of an extension's name, where the line has it."""
    if not line.value.startswith(start) or line.added:
        return ()
    at_start = line.node.value_start
    step = at(line.source, at_start, at_start + len(start), instead)
    return unsafe(f"begin it with {instead}", step)


@rule("IAX506", "extension-without-start", category="dialplan", severity="warning", since="0.1")
def extension_without_start(server: Server) -> Iterator[Diagnostic]:
    """An extension has no priority 1, and so can't be called.

    A call begins at priority 1 (`main/pbx.c:ast_exists_extension` asks for it); an extension that begins
    with another does not exist for callers.  One that begins with a label, or with a number that some `Goto` names,
    is meant to be jumped to.

    Example:
        [fromiax]
        exten => 23,2,Answer()

    Mend: give its first line the priority 1.
    """
    jumped_to: set[int] | None = None
    for context in server.dialplan.contexts.values():
        late = [extension for extension in context.extensions if extension.first > 1]
        # calls may fall from a pattern that has the priorities before the first into this one
        if not late or any(other.is_pattern and other.has(1) for other in context.extensions):
            continue
        if jumped_to is None:
            jumped_to = _jumped_to(server)
        for extension in late:
            first = extension.get(extension.first)
            if first is not None and not first.label and first.number not in jumped_to:
                yield about_line(
                    server,
                    context.name,
                    first.variable,
                    f"{extension.title} in [{context.name}] begins with priority {extension.first}: "
                    f"for {server.name} it can't be called",
                    "give its first line the priority 1",
                )


def _jumped_to(server: Server) -> set[int]:
    """The priorities that some line goes to by their numbers, whatever the extension."""
    import re

    config = server.configs.get("extensions.conf")
    categories = config.categories if config is not None else ()
    values = (variable.value for category in categories for variable in category.variables)
    jumps = (value for value in values if "goto" in value.lower() or "gosub" in value.lower())
    return {int(number) for value in jumps for number in re.findall(r",\s*(\d{1,9})\s*(?=[():?]|$)", value)}


LETTERS = frozenset("XZN")
PATTERN_SIGNS = LETTERS | frozenset("0123456789*#[]-.!")


@rule("IAX507", "pattern-without-underscore", category="dialplan", severity="warning", since="0.1", fix="unsafe")
def pattern_without_underscore(server: Server) -> Iterator[Diagnostic]:
    """An extension looks like a pattern, but does not begin with an underscore.

    Only after `_` do X, Z, N, the point and brackets stand for something; without it, `2XX` is the name
    2XX, which nobody dials.

    Example:
        [fromiax]
        exten => 2XX,1,Answer()

    Mend: write an underscore before it.
    """
    for context in server.dialplan.contexts.values():
        for extension in context.extensions:
            name = extension.name
            if (
                name[:1].isdigit()
                and (LETTERS & set(name) or name.endswith("."))
                and name.isupper() | name.endswith(".")
            ):
                _, line = next(extension.lines)
                yield about_line(
                    server,
                    context.name,
                    line,
                    f"{name} in [{context.name}] is no pattern without an underscore: nobody dials {name}",
                    f"write _{name}",
                    fixes=_with_pattern(line, name[0], f"_{name[0]}"),
                )


@rule("IAX508", "context-undefined", category="dialplan", severity="warning", since="0.1", fix="unsafe")
def context_undefined(server: Server) -> Iterator[Diagnostic]:
    """A user permits a context that the dialplan does not have.

    Calls that enter it are rejected with "No such context/extension"; where a call of one of the servers
    given does, that is an error, and stands in the place of this.

    Example:
        [bar]
        type=friend
        context=form-bar

    Mend: write the name of a context of `extensions.conf`.
    """
    from iaxlint.suggest import did_you_mean

    plan = server.dialplan
    if not plan.loaded or plan.doubt:
        return
    for name, user in server.iax.users.items():
        for context, line in user.contexts:
            known = context == "*" or plan.has(context) or plan.unsure(context)
            if known or server.folder.placeholders.fills(context):
                continue
            yield about_line(
                server,
                name,
                line,
                f"{server.name}'s dialplan has no context {context}: calls of [{name}] into it are rejected",
                f"write the name of a context that is there{did_you_mean(context, plan.contexts)}",
                fixes=_meant(line, context, server),
            )


@rule("IAX630", "context-any", category="security", severity="warning", since="0.1")
def context_any(server: Server) -> Iterator[Diagnostic]:
    """A user may enter every context of the dialplan.

    With `context=*` the caller chooses the context (`chan_iax2.c:apply_context`), also those that lead to
    trunks and to the public network.  The partner's good will, and its dialplan, then guard yours.

    Example:
        [bar]
        type=friend
        secret=K9fw-x2Tp-71nd
        context=*

    Mend: name the contexts that the partner needs.
    """
    for name, user in server.iax.users.items():
        line = next((line for context, line in user.contexts if context == "*"), None)
        if line is None:
            continue
        is_open = not (user.secret or user.inkeys) and not keeps_strangers_out(user.access)
        who = "anybody" if is_open else f"who calls as [{name}]"
        found = about_line(
            server,
            name,
            line,
            f"{who} may enter every context of {server.name}, those that cost money included",
            "name the contexts that are needed, one on each line",
        )
        if is_open:
            found.severity = "error"
        yield found


@rule("IAX631", "context-default", category="security", severity="warning", since="0.1")
def context_default(server: Server) -> Iterator[Diagnostic]:
    """A user has no `context`, and its calls enter `default`.

    `chan_iax2.c:check_access` takes `default` for a user without contexts.  Much is kept there that was never
    meant for callers from outside.

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        secret=K9fw-x2Tp-71nd

    Mend: add `context=` with a context made for these calls.
    """
    for name, user in server.iax.users.items():
        if not user.contexts and server.dialplan.has("default"):
            yield about_section(
                server,
                user.categories[-1],
                f"[{name}] names no context, so its calls enter [default] of {server.name}'s dialplan",
                "add context= with a context made for these calls",
            )
