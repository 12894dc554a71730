"""Accounts that are open: users and peers that ask nobody for a secret."""

from __future__ import annotations

from iaxlint.model.access import keeps_strangers_out
from iaxlint.model.auth import MD5, RSA
from iaxlint.model.user import entered_context, is_open
from iaxlint.rules.finding import about_line, about_section, line_of
from iaxlint.rules.mending import delete, safe
from iaxlint.rules.registry import rule
from iaxlint.rules.secrets import fresh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.server import Server
    from iaxlint.rules.finding import Member

GUESTS = ("guest", "guests", "anonymous", "anon")
"""Names of users that are meant for everybody."""


@rule("IAX610", "user-without-secret", category="security", severity="error", since="0.1", fix="unsafe")
def user_without_secret(member: Member) -> Iterator[Diagnostic]:
    """Anybody may call in as this user, because it has neither `secret` nor `inkeys`.

    `chan_iax2.c:socket_process_helper` asks for proof only where there is a secret or a key to check it
    against, whatever `auth` says, and logs "Accepting UNAUTHENTICATED call".  `host` keeps nobody out: it
    says where calls go to, not where they may come from.  A misspelt `secret` has the same effect.  A user
    called guest is taken for an open door that is meant.

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        context=fromiax

    Mend: give both ends a secret; or let an access list keep all but the partner out.
    """
    server = member.server
    for name, user in server.iax.users.items():
        if not is_open(user) or name.lower() in GUESTS or ("auth" in user.decided and user.auth == RSA):
            continue
        context = entered_context(user)
        guarded = keeps_strangers_out(user.access)
        found = about_section(
            server,
            user.categories[-1],
            f"[{name}] has no secret: {'whoever its access list lets in' if guarded else 'anybody'} may call "
            f"{server.name} as {name}, without a password, and dial what is in context {context}",
            "add the same secret= at both ends"
            + ("" if guarded else ", or deny=0.0.0.0/0 and a permit for the partner"),
            fixes=fresh(member, name),
        )
        if guarded:
            found.severity = "info"
        yield found


@rule("IAX611", "guest-account", category="security", severity="info", since="0.1")
def guest_account(server: Server) -> Iterator[Diagnostic]:
    """Anybody may call in as guest.

    A user called guest, without a secret, takes every call that gives this name, and those that give none
    and ask for a context that it permits (`chan_iax2.c:check_access`).  That may well be meant; what its
    context includes is then open to the whole world.

    Example:
        [guest]
        type=user
        context=public

    Mend: make sure that its context leads to no trunk and to no telephone that costs money.
    """
    for name, user in server.iax.users.items():
        if is_open(user) and name.lower() in GUESTS and not keeps_strangers_out(user.access):
            yield about_section(
                server,
                user.categories[-1],
                f"anybody may call {server.name} as {name} and dial what is in context {entered_context(user)}",
                "let that context lead to nothing that costs money",
            )


@rule("IAX612", "rsa-without-keys", category="security", severity="error", since="0.1")
def rsa_without_keys(server: Server) -> Iterator[Diagnostic]:
    """`auth=rsa` without `inkeys` lets anybody in.

    `chan_iax2.c:socket_process_helper` asks for proof only where the user has a secret or `inkeys`; `auth`
    is not looked at.  A user with `auth=rsa` and neither of them is as open as one without `auth`.

    Example:
        [foo]
        type=user
        auth=rsa

    Mend: name the caller's public key in `inkeys`.
    """
    for name, user in server.iax.users.items():
        if is_open(user) and user.auth == RSA and "auth" in user.decided and not keeps_strangers_out(user.access):
            yield about_line(
                server,
                name,
                user.decided["auth"][-1],
                f"[{name}] asks for RSA, but has no inkeys: {server.name} lets anybody in who calls as {name}, "
                f"into context {entered_context(user)}",
                "add inkeys= with the name of the caller's public key",
            )


@rule("IAX135", "inkeys-without-rsa", category="option", severity="warning", since="0.1")
def inkeys_without_rsa(server: Server) -> Iterator[Diagnostic]:
    """`inkeys` names keys that nobody is asked for, because `auth` does not name `rsa`.

    `inkeys` makes `chan_iax2.c:build_user` add RSA only where no `auth` line, neither here nor in `[general]`, says
    which proofs are taken.  Beside another `auth` the keys are never looked at; a user without a secret then lets
    nobody in.

    Example:
        [foo]
        type=user
        auth=md5
        inkeys=foo

    Mend: add `rsa` to `auth`, or delete `inkeys`.
    """
    for name, user in server.iax.users.items():
        lines = user.decided.get("inkeys")
        if lines and user.inkeys and not user.auth & RSA:
            outcome = "" if user.secret or user.dbsecret else ", and without a secret nobody gets in"
            own = user.decided.get("auth") or server.iax.general.decided.get("auth") or ()
            yield about_line(
                server,
                name,
                lines[-1],
                f"auth of [{name}] does not name rsa: {server.name} never asks for these keys{outcome}",
                "add rsa to auth, or delete inkeys",
                tuple(line_of(server, line, "the proofs that are taken") for line in own[-1:]),
            )


@rule("IAX613", "dbsecret-fails-open", category="security", severity="warning", since="0.1")
def dbsecret_fails_open(server: Server) -> Iterator[Diagnostic]:
    """Where the `dbsecret` of a user can't be found, anybody gets in.

    `chan_iax2.c:check_access` looks it up in Asterisk's database when a call comes in.  When the entry is
    missing it logs "Unable to retrieve database password", goes on with no secret, and accepts the call
    without any proof.  A value without a slash can never be found.

    Example:
        [foo]
        type=user
        dbsecret=dundi/secret

    Mend: use `secret` or `inkeys`; or make sure that the entry is always there, and add an access list.
    """
    for name, user in server.iax.users.items():
        if not user.dbsecret or user.inkeys or keeps_strangers_out(user.access):
            continue
        never = "/" not in user.dbsecret
        found = about_line(
            server,
            name,
            user.decided["dbsecret"][-1],
            f"the dbsecret of [{name}] is not family/key: {server.name} finds no secret and lets anybody in as {name}"
            if never
            else f"while {server.name}'s database lacks the dbsecret of [{name}], anybody is let in as {name}",
            "use secret= or inkeys=, or add an access list",
        )
        if never:
            found.severity = "error"
        yield found


@rule("IAX614", "registration-open", category="security", severity="error", since="0.1", fix="unsafe")
def registration_open(member: Member) -> Iterator[Diagnostic]:
    """Anybody may register as this peer, and get the calls that are meant for it.

    A peer with `host=dynamic` is called wherever the last registration came from.
    `chan_iax2.c:register_verify` checks `secret` and `inkeys` of the peer; without both it accepts every
    registration, also where there is a `dbsecret`, which plays no part there.

    Example:
        [bar]
        type=friend
        host=dynamic
        dbsecret=dundi/secret

    Mend: give the peer a `secret`, or a fixed `host`, or an access list that only its partner passes.
    """
    server = member.server
    for name, peer in server.iax.peers.items():
        if not peer.dynamic or peer.secret or peer.inkeys or keeps_strangers_out(peer.access):
            continue
        though = ", for dbsecret plays no part in registrations" if peer.dbsecret else ""
        yield about_line(
            server,
            name,
            peer.decided["host"][-1],
            f"anybody may register at {server.name} as {name} without a secret, and is called in its place{though}",
            "add secret=, or give host= a fixed address",
            fixes=fresh(member, name),
        )


@rule("IAX615", "secret-empty-alternative", category="security", severity="error", since="0.1", fix="safe")
def secret_empty_alternative(server: Server) -> Iterator[Diagnostic]:
    """An empty secret is accepted beside the one that is set.

    An empty `secret=` below another is appended to it, with a `;` between them (`chan_iax2.c:build_user`),
    and the empty part is then a secret like any other: who sends nothing is let in.

    Example:
        [bar]
        type=friend
        secret=K9fw-x2Tp-71nd
        secret=

    Mend: delete the empty line, and what is empty between two `;`.
    """
    for name, user in server.iax.users.items():
        if user.auth & MD5 and user.secret and "" in user.passwords:
            line = next((line for line in reversed(user.secrets) if "" in line.value.split(";")), user.secrets[-1])
            yield about_line(
                server,
                name,
                line,
                f"an empty secret is one of those that {server.name} accepts of [{name}]: anybody may call as {name}",
                "delete the empty secret",
                fixes=() if line.value or line.via else safe("delete the empty secret", delete(line)),
            )
