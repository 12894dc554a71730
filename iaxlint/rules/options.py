"""Options that Asterisk does not read, and lines that another one overrides."""

from __future__ import annotations

from iaxlint.model.option import FOREIGN, NEVER_READ, OPTIONS, REMOVED, SINCE, is_clear, suggest, versions_of
from iaxlint.model.option_value import nearest_word
from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.mending import dead, delete, rename, replace, safe, unsafe
from iaxlint.rules.registry import rule
from iaxlint.wording import option_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.option_value import Fault
    from iaxlint.model.server import Server
    from iaxlint.model.version import Number
    from iaxlint.rules.lines import Roles, Stray
    from iaxlint.rules.mending import Fixes

WORDS = {
    ("general",): "[general]",
    ("user",): "a type=user section",
    ("peer",): "a type=peer section",
    ("user", "peer"): "a type=friend section",
}

INSTEAD = {
    ("port", ("general",)): "bindport",
    ("host", ("general",)): "bindaddr",
    ("qualify", ("general",)): "",
    ("bindport", ("peer",)): "port",
    ("bindport", ("user", "peer")): "port",
    ("bindaddr", ("peer",)): "sourceaddress",
    ("bindaddr", ("user", "peer")): "sourceaddress",
}
"""What does in a section what an option does elsewhere."""

ALIKE = (
    *("alwaysauthreject", "canreinvite", "defaultuser", "directmedia", "fromuser"),
    *("maxexpiry", "minexpiry", "remotesecret", "udpbindaddr"),
)
"""Options of SIP whose values mean the same under the name that IAX2 has for them."""


def _spell(version: Number) -> str:
    major, minor = version
    return f"{major}.{minor}" if major == 1 or minor not in (0, 999) else str(major)


def _section(stray: Stray) -> str:
    return f"[{stray.section}]"


@rule("IAX101", "option-unknown", category="option", severity="warning", since="0.1", fix="safe")
def option_unknown(stray: Stray, server: Server) -> Iterator[Diagnostic]:
    """An option is none that Asterisk knows, and is passed over without a word.

    `chan_iax2.c` compares each name with those that it knows; the warning about others is commented out in
    its source.  A misspelt `secret` so leaves an account open, and a misspelt `deny` lets everybody in.

    Example:
        [general]
        codecpriorty=host

    Mend: write the option's name as `iax.conf.sample` has it, or delete the line.
    """
    line = stray.variable
    name = line.name.lower()
    meant = suggest(name, "friend" if len(stray.roles) > 1 else stray.roles[0], server.version)
    if name in NEVER_READ:
        message = f"no version of Asterisk reads {line.name}, though the sample file describes it"
    else:
        message = (
            f"Asterisk knows no option {option_name(line.name)}: {server.name} passes it over in {_section(stray)}"
        )
    help_text = f"did you mean {meant}?" if meant else "delete the line"
    yield about_line(server, stray.section, line, message, help_text, fixes=_unknown(stray, server, name, meant))


def _unknown(stray: Stray, server: Server, name: str, meant: str) -> Fixes:
    """Write the name that is meant, where there is one only; delete the line where nothing like it is known."""
    line = stray.variable
    if name in NEVER_READ:
        return dead(line, everywhere=True)
    return _renamed(stray, server, meant) if meant else unsafe("delete the line, which has no effect", delete(line))


def _renamed(stray: Stray, server: Server, name: str) -> Fixes:
    """Write another name, unless the section has a line of that name already, or more than one name is as near."""
    line, iax = stray.variable, server.iax
    owners = (iax.general if stray.roles == ("general",) else None, iax.users.get(stray.section))
    decided = [owner.decided for owner in (*owners, iax.peers.get(stray.section)) if owner is not None]
    there = any(name in lines for lines in decided)
    read = any(versions_of(name, role) for role in stray.roles)
    clear = (line.name.lower(), stray.roles) in INSTEAD or is_clear(line.name, name)
    return unsafe(f"write {name}", rename(line, name)) if read and clear and not there else ()


@rule("IAX102", "option-obsolete", category="option", severity="warning", since="0.1", fix="safe")
def option_obsolete(stray: Stray, server: Server) -> Iterator[Diagnostic]:
    """An option was taken out of Asterisk, and is passed over without a word.

    Files that were begun years ago carry such lines on: `mailboxdetail` was last read by 1.2, `notransfer` by
    1.4, `forcejitterbuffer` by 12.

    Example:
        [general]
        mailboxdetail=yes

    Mend: delete the line; where another option has taken its place, write that.
    """
    line = stray.variable
    last, _, instead = REMOVED[line.name.lower()]
    yield about_line(
        server,
        stray.section,
        line,
        f"Asterisk {_spell(last)} was the last to read {line.name}: {server.name} ({server.version}) passes it over",
        f"write {instead} instead, or delete the line" if instead else "delete the line",
        fixes=dead(line, everywhere=True),
    )


@rule("IAX103", "option-misplaced", category="option", severity="warning", since="0.1", fix="safe")
def option_misplaced(stray: Stray, server: Server) -> Iterator[Diagnostic]:
    """An option stands in a section where Asterisk does not read it.

    Some options count in `[general]` only, some for users (calls that come in), some for peers (calls that
    go out, and registrations); a friend is both.  Elsewhere they are passed over without a word: `port` in
    `[general]` opens no port, and `requirecalltoken` there waives nothing.

    Example:
        [general]
        port=4569

    Mend: move the line to where it counts.
    """
    line = stray.variable
    name = line.name.lower()
    scopes = [scope for scope, _, _ in OPTIONS[name][3]]
    where = (
        "[general]"
        if scopes == ["general"]
        else "sections of type " + " or ".join(scope for scope in [*scopes, "friend"] if scope != "general")
    )
    if "general" in scopes and len(scopes) > 1:
        where = f"[general] and in {where}"
    instead = INSTEAD.get((name, stray.roles), "")
    yield about_line(
        server,
        stray.section,
        line,
        f"{line.name} has no effect in {_where(stray)}: {server.name} reads it in {where}",
        f"write {instead} instead" if instead else "move it to where it counts, or delete it",
        fixes=(*(_renamed(stray, server, instead) if instead else ()), *dead(line)),
    )


def _where(stray: Stray) -> str:
    roles: Roles = stray.roles
    return "[general]" if roles == ("general",) else f"[{stray.section}], which is {WORDS[roles]}"


@rule("IAX104", "option-too-new", category="option", severity="warning", since="0.1")
def option_too_new(stray: Stray, server: Server) -> Iterator[Diagnostic]:
    """An option is younger than the Asterisk that reads the file.

    The settings say which version a server runs (`asterisk = "18"`); older ones pass the option over
    without a word.

    Example:
        [general]
        auth=md5

    Mend: update Asterisk, or do without the option; or correct the version in `iaxlint.toml`.
    """
    line = stray.variable
    name = line.name.lower()
    first = next((SINCE[name, role] for role in stray.roles if (name, role) in SINCE), None)
    since = f"is read from Asterisk {_spell(first)} on" if first else "is not read"
    yield about_line(
        server,
        stray.section,
        line,
        f"{line.name} in {_section(stray)} {since}: {server.name} ({server.version}) passes it over",
        "update Asterisk, or correct the version in iaxlint.toml",
    )


@rule("IAX105", "option-foreign", category="option", severity="warning", since="0.1", fix="safe")
def option_foreign(stray: Stray, server: Server) -> Iterator[Diagnostic]:
    """An option belongs to `sip.conf`, and does nothing in `iax.conf`.

    `insecure`, `nat`, `allowguest` and the like come along when sections are copied.  In `iax.conf` they are
    passed over without a word, which matters most where they promise to keep somebody out:
    `allowguest=no` bars no guest here.

    Example:
        [bar]
        type=friend
        insecure=port,invite

    Mend: delete the line, or write the option of IAX2 that does the same.
    """
    line = stray.variable
    instead = FOREIGN[line.name.lower()]
    yield about_line(
        server,
        stray.section,
        line,
        f"{line.name} is an option of SIP: {server.name} passes it over in {_section(stray)}",
        f"write {instead} instead, or delete the line" if instead else "delete the line",
        fixes=(
            *(_renamed(stray, server, instead) if line.name.lower() in ALIKE else ()),
            *dead(line, everywhere=True),
        ),
    )


@rule("IAX106", "option-overridden", category="option", severity="warning", since="0.1", fix="safe")
def option_overridden(stray: Stray, server: Server) -> Iterator[Diagnostic]:
    """An option stands twice in one section, and only the last line counts.

    Most options keep the last value.  Those that collect theirs (`context` and `secret` of users, `permit`,
    `deny`, `allow`, `register`, `setvar`) are not meant here, nor lines that override a template.

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        host=192.168.2.4

    Mend: delete the line that has no effect.
    """
    line, other = stray.variable, stray.other
    assert other is not None
    yield about_line(
        server,
        stray.section,
        line,
        f"this {line.name} of {_section(stray)} has no effect: a later line gives another value",
        "delete the line that is not meant",
        (line_of(server, other, "this one counts"),),
        dead(line),
    )


@rule("IAX107", "value-invalid", category="option", severity="warning", since="0.1", fix="safe")
def value_invalid(stray: Stray, server: Server) -> Iterator[Diagnostic]:
    """A value is none that the option takes, and Asterisk uses another.

    Yes is written yes, true, y, t, 1 or on (`main/utils.c:ast_true`), and most options take any other word
    for no; numbers are read up to the first letter; `auth` is compared in lower case.  Of some of this
    Asterisk says a word in its log, of most it does not.

    Example:
        [bar]
        type=friend
        trunk=ja

    Mend: write a value that the option takes.
    """
    line, fault = stray.variable, stray.fault
    assert fault is not None
    yield about_line(
        server,
        stray.section,
        line,
        f"{line.name}={line.value} in {_section(stray)} is not {fault.expected}: {server.name} uses {fault.used}",
        f"write {fault.expected}",
        fixes=_readable(stray, fault),
    )


def _readable(stray: Stray, fault: Fault) -> Fixes:
    """Write the number that Asterisk makes of the value; or the word that it is nearest to."""
    line = stray.variable
    if fault.used.isdecimal() and line.value.lstrip("+ ").startswith(fault.used):
        return safe(f"write {fault.used}, as it is read", replace(line, fault.used))
    word = nearest_word(line.name, line.value)
    return unsafe(f"write {word}", replace(line, word)) if word else ()
