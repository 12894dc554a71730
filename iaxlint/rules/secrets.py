"""Secrets that keep nobody out, and secrets that are not what they look like."""

from __future__ import annotations

from iaxlint.model.auth import PLAINTEXT
from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.lines import accounts
from iaxlint.rules.mending import replace, safe, unsafe
from iaxlint.rules.registry import rule
from iaxlint.source import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.loader.config import Variable
    from iaxlint.model.server import Server
    from iaxlint.rules.finding import Member
    from iaxlint.rules.mending import Fixes

LONGEST = 79
"""Bytes that the calling side keeps of a secret (`chan_iax2.c:create_addr_info`, 80 with the NUL)."""

QUOTES = ('"', "'")


def secret_lines(server: Server) -> list[tuple[str, Variable]]:
    """Each `secret` line of a user or peer once, with the name of its section; kept with the server."""
    return server.memo.once("secret lines", lambda: _secret_lines(server))


def _secret_lines(server: Server) -> list[tuple[str, Variable]]:
    lines: dict[int, tuple[str, Variable]] = {}
    for owners in (server.iax.users, server.iax.peers):
        for name, owner in owners.items():
            for variable in owner.decided.get("secret", ()):
                lines.setdefault(id(variable.node), (name, variable))
    return [*lines.values()]


def fresh(member: Member, section: str) -> Fixes:
    """Put a new random secret into a section, and into those at the other ends."""
    from iaxlint.rules.mending_secrets import fresh_secret

    return fresh_secret(member.fleet, member.server, section)


def alternatives(variable: Variable) -> list[str]:
    """The secrets in a `secret` line."""
    return [part.strip() for part in variable.value.split(";")]


@rule("IAX604", "auth-plaintext", category="security", severity="warning", since="0.1", fix="unsafe")
def auth_plaintext(server: Server) -> Iterator[Diagnostic]:
    """The secret travels in clear, because the user takes nothing but plain text.

    The callee chooses how the secret is proved, and the caller does as it is told (`chan_iax2.c:authenticate`):
    with `auth=plaintext` at one end, everybody on the way reads the secret.  No such call can be encrypted.

    Example:
        [bar]
        type=friend
        auth=plaintext

    Mend: write `auth=md5` at both ends; nothing else has to change.
    """
    for name, user in server.iax.users.items():
        if user.auth & PLAINTEXT and user.secret:
            lines = user.decided.get("auth") or server.iax.general.decided.get("auth")
            if not lines:
                continue
            if user.auth == PLAINTEXT:
                message = f"who calls {server.name} as {name} must send the secret in clear: all on the way can read it"
            else:
                message = f"who calls {server.name} as {name} may be led to send the secret in clear"
            fixes = unsafe("write md5 in the place of plaintext", replace(lines[-1], _hidden(lines[-1].value)))
            yield about_line(server, name, lines[-1], message, "write auth=md5 at both ends", fixes=fixes)


def _hidden(methods: str) -> str:
    """The methods of an `auth` line by which the secret does not travel, with md5 among them."""
    return "md5,rsa" if "rsa" in methods else "md5"


@rule("IAX150", "secret-too-long", category="option", severity="warning", since="0.1", fix="unsafe")
def secret_too_long(member: Member) -> Iterator[Diagnostic]:
    """The secret is longer than what a caller sends of it.

    The calling side keeps 79 bytes of a secret (`struct create_addr_info` in `chan_iax2.c`), the side that
    is called keeps all: the same long secret at both ends does not match.

    Example:
        [bar]
        type=friend
        secret=0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789-0123456789

    Mend: use at most 79 bytes.
    """
    server = member.server
    for section, variable in secret_lines(server):
        size = len(encode(variable.value))
        if size > LONGEST and "{" not in variable.value:
            yield about_line(
                server,
                section,
                variable,
                f"the secret of [{section}] has {size} bytes: calls and registrations send only {LONGEST} of them, "
                "and the end that is called compares all",
                f"use at most {LONGEST} bytes at both ends",
                fixes=fresh(member, section),
            )


@rule("IAX151", "secret-semicolon", category="option", severity="warning", since="0.1", fix="unsafe")
def secret_semicolon(member: Member) -> Iterator[Diagnostic]:
    """A `;` in a secret does not do what it seems to.

    Without a backslash it begins a comment, and the secret ends before it.  With one it stays, but the
    side that is called takes what stands before and after it for two secrets, while the calling side sends
    both as one (`chan_iax2.c:authenticate_verify`): by MD5 such a secret never matches itself.

    Example:
        [bar]
        type=friend
        secret=K9fw;x2Tp-71nd

    Mend: use no `;` in secrets.
    """
    server = member.server
    for section, variable in secret_lines(server):
        end = variable.node.value_end
        if ";" in variable.value:
            message = (
                f"{server.name} accepts each part of the secret of [{section}] between its semicolons, "
                "but sends the whole when it calls: it does not match itself"
            )
        elif variable.value and variable.source.text[end : end + 1] == ";":
            message = f"the secret of [{section}] ends before the semicolon: the rest of the line is a comment"
        else:
            continue
        yield about_line(
            server,
            section,
            variable,
            message,
            "use no semicolon in the secret, or put a blank before a comment",
            fixes=fresh(member, section),
        )


@rule("IAX152", "secret-quoted", category="option", severity="warning", since="0.1", fix="safe")
def secret_quoted(server: Server) -> Iterator[Diagnostic]:
    """A secret, name or context stands in quotes, and the quotes belong to it.

    Asterisk's configuration files have no quotes: `secret="x"` has three characters.  It matches an end
    that has the quotes too, and no other.

    Example:
        [bar]
        type=friend
        secret="K9fw-x2Tp-71nd"

    Mend: delete the quotes at both ends.
    """
    for name, _, decided in accounts(server):
        for option in ("secret", "username", "host", "context", "peercontext"):
            for variable in decided.get(option, ()):
                value = variable.value
                if value[:1] in QUOTES and len(value) > 1 and value[0] == value[-1]:
                    yield about_line(
                        server,
                        name,
                        variable,
                        f"the quotes around the {option} of [{name}] belong to it, for Asterisk knows no quotes",
                        "delete the quotes, at both ends",
                        fixes=_unquoted(variable),
                    )


def _unquoted(line: Variable) -> Fixes:
    """Delete the quotes; those of a secret may stand at the other end too."""
    return (unsafe if line.name.lower() == "secret" else safe)("delete the quotes", replace(line, line.value[1:-1]))


@rule("IAX153", "secrets-several", category="option", severity="info", since="0.1")
def secrets_several(server: Server) -> Iterator[Diagnostic]:
    """A section has several secrets: all are accepted, the last one is sent.

    `chan_iax2.c:build_user` collects the `secret` lines of a user, those of templates included, and takes
    each of them by MD5, but by plain text only all together; `build_peer` keeps the last one.  That serves
    to change a secret without a gap; left in place, it keeps an old secret valid.

    Example:
        [bar]
        type=friend
        secret=K9fw-x2Tp-71nd
        secret=Zt5q-b8Lm-40xc

    Mend: delete the old secret once both ends have the new one.
    """
    for name, user in server.iax.users.items():
        lines = user.secrets
        if len({variable.value for variable in lines}) > 1:
            *earlier, last = lines
            sent = ", and sends the last" if name in server.iax.peers else ""
            yield about_line(
                server,
                name,
                last,
                f"[{name}] has {len(lines)} secrets: {server.name} accepts each of them{sent}",
                "delete those that are no longer used",
                tuple(line_of(server, variable, "accepted too") for variable in earlier),
            )
