"""What the caller answers when it is asked who it is.

Source: `chan_iax2.c:authenticate` and `authenticate_reply`; RFC 5456, section 6.2.5.
"""

from __future__ import annotations

from iaxlint.call.attempt import Attempt, listed, of_option
from iaxlint.fleet.fleet import is_wildcard
from iaxlint.fleet.resolve import resolve
from iaxlint.model.auth import MD5, PLAINTEXT, RSA
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.call.call import Evidence
    from iaxlint.model.address import Address
    from iaxlint.model.keys import Keys
    from iaxlint.model.peer import Peer
    from iaxlint.model.user import User

METHODS = ((RSA, "rsa"), (MD5, "md5"), (PLAINTEXT, "plaintext"))


def method_names(mask: int) -> str:
    """`rsa`, `md5 and plaintext`, ..."""
    return listed(name for bit, name in METHODS if mask & bit)


@record
class Answer:
    """What the caller answers to a challenge."""

    method: int
    secret: str = ""
    key: str = ""
    evidence: tuple[Evidence, ...] = ()
    keyed: bool = True
    """Whether the caller makes a key of the secret to encrypt with."""
    otherwise: Answer | None = None
    """What it answers if it has no key to sign with, where no file tells whether it has."""


def authenticate(methods: int, secret: str, key: str, keys: Keys, evidence: tuple[Evidence, ...] = ()) -> Answer | None:
    """RSA if there is a key and the other side takes RSA, else MD5, else plain text (`authenticate`).

    A secret that is sent in plain text makes no key, unless a key was to sign and could not.
    """
    signs = _can_sign(keys, key) if key and methods & RSA else False
    proved = None
    if secret and methods & MD5:
        proved = Answer(MD5, secret, "", evidence)
    elif secret and methods & PLAINTEXT:
        proved = Answer(PLAINTEXT, secret, "", evidence, keyed=bool(key and methods & RSA))
    if signs is False:
        return proved
    return Answer(RSA, secret, key, evidence, otherwise=None if signs else proved)


def _can_sign(keys: Keys, name: str) -> bool | None:
    """Whether there is a private key of that name; None where no file tells."""
    key = keys.private.get(name)
    if key is None:
        return False if keys.known else None
    return key.problem in ("", "sealed")


def answer_by_address(attempt: Attempt, user: User) -> Answer | None:
    """Without a secret of its own, the caller tries its peers at the callee's address, in search order.

    The username of the challenge is the callee's name for the user.
    """
    caller, destination = attempt.caller, attempt.destination
    assert destination is not None
    for peer in caller.iax.peers.values():
        if peer.username and peer.username != user.name:
            continue
        if not any(_fits(peer, address, destination) for address in _addresses(attempt, peer)):
            continue
        answer = authenticate(
            user.auth, peer.secret, peer.outkey, caller.keys, of_option(caller, peer.decided, "secret")
        )
        if answer is not None:
            return answer
    return None


def _addresses(attempt: Attempt, peer: Peer) -> tuple[Address | None, ...]:
    """Where a peer is; None for nowhere yet, as where it waits for its registration."""
    if peer.dynamic:
        return (None,)
    if peer.address is None:
        return resolve(attempt.fleet, peer.resolve)
    # up to 11, a peer without a host was nowhere either
    nowhere = is_wildcard(peer.address) and not attempt.caller.version.has("ipv6")
    return (None if nowhere else peer.address,)


def _fits(peer: Peer, address: Address | None, destination: Address) -> bool:
    """Whether a peer at an address may answer a challenge that comes from another, as its `mask` has it."""
    if address is None:
        return True
    (family, number), (other, wanted) = address.unmapped, destination.unmapped
    if peer.mask is None:
        return (family, number) == (other, wanted)
    # a mask of the other kind reads as zeros
    mask = peer.mask.number if peer.mask.family == family else 0
    return family == other and number & mask == wanted & mask
