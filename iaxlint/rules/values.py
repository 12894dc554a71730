"""Values that Asterisk can't use, or uses otherwise than they look."""

from __future__ import annotations

from iaxlint.model.value import is_false
from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.registry import rule
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.reading import Complaint
    from iaxlint.model.server import Server

TIGHT_QUALIFY_MS = 50
"""Below this many milliseconds a partner on another continent, or behind a busy line, is never in time."""
TIGHT_FREQUENCY_MS = 1000


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


@rule("IAX121", "qualify-tight", category="option", severity="warning", since="0.1")
def qualify_tight(server: Server) -> Iterator[Diagnostic]:
    """`qualify` grants the partner hardly any time to answer.

    A number is one of milliseconds, and `qualify=1` means one of them, not yes.  A peer whose answer takes
    longer counts as too slow, and calls to it fail at once (`chan_iax2.c:create_addr`).

    Example:
        [bar]
        type=friend
        qualify=1

    Mend: write `qualify=yes`, which means 2000 ms.
    """
    for name, peer in server.iax.peers.items():
        if 0 < peer.qualify_ms < TIGHT_QUALIFY_MS:
            yield about_line(
                server,
                name,
                peer.decided["qualify"][-1],
                f"{server.name} calls [{name}] only while its answers take at most {peer.qualify_ms} ms",
                "write qualify=yes, which means 2000 ms",
            )


@rule("IAX122", "autokill-tight", category="option", severity="warning", since="0.1")
def autokill_tight(server: Server) -> Iterator[Diagnostic]:
    """`autokill` grants the other end hardly any time to answer.

    A number is one of milliseconds; a call that is not answered at all within twice that time is given up
    (`chan_iax2.c:iax2_call`): "Auto-congesting call due to slow response".

    Example:
        [general]
        autokill=1

    Mend: write `autokill=yes`, which means 2000 ms.
    """
    general = server.iax.general
    if 0 < general.autokill_ms < TIGHT_QUALIFY_MS:
        yield about_line(
            server,
            "general",
            general.decided["autokill"][-1],
            f"{server.name} gives up each call that is not answered within {2 * general.autokill_ms} ms",
            "write autokill=yes, which means 2000 ms",
        )


@rule("IAX123", "trunk-on-user", category="option", severity="warning", since="0.1")
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
            )


@rule("IAX124", "callerid-on-peer", category="option", severity="warning", since="0.1")
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
            )


@rule("IAX125", "callerid-replaced", category="option", severity="info", since="0.1")
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


@rule("IAX127", "qualify-frequency", category="option", severity="warning", since="0.1")
def qualify_frequency(server: Server) -> Iterator[Diagnostic]:
    """A peer is asked whether it is there more than once a second.

    `qualifyfreqok` and `qualifyfreqnotok` count milliseconds, where `qualifyfreq` of other channel drivers
    counts seconds (`chan_iax2.c:iax2_poke_peer`).

    Example:
        [bar]
        type=friend
        qualify=yes
        qualifyfreqok=60

    Mend: write milliseconds: 60000 for a minute.
    """
    for name, peer in server.iax.peers.items():
        for option, value in (
            ("qualifyfreqok", peer.qualify_freq_ok_ms),
            ("qualifyfreqnotok", peer.qualify_freq_notok_ms),
        ):
            if peer.qualify_ms and value < TIGHT_FREQUENCY_MS and option in peer.decided:
                yield about_line(
                    server,
                    name,
                    peer.decided[option][-1],
                    f"{option} counts milliseconds: {server.name} pokes [{name}] every {value} ms",
                    f"write {option}={value}000 for {count(value, 'second')}" if value > 0 else "write milliseconds",
                )


@rule("IAX128", "context-list", category="option", severity="warning", since="0.1")
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
                )


@rule("IAX129", "encryption-stays-on", category="option", severity="warning", since="0.1")
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
                    )


@rule("IAX130", "transfer-not-inherited", category="option", severity="info", since="0.1")
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
    without = sorted(
        {
            name
            for owners in (server.iax.users, server.iax.peers)
            for name, o in owners.items()
            if not o.decided.get("transfer")
        }
    )
    if without:
        some = ", ".join(f"[{name}]" for name in without[:3]) + (", ..." if len(without) > 3 else "")
        yield about_line(
            server,
            "general",
            lines[-1],
            f"transfer={lines[-1].value} does not reach {some}: calls through it may be transferred",
            f"write transfer={lines[-1].value} in each section",
        )


@rule("IAX131", "codecpriority-host-idle", category="option", severity="warning", since="0.1")
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
            )


@rule("IAX132", "setvar-without-value", category="option", severity="warning", since="0.1")
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
                )
