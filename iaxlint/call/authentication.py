"""Who are you: the callee's challenge, the caller's answer, and whether the callee takes it.

Source: `chan_iax2.c:authenticate_request`, `authenticate_reply`, `authenticate` and
`authenticate_verify`; RFC 5456, sections 6.2.4 and 6.2.5.
"""

from __future__ import annotations

from iaxlint.call.answer import METHODS, Answer, answer_by_address, authenticate, method_names
from iaxlint.call.attempt import NO_AUTHORITY, Attempt, listed, of_lines, of_option, of_section, rejected
from iaxlint.call.call import Log, Step
from iaxlint.model.auth import MD5, PLAINTEXT, RSA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.server import Server
    from iaxlint.model.user import User


def needs_answer(user: User) -> bool:
    """Whether a call as this user is challenged at all: without secret and keys anybody gets in."""
    return bool(user.secret or user.inkeys)


def accepted_secrets(user: User) -> list[str]:
    """Every secret that the callee holds an answer to, the first one also for its key.

    Without any, or with a `dbsecret` that can't be looked up, it holds it to an empty one (`check_access`).
    """
    return [""] if user.dbsecret else user.passwords or [""]


def authentication_steps(attempt: Attempt) -> list[Step]:
    """The steps `auth` and `encryption`; the last one failed, or all passed or are open."""
    user, callee = attempt.user, attempt.callee
    assert user is not None
    assert callee is not None
    if "/" in user.dbsecret:
        text = f"the secret of [{user.name}] is kept in {callee.name}'s database; where it is missing, anybody gets in"
        return [Step("auth", callee.name, None, text, of_option(callee, user.decided, "dbsecret"))]
    if user.force_encryption and not (user.secret and not user.dbsecret):
        return [_forced_without_secret(attempt, user)]
    if (user.dbsecret and not user.inkeys) or not needs_answer(user):
        attempt.auth, attempt.encrypted = "none", False
        text = f"[{user.name}] has neither secret nor inkeys: {callee.name} lets the call in without a password"
        return [
            Step("auth", callee.name, True, text, of_section(callee, user)),
            Step("encryption", callee.name, True, "a call without authentication is never encrypted"),
        ]
    encryption = agree_to_encrypt(attempt, user)
    answer = _answer(attempt, user)
    if isinstance(answer, Step):
        return [answer]
    refusal = _caller_refuses(attempt, user, encrypted=encryption)
    if refusal is not None:
        return [refusal]
    if user.force_encryption and not encryption:
        return [_not_encrypted(attempt, user)]
    verdict = _verify(attempt, user, answer)
    if answer.otherwise is not None and verdict.ok is not _verify(attempt, user, answer.otherwise).ok:
        return [_key_decides(attempt, answer.key)]
    if verdict.ok is False:
        return [verdict]
    if encryption and not answer.keyed:
        return [verdict, _no_key(attempt, user)]
    if encryption and answer.secret != accepted_secrets(user)[0]:
        return [verdict, _key_differs(attempt, user)]
    attempt.encrypted = encryption
    attempt.auth = next(name for bit, name in METHODS if answer.method == bit)
    return [verdict, _encryption(attempt, user)]


def agree_to_encrypt(attempt: Attempt, user: User) -> bool:
    """Whether both ends offer encryption, and the proof of who calls leaves a key to encrypt with."""
    return user.encryption and attempt.encryption and bool(user.auth & (MD5 | RSA))


def _answer(attempt: Attempt, user: User) -> Answer | Step:
    """What the caller answers, or the step that fails because it has no answer."""
    if attempt.secret or attempt.key:
        found = authenticate(user.auth, attempt.secret, attempt.key, attempt.caller.keys, attempt.secret_evidence)
        if found is not None:
            return found
        return _no_way(attempt, user)
    return answer_by_address(attempt, user) or _nothing_to_answer(attempt, user)


def _challenge_failed(attempt: Attempt, user: User, why: str) -> tuple[Log, ...]:
    return (
        Log(attempt.caller.name, "WARNING", why),
        Log(
            attempt.caller.name,
            "WARNING",
            f"I don't know how to authenticate {user.name} to {attempt.destination}",
        ),
    )


def _no_way(attempt: Attempt, user: User) -> Step:
    """The caller has a secret or a key, and the callee takes neither of that kind."""
    caller, callee = attempt.caller, attempt.callee
    assert callee is not None
    peer_lines = of_option(caller, attempt.peer.decided, "auth", "outkey", "secret") if attempt.peer else ()
    lines = (*of_option(callee, user.decided, "auth", "inkeys"), *peer_lines)
    if attempt.key and user.auth & RSA:
        private = caller.keys.private.get(attempt.key)
        reason = f"its key {attempt.key} is {'unusable' if private else 'missing'}"
        return Step(
            "auth",
            caller.name,
            False,
            f"{caller.name} has to sign with the key {attempt.key}, but {reason}",
            peer_lines or lines,
            rule="key-missing",
            help=f"put {attempt.key}.key among {caller.name}'s keys",
            log=_challenge_failed(attempt, user, f"Unable to find private key '{attempt.key}'"),
        )
    have = "a key" if attempt.key and not attempt.secret else "a secret"
    return Step(
        "auth",
        caller.name,
        False,
        f"[{user.name}] on {callee.name} takes {method_names(user.auth)}, but {caller.name} has only {have}",
        lines or of_section(callee, user),
        rule="auth-method-mismatch",
        help=f"let auth of [{user.name}] on {callee.name} name what {caller.name} has: "
        + ("rsa, with inkeys" if have == "a key" else "md5, with the same secret on both ends"),
        log=_challenge_failed(attempt, user, f"No way to send secret to peer '{attempt.destination}'"),
    )


def _nothing_to_answer(attempt: Attempt, user: User) -> Step:
    caller, callee, peer = attempt.caller, attempt.callee, attempt.peer
    assert callee is not None
    rsa_only = user.auth == RSA
    accepted = f"{'an outkey' if rsa_only else 'the secret'} that [{user.name}] on {callee.name} accepts"
    where = f"[{peer.name}] on {caller.name}" if peer else f"the dial string on {caller.name}"
    help_text = f"give {where} {accepted}"
    if attempt.asked:
        where = f"the switch on {caller.name}, which sends nothing of a section,"
        help_text = f"write user:{'[key]' if rsa_only else 'secret'}@ into the switch, with {accepted}"
    mine = of_section(caller, peer) if peer else ()
    return Step(
        "auth",
        caller.name,
        False,
        f"{callee.name} asks for {'a signature' if rsa_only else 'a secret'}, but {where} has none",
        (*mine, *(of_option(callee, user.decided, "inkeys") if rsa_only else of_lines(callee, user.secrets))),
        rule="key-missing" if rsa_only else "secret-missing",
        help=help_text,
        log=_challenge_failed(attempt, user, "Call terminated. RSA authentication requires an outkey")
        if rsa_only
        else _challenge_failed(attempt, user, "")[1:],
    )


def _caller_refuses(attempt: Attempt, user: User, *, encrypted: bool) -> Step | None:
    """The caller itself ends the call on what the challenge says."""
    caller, callee, peer = attempt.caller, attempt.callee, attempt.peer
    assert callee is not None
    mine = of_option(caller, peer.decided, "encryption", "forceencryption") if peer else ()
    if user.auth == RSA and not attempt.key:
        why = "Call terminated. RSA authentication requires an outkey"
        return Step(
            "auth",
            caller.name,
            False,
            f"[{user.name}] on {callee.name} takes rsa only, but the call from {caller.name} names no outkey",
            (*of_option(callee, user.decided, "auth", "inkeys"), *(of_section(caller, peer) if peer else ())),
            rule="key-missing",
            help="give the caller's section an outkey",
            log=_challenge_failed(attempt, user, why),
        )
    if encrypted and not attempt.secret:
        why = "Call terminated. Encryption requested by peer but no secret available locally"
        return Step(
            "encryption",
            caller.name,
            False,
            f"both ends want the call encrypted, but {caller.name} has no secret to make a key of",
            (*mine, *of_option(callee, user.decided, "encryption")),
            rule="encryption-without-secret",
            help="give both ends the same secret (beside the RSA keys), or take encryption away",
            log=_challenge_failed(attempt, user, why),
        )
    if not encrypted and caller.iax.general.force_encryption:
        why = "Call initiated without encryption while forceencryption=yes option is set"
        lines = of_option(caller, caller.iax.general.decided, "forceencryption")
        return Step(
            "encryption",
            caller.name,
            False,
            f"{caller.name} forces encryption, but [{user.name}] on {callee.name} does not offer it",
            (*lines, *(of_option(callee, user.decided, "encryption", "auth") or of_section(callee, user))),
            rule="encryption-forced",
            help=f"write encryption=yes and auth=md5 in [{user.name}] on {callee.name}",
            log=_challenge_failed(attempt, user, why),
        )
    return None


def _verify(attempt: Attempt, user: User, answer: Answer) -> Step:
    """Whether the callee takes the answer (`authenticate_verify`)."""
    caller, callee = attempt.caller, attempt.callee
    assert callee is not None
    if answer.method == RSA and user.inkeys:
        return _verify_signature(attempt, user, answer)
    if user.auth & MD5:
        # a signature brings no digest along, so it can't pass here
        good = answer.method == MD5 and answer.secret in accepted_secrets(user)
    else:
        good = answer.method == PLAINTEXT and answer.secret == ("" if user.dbsecret else user.secret)
    lines = (*answer.evidence, *of_lines(callee, user.secrets))
    method = next(name for bit, name in METHODS if answer.method == bit)
    if good:
        return Step("auth", callee.name, True, f"the secret fits; it is proved by {method}", lines)
    logged = "MD5 secret mismatch" if user.auth & MD5 else "Plaintext secret mismatch"
    guessed = "" if attempt.username else f"{caller.name} gives no username, and {callee.name} takes [{user.name}]; "
    return Step(
        "auth",
        callee.name,
        False,
        f"{guessed}the secret that {caller.name} sends is not one that [{user.name}] on {callee.name} accepts",
        lines,
        rule="secret-mismatch",
        help=_fitting(attempt, user, answer.secret),
        log=(
            rejected(attempt, NO_AUTHORITY),
            Log(callee.name, "WARNING", logged, authdebug=True),
            Log(callee.name, "WARNING", f"Host {_source(attempt)} failed to authenticate as {user.name}", True),
        ),
    )


def _fitting(attempt: Attempt, user: User, secret: str) -> str:
    """What makes a secret fit that the user does not accept."""
    if len(user.secrets) > 1 and not user.auth & MD5:
        return f"[{user.name}] has several secret lines, which auth=plaintext takes for one: leave one"
    peer, callee = attempt.peer, attempt.callee
    owner = owner_of_secret(callee, secret) if callee is not None else ""
    if peer is None or attempt.dial.username is not None or not owner:
        return "give both ends the same secret"
    return f"write username={owner} in [{peer.name}] on {attempt.caller.name}, for its secret is that of [{owner}]"


def owner_of_secret(callee: Server, secret: str) -> str:
    """The one user that accepts a secret by MD5; empty where there are none or several."""
    owners = [user.name for user in callee.iax.users.values() if secret in user.passwords]
    return owners[0] if len(owners) == 1 else ""


def _source(attempt: Attempt) -> str:
    return str(attempt.sources[0]) if attempt.sources else attempt.caller.name


def _verify_signature(attempt: Attempt, user: User, answer: Answer) -> Step:
    caller, callee = attempt.caller, attempt.callee
    assert callee is not None
    mine = of_option(caller, attempt.peer.decided, "outkey") if attempt.peer else ()
    lines = (*of_option(callee, user.decided, "inkeys"), *mine)
    names = user.inkeys.split(":")
    answers = [caller.keys.pair(answer.key, callee.keys, name) for name in names]
    if any(answers):
        return Step("auth", callee.name, True, f"the signature of {answer.key} fits a key of {callee.name}", lines)
    if any(one is None for one in answers):
        text = f"no file here holds the RSA keys, so it is open whether {answer.key} fits {listed(names, 'or')}"
        return Step("auth", callee.name, None, text + "; the settings can tell: servers.NAME.keys", lines)
    missing = [name for name in names if name not in callee.keys.public]
    log = [rejected(attempt, NO_AUTHORITY)]
    log += [
        Log(callee.name, "WARNING", f"Requested inkey '{name}' for RSA authentication does not exist")
        for name in missing
    ]
    return Step(
        "auth",
        callee.name,
        False,
        f"{callee.name} has no public key {listed(missing, 'or')}"
        if missing
        else f"the public key {listed(names, 'or')} on {callee.name} does not belong to {answer.key} on {caller.name}",
        lines,
        rule="key-missing" if missing else "key-mismatch",
        help=f"put the public half of {answer.key} among {callee.name}'s keys, and name it in inkeys",
        log=(*log, Log(callee.name, "WARNING", "No RSA public keys on file matched incoming call", authdebug=True)),
    )


def _key_decides(attempt: Attempt, key: str) -> Step:
    caller, peer = attempt.caller, attempt.peer
    text = f"no file here holds the RSA keys: {caller.name} signs with {key} if there is one, and else sends its secret"
    lines = of_option(caller, peer.decided, "outkey") if peer else ()
    return Step("auth", caller.name, None, f"{text}; the settings can tell: servers.NAME.keys", lines)


def _forced_without_secret(attempt: Attempt, user: User) -> Step:
    callee = attempt.callee
    assert callee is not None
    why = "Rejected connect attempt.  No secret present while force encrypt enabled."
    return Step(
        "encryption",
        callee.name,
        False,
        f"[{user.name}] on {callee.name} forces encryption but has no secret to make a key of",
        of_option(callee, user.decided, "forceencryption") or of_section(callee, user),
        rule="encryption-without-secret",
        help=f"give [{user.name}] a secret",
        log=(rejected(attempt, NO_AUTHORITY), Log(callee.name, "WARNING", why)),
    )


def _not_encrypted(attempt: Attempt, user: User) -> Step:
    caller, callee, peer = attempt.caller, attempt.callee, attempt.peer
    assert callee is not None
    why = "Call Terminated, incoming call is unencrypted while force encrypt is enabled."
    lines = of_option(callee, user.decided, "forceencryption", "auth")
    plain = not user.auth & (MD5 | RSA)
    return Step(
        "encryption",
        callee.name,
        False,
        f"[{user.name}] on {callee.name} forces encryption, but "
        + (f"auth={method_names(user.auth)} allows none" if plain else f"{caller.name} does not offer it"),
        (*lines, *(of_section(caller, peer) if peer else ())) or of_section(callee, user),
        rule="encryption-forced",
        help="write auth=md5 beside it" if plain else "write encryption=yes in the caller's section",
        log=(rejected(attempt, NO_AUTHORITY), Log(callee.name, "WARNING", why)),
    )


def _no_key(attempt: Attempt, user: User) -> Step:
    """A secret in plain text takes the place of a signature, and leaves the caller without a key."""
    caller, callee, peer = attempt.caller, attempt.callee, attempt.peer
    assert callee is not None
    return Step(
        "encryption",
        caller.name,
        False,
        f"both ends want the call encrypted, but {caller.name} answers in plain text, which makes no key: "
        f"{callee.name} can't decrypt it",
        (*of_option(callee, user.decided, "auth"), *(of_option(caller, peer.decided, "secret") if peer else ())),
        rule="auth-method-mismatch",
        help=f"write auth=md5 in [{user.name}] on {callee.name}, or give the caller's section an outkey",
        log=(Log(callee.name, "NOTICE", "Packet Decrypt Failed!"),),
    )


def _key_differs(attempt: Attempt, user: User) -> Step:
    """The encryption key is made of the secret, also where RSA proves who one is.

    Of several secrets `decrypt_frame` means to try each, but `decode_frame` takes whatever the first
    one makes of the packet, so only the first one works.
    """
    callee = attempt.callee
    assert callee is not None
    several = len(user.passwords) > 1
    return Step(
        "encryption",
        callee.name,
        False,
        f"{callee.name} can't decrypt the call: the key is made of the secret, and "
        + (
            f"of those of [{user.name}] only the first counts for it"
            if several
            else "the secrets of the two ends differ"
        ),
        (*attempt.secret_evidence, *of_lines(callee, user.secrets)),
        rule="secret-mismatch",
        help="leave one secret on both ends, the same" if several else "give both ends the same secret",
        log=(Log(callee.name, "NOTICE", "Packet Decrypt Failed!"),),
    )


def _encryption(attempt: Attempt, user: User) -> Step:
    callee, caller, peer = attempt.callee, attempt.caller, attempt.peer
    assert callee is not None
    lines = of_option(callee, user.decided, "encryption", "forceencryption")
    lines += of_option(caller, peer.decided, "encryption", "forceencryption") if peer else ()
    if attempt.encrypted:
        text = "both ends offer encryption: the call is encrypted"
    elif user.encryption and attempt.encryption:
        text = f"both ends ask for encryption, but auth={method_names(user.auth)} allows none: the call is in the clear"
        lines += of_option(callee, user.decided, "auth")
    elif user.encryption or attempt.encryption:
        text = f"only {callee.name if user.encryption else caller.name} offers encryption: the call is in the clear"
    else:
        text, lines = "no encryption is asked for", ()
    return Step("encryption", callee.name, True, text, lines)
