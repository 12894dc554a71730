"""Secrets that are found by trying, and secrets that more than one trunk has."""

from __future__ import annotations

from iaxlint.rules.finding import about_line, about_section, line_of
from iaxlint.rules.mending import put, safe
from iaxlint.rules.registry import rule
from iaxlint.rules.secrets import alternatives, fresh, secret_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.loader.config import Variable
    from iaxlint.model.server import Server
    from iaxlint.rules.finding import Member

MOST_RELATED = 4
"""So many other lines a finding shows."""


def guess(server: Server, section: str, secret: str) -> tuple[str, str]:
    """Why a secret of a section is among the first that anybody tries, and why it falls to a patient search.

    Each is "" where it is not; several rules ask, and the answer is kept with the server.
    """
    return server.memo.once(("guess", section, secret), lambda: _guess(server, section, secret))


def _guess(server: Server, section: str, secret: str) -> tuple[str, str]:
    from iaxlint.rules.password import why_weak, why_well_known

    placeholders = server.folder.placeholders
    return why_well_known(secret, _names(server, section), placeholders), why_weak(secret, placeholders)


def _well_known(server: Server, section: str, variable: Variable) -> str:
    """Why a secret of a line is among the first that anybody tries, or ""."""
    return next((why for part in alternatives(variable) if (why := guess(server, section, part)[0])), "")


def _weak(server: Server, section: str, variable: Variable) -> str:
    """Why a secret of a line falls to a patient search, or ""."""
    return next((why for part in alternatives(variable) if (why := guess(server, section, part)[1])), "")


def _names(server: Server, section: str) -> tuple[str, ...]:
    peer = server.iax.peers.get(section)
    return (section, server.name, peer.username) if peer else (section, server.name)


@rule("IAX601", "secret-well-known", category="security", severity="error", since="0.1", fix="unsafe")
def secret_well_known(member: Member) -> Iterator[Diagnostic]:
    """The secret is among the first that anybody tries.

    Port 4569 is searched all day long by programs that try names and words from a list.  Asterisk answers
    each try at once unless `delayreject=yes`, and whoever hears one call can go on trying at home: the MD5
    answer (RFC 5456, section 8.6.15) tells when a guess is right.

    Example:
        [bar]
        type=friend
        secret=password123

    Mend: put a long random secret at both ends, as `openssl rand -base64 24` makes one.
    """
    server = member.server
    for section, variable in secret_lines(server):
        reason = _well_known(server, section, variable)
        if reason:
            found = about_line(
                server,
                section,
                variable,
                f"the secret of [{section}] on {server.name} is easy to guess, and who guesses it is let in"
                f"{'' if _guards(server, section) else ' at the other end'}: {reason}",
                "put a long random secret at both ends",
                fixes=fresh(member, section),
            )
            found.severity = "" if _guards(server, section) else "warning"
            yield found


def _guards(server: Server, section: str) -> bool:
    """Whether the secrets of a section let anybody in here: those of a peer with a fixed host are only sent."""
    peer = server.iax.peers.get(section)
    return section in server.iax.users or (peer is not None and peer.dynamic)


@rule("IAX602", "secret-weak", category="security", severity="warning", since="0.1", fix="unsafe")
def secret_weak(member: Member) -> Iterator[Diagnostic]:
    """The secret is short, or made of few different characters.

    Whoever hears one call can try secrets at home against its MD5 answer, some thousand millions a second;
    eight characters of letters and figures last some days, eight figures no second.

    Example:
        [bar]
        type=friend
        secret=h7Kq2

    Mend: put a long random secret at both ends, as `openssl rand -base64 24` makes one.
    """
    server = member.server
    for section, variable in secret_lines(server):
        reason = _weak(server, section, variable)
        if reason and not _well_known(server, section, variable):
            yield about_line(
                server,
                section,
                variable,
                f"the secret of [{section}] on {server.name} falls to a search: {reason}",
                "put a long random secret at both ends",
                fixes=fresh(member, section),
            )


@rule("IAX603", "secret-reused", category="security", severity="warning", since="0.1", fix="unsafe")
def secret_reused(member: Member) -> Iterator[Diagnostic]:
    """Two trunks of a server have the same secret.

    Whoever knows the secret of one trunk can then call and register as the other: names are no secret,
    they travel in clear.

    Example:
        [bar]
        type=friend
        secret=K9fw-x2Tp-71nd

        [baz]
        type=friend
        secret=K9fw-x2Tp-71nd

    Mend: give each trunk a secret of its own.
    """
    server = member.server
    reported: set[tuple[str, int]] = set()
    for owners in (server.iax.users, server.iax.peers):
        sharing: dict[str, dict[str, Variable]] = {}
        for section, owner in owners.items():
            for variable in owner.decided.get("secret", ()):
                if len(variable.value) > 1:
                    sharing.setdefault(variable.value, {}).setdefault(section, variable)
        for secret, sections in sharing.items():
            if len(sections) == 1 or server.folder.placeholders.stands_for(secret):
                continue
            (other, earlier), *rest = sections.items()
            own = [(section, line) for section, line in rest if line is not earlier]
            new = [line for _, line in own if (line.source.path, line.node.start) not in reported]
            reported |= {(line.source.path, line.node.start) for line in new}
            if new:
                yield _reused(member, (other, earlier), own)


def _reused(member: Member, first: tuple[str, Variable], others: list[tuple[str, Variable]]) -> Diagnostic:
    """One finding for one secret, however many sections have it."""
    server = member.server
    name, (section, variable), more = first[0], others[0], len(others) - 1
    shown = (first, *others[1:])[:MOST_RELATED]
    who = f"[{section}] and [{name}]" if not more else f"[{section}], [{name}] and {more} more sections"
    of_all = f"all {more + 2}" if more else "either"
    return about_line(
        server,
        section,
        variable,
        f"{who} on {server.name} have one secret: who knows it can pass for {of_all}",
        "give each trunk a secret of its own",
        tuple(line_of(server, line, f"the secret of [{owner}]") for owner, line in shown),
        fresh(member, section) if not more else (),
    )


@rule("IAX605", "guesses-unslowed", category="security", severity="info", since="0.1", fix="safe")
def guesses_unslowed(server: Server) -> Iterator[Diagnostic]:
    """A secret that can be guessed stands on a server that answers every guess at once.

    Without `delayreject=yes` Asterisk refuses a wrong secret as soon as it has it
    (`chan_iax2.c:socket_process_helper`), so that many can be tried in a second.

    Example:
        [general]
        disallow=all
        allow=ulaw

        [bar]
        type=friend
        secret=h7Kq2

    Mend: put a long random secret at both ends, and `delayreject=yes` into `[general]`.
    """
    if server.iax.general.delayreject:
        return
    weak = next(
        (
            variable
            for name, user in server.iax.users.items()
            for variable in user.secrets
            if any(any(guess(server, name, part)) for part in alternatives(variable))
        ),
        None,
    )
    general = server.iax.general
    if weak is None or general.category is None:
        return
    message = f"{server.name} answers every guess at a secret at once, and has one that can be guessed"
    help_text = "add delayreject=yes to [general], and take a long random secret"
    related = (line_of(server, weak, "this secret can be guessed"),)
    lines = general.decided.get("delayreject")
    fixes = safe("write delayreject=yes", put(general.category, general.decided, "delayreject", "yes"))
    if lines:
        yield about_line(server, "general", lines[-1], message, help_text, related, fixes)
    else:
        yield about_section(server, general.category, message, help_text, related, fixes)
