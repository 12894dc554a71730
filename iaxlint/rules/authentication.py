"""Why the two ends do not trust each other: secrets, methods, keys, encryption."""

from __future__ import annotations

from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.rules.failure import Failure


@rule("IAX301", "secret-mismatch", category="link", severity="error", since="0.1", fix="safe")
def secret_mismatch(failure: Failure) -> Iterator[Diagnostic]:
    """The secret that the caller sends is not one that the callee accepts.

    The caller sends the last `secret` of its peer, cut after 79 bytes, unless the dial string holds one.  The
    callee accepts by MD5 each `secret` line of its user, and each part between two `;`; by plain text only
    all of them together (`chan_iax2.c:authenticate_verify`).  Quotes belong to the secret.  The call is
    rejected with "No authority found".

    Example:
        [bar]
        type=peer
        secret=new-and-different

    Mend: give both ends the same secret.
    """
    yield failure.finding()


@rule("IAX331", "secret-missing", category="link", severity="error", since="0.1", fix="safe")
def secret_missing(failure: Failure) -> Iterator[Diagnostic]:
    """The callee asks for a secret, and the caller has none to send.

    Without `secret` in the peer, or in the dial string, the caller looks for a peer with the callee's
    address and tries its secret (`chan_iax2.c:authenticate_reply`); when that fails too it logs "I don't
    know how to authenticate", and the call is over.

    Example:
        [bar]
        type=peer
        username=foo

    Mend: give the caller's section the secret of the callee's.
    """
    yield failure.finding()


@rule("IAX332", "auth-method-mismatch", category="link", severity="error", since="0.1", fix="unsafe")
def auth_method_mismatch(failure: Failure) -> Iterator[Diagnostic]:
    """The callee asks for a kind of proof that the caller can't give.

    The callee's `auth` says what it takes: md5 and plaintext need a secret at the caller, rsa needs an
    `outkey` there (`chan_iax2.c:authenticate`).  The caller's own `auth` plays no part in calls.  With rsa and
    plaintext, a caller without an `outkey` answers in plain text, of which no key is made: an encrypted call fails.

    Example:
        [foo]
        type=user
        auth=rsa

    Mend: let the callee's `auth` name what the caller has.
    """
    yield failure.finding()


@rule("IAX333", "key-missing", category="link", severity="error", since="0.1")
def key_missing(failure: Failure) -> Iterator[Diagnostic]:
    """An RSA key that is needed is not there.

    The caller signs with the private key that `outkey` names, the callee checks with the public keys that
    `inkeys` names; `res_crypto` reads both from the folder `keys`, as `NAME.key` and `NAME.pub`.  Without
    them: "Unable to find private key", "Requested inkey 'x' for RSA authentication does not exist" or
    "RSA authentication requires an outkey".

    Example:
        [foo]
        type=user
        auth=rsa
        inkeys=foo

    Mend: put the keys in place, and name them in `outkey` and `inkeys`.
    """
    yield failure.finding()


@rule("IAX334", "key-mismatch", category="link", severity="error", since="0.1")
def key_mismatch(failure: Failure) -> Iterator[Diagnostic]:
    """The caller's private key does not belong to a public key that the callee accepts.

    The names of the key files may differ at the two ends; what counts is that one of the callee's `inkeys`
    is the public half of the caller's `outkey` (`chan_iax2.c:authenticate_verify`, `res_crypto.c`).

    Example:
        [foo]
        type=user
        auth=rsa
        inkeys=foo

    Mend: copy the public half of the caller's key to the callee.
    """
    yield failure.finding()


@rule("IAX335", "encryption-forced", category="link", severity="error", since="0.1", fix="safe")
def encryption_forced(failure: Failure) -> Iterator[Diagnostic]:
    """One end insists on encryption, and the other does not offer it.

    `forceencryption` at the callee's user, or in the caller's `[general]`, ends a call that is not
    encrypted.  Encryption needs `encryption=yes` at both ends, a secret, and md5 or rsa: with
    `auth=plaintext` alone there is none (`chan_iax2.c:authenticate_request`).

    Example:
        [foo]
        type=friend
        forceencryption=yes

    Mend: write `encryption=yes` and `auth=md5` at both ends.
    """
    yield failure.finding()


@rule("IAX336", "encryption-without-secret", category="link", severity="error", since="0.1", fix="unsafe")
def encryption_without_secret(failure: Failure) -> Iterator[Diagnostic]:
    """Encryption is wanted or forced, but there is no secret to make a key of.

    The key is made of the secret, also where RSA proves who calls (`chan_iax2.c:build_encryption_keys`).
    A user that forces encryption without one is refused: "No secret present while force encrypt enabled";
    a caller without one gives up: "Encryption forced but no secret provided".

    Example:
        [foo]
        type=user
        forceencryption=yes

    Mend: give both ends the same secret, beside the keys where there are keys.
    """
    yield failure.finding()
