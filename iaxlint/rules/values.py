"""Values that Asterisk can't use, or uses otherwise than they look."""

from __future__ import annotations

from iaxlint.model.value import is_false
from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.mending import add, below, dead, put, replace, unsafe
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.loader.config import Category, Variable
    from iaxlint.model.account import Account
    from iaxlint.model.reading import Complaint
    from iaxlint.model.server import Server
    from iaxlint.rules.mending import Edits


@rule("IAX120", "value-refused", category="option", severity="warning", since="0.1")
def value_refused(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """Asterisk can't read a value, says so in its log, and goes on without it.

    `tos` takes names such as ef and cs3, or a number; `[callnumberlimits]` an address with a mask, and a
    number; a codec may have a number of milliseconds behind a colon; `minregexpire` is at most
    `maxregexpire`.

    Example:
        [general]
        tos=lowdelay

    Mend: write a value that the option takes.
    """
    line = complaint.variable
    yield about_line(
        server,
        complaint.section,
        line,
        f'{server.name} can\'t use {line.name}={line.value}: it logs "{complaint.message}"',
        "write a value that the option takes",
    )


@rule("IAX123", "trunk-on-user", category="option", severity="warning", since="0.1", fix="safe")
def trunk_on_user(server: Server) -> Iterator[Diagnostic]:
    """`trunk` in a `type=user` section has no effect.

    Whether a call that comes in is trunked hangs on the peer that has the caller's address
    (`chan_iax2.c:check_access` asks `iax2_getpeertrunk`).

    Example:
        [bar]
        type=user
        trunk=yes

    Mend: write it in the peer's section, or make this one `type=friend`.
    """
    for name, user in server.iax.users.items():
        lines = user.decided.get("trunk")
        if lines and user.trunk and name not in server.iax.peers:
            yield about_line(
                server,
                name,
                lines[-1],
                f"trunk={lines[-1].value} has no effect in [{name}], which is a type=user section",
                "write it in the peer's section",
                fixes=dead(lines[-1]),
            )


@rule("IAX124", "callerid-on-peer", category="option", severity="warning", since="0.1", fix="safe")
def callerid_on_peer(server: Server) -> Iterator[Diagnostic]:
    """`callerid` in a `type=peer` section does not change the caller id of any call.

    `chan_iax2.c:update_registry` tells it to who registers, and that is all; calls go out with the caller id
    of the channel.

    Example:
        [bar]
        type=peer
        host=192.168.2.3
        callerid="Foo" <5551000>

    Mend: set it in the dialplan: `Set(CALLERID(num)=5551000)`.
    """
    for name, peer in server.iax.peers.items():
        lines = peer.decided.get("callerid")
        if lines and not peer.dynamic and name not in server.iax.users:
            yield about_line(
                server,
                name,
                lines[-1],
                f"calls of {server.name} through [{name}] do not go out with this callerid",
                "set it in the dialplan: Set(CALLERID(num)=...)",
                fixes=dead(lines[-1]),
            )


@rule("IAX125", "callerid-replaced", category="option", severity="info", since="0.1", fix="unsafe")
def callerid_replaced(server: Server) -> Iterator[Diagnostic]:
    """Every call that comes in through the trunk shows one caller id.

    `callerid` of a user takes the place of what the caller sends (`chan_iax2.c:check_access`), which is right
    for a telephone, and seldom for another server.

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        callerid="Bar" <5552000>

    Mend: delete it, or write `callerid=asreceived`.
    """
    for name, user in server.iax.users.items():
        peer = server.iax.peers.get(name)
        lines = user.decided.get("callerid")
        if lines and user.callerid and peer is not None and not peer.dynamic:
            yield about_line(
                server,
                name,
                lines[-1],
                f"every call that {server.name} takes from [{name}] shows this caller id, whoever calls",
                "delete it, or write callerid=asreceived",
                fixes=unsafe(
                    "write callerid=asreceived", put(user.categories[-1], user.decided, "callerid", "asreceived")
                ),
            )


@rule("IAX126", "context-of-template", category="option", severity="warning", since="0.1")
def context_of_template(server: Server) -> Iterator[Diagnostic]:
    """Calls enter the context of the template, and not that of the section.

    The contexts of a user are collected, those of templates first, and a call that asks for none enters the
    first of them (`chan_iax2.c:check_access`).  A section so does not override the `context` that it
    inherits; it only permits one more.

    Example:
        [base](!)
        type=friend
        context=default

        [bar](base)
        context=fromiax

    Mend: take `context` out of the template.
    """
    for name, user in server.iax.users.items():
        if len(user.contexts) > 1:
            (first, inherited), (own, line) = user.contexts[0], user.contexts[-1]
            if inherited.via and not line.via and first != own:
                yield about_line(
                    server,
                    name,
                    line,
                    f"calls of [{name}] that ask for no context enter {first}, which it inherits, and not {own}",
                    "take context out of the template",
                    (line_of(server, inherited, f"inherited from [{inherited.via[-1]}]"),),
                )


@rule("IAX128", "context-list", category="option", severity="warning", since="0.1", fix="unsafe")
def context_list(server: Server) -> Iterator[Diagnostic]:
    """A `context` line holds a list, and is taken for one long name.

    `chan_iax2.c:build_user` takes each line for one context; several are permitted by several lines.

    Example:
        [bar]
        type=friend
        context=fromiax,internal

    Mend: write one `context` line for each.
    """
    for name, user in server.iax.users.items():
        for context, line in user.contexts:
            if any(mark in context for mark in ",&|") and not server.dialplan.has(context):
                yield about_line(
                    server,
                    name,
                    line,
                    f"context={context} is one name to {server.name}, and no list",
                    "write one context line for each context",
                    fixes=() if line.via else unsafe("write a line for each", _split(line, context)),
                )


def _split(line: Variable, context: str) -> Edits:
    """Write a line for each of the names in a list."""
    first, *others = [name.strip() for name in context.replace("&", ",").replace("|", ",").split(",") if name.strip()]
    return (*replace(line, first), *below(line, *((line.name, name) for name in others))) if others else ()


@rule("IAX129", "encryption-stays-on", category="option", severity="warning", since="0.1", fix="safe")
def encryption_stays_on(server: Server) -> Iterator[Diagnostic]:
    """`encryption=no` does not take away the encryption that `[general]` or a template has switched on.

    From 1.6.2 on each `encryption` line adds to what is there (`chan_iax2.c:build_peer` and `build_user`);
    nothing takes it away again.

    Example:
        [general]
        encryption=yes

        [bar]
        type=friend
        encryption=no

    Mend: delete the line; or take `encryption` out of `[general]`, and set it where it is wanted.
    """
    for owners in (server.iax.users, server.iax.peers):
        for name, owner in owners.items():
            for line in owner.decided.get("encryption", ()):
                if is_false(line.value) and owner.encryption:
                    yield about_line(
                        server,
                        name,
                        line,
                        f"encryption={line.value} has no effect: [{name}] on {server.name} has encryption on already",
                        "set encryption only where it is wanted",
                        fixes=dead(line),
                    )


@rule("IAX130", "transfer-not-inherited", category="option", severity="info", since="0.1", fix="unsafe")
def transfer_not_inherited(server: Server) -> Iterator[Diagnostic]:
    """`transfer` in `[general]` does not count for users and peers.

    `chan_iax2.c:build_user` and `build_peer` do not copy it, and each call takes the setting of its section,
    which is yes where no line says otherwise: two legs of a call may then be joined behind the server's
    back.

    Example:
        [general]
        transfer=no

        [bar]
        type=friend
        host=192.168.2.3

    Mend: write `transfer=no` in each section.
    """
    general = server.iax.general
    lines = general.decided.get("transfer")
    if not lines or general.transfer == "yes":
        return
    owners: list[Account] = [*server.iax.users.values(), *server.iax.peers.values()]
    silent = [owner for owner in owners if not owner.decided.get("transfer")]
    without = sorted({owner.name for owner in silent})
    if without:
        some = ", ".join(f"[{name}]" for name in without[:3]) + (", ..." if len(without) > 3 else "")
        yield about_line(
            server,
            "general",
            lines[-1],
            f"transfer={lines[-1].value} does not reach {some}: calls through it may be transferred",
            f"write transfer={lines[-1].value} in each section",
            fixes=unsafe(
                "write it in each section",
                *(add(section, ("transfer", lines[-1].value)) for section in _sections(silent)),
            ),
        )


def _sections(owners: list[Account]) -> list[Category]:
    """The sections of users and peers, each once."""
    return list({id(owner.categories[-1]): owner.categories[-1] for owner in owners}.values())


@rule("IAX131", "codecpriority-host-idle", category="option", severity="warning", since="0.1", fix="safe")
def codecpriority_host_idle(server: Server) -> Iterator[Diagnostic]:
    """`codecpriority=host` in a section does not take back what `[general]` says.

    `chan_iax2.c:build_user` knows the words caller, disabled and reqonly, each of which sets flags; host is
    not read at all.

    Example:
        [general]
        codecpriority=caller

        [bar]
        type=friend
        codecpriority=host

    Mend: take `codecpriority` out of `[general]`, and set it where it is wanted.
    """
    for name, user in server.iax.users.items():
        lines = user.decided.get("codecpriority")
        if lines and lines[-1].value.lower() == "host" and (user.codec_caller_first or user.codec_no_preferences):
            yield about_line(
                server,
                name,
                lines[-1],
                f"codecpriority=host has no effect: [{name}] on {server.name} keeps what was set before",
                "set codecpriority only where another than host is wanted",
                fixes=dead(lines[-1]),
            )


@rule("IAX132", "setvar-without-value", category="option", severity="warning", since="0.1", fix="safe")
def setvar_without_value(server: Server) -> Iterator[Diagnostic]:
    """A `setvar` line has no second equal sign, and sets nothing.

    `chan_iax2.c:build_user` wants `setvar=NAME=value`.

    Example:
        [bar]
        type=friend
        setvar=TRUNK

    Mend: write `setvar=NAME=value`.
    """
    for name, user in server.iax.users.items():
        for line in user.decided.get("setvar", ()):
            if "=" not in line.value:
                yield about_line(
                    server,
                    name,
                    line,
                    f"setvar={line.value} names no value, so {server.name} sets nothing for calls of [{name}]",
                    "write setvar=NAME=value",
                    fixes=dead(line),
                )
