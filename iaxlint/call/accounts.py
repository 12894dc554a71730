"""How the accounts of two versions of a server differ: who gets in, by what proof, and where to from there."""

from __future__ import annotations

from iaxlint.call.attempt import listed
from iaxlint.call.difference import Change
from iaxlint.call.reach import reach_of
from iaxlint.model.access import keeps_strangers_out, let_in_besides
from iaxlint.model.auth import PLAINTEXT
from iaxlint.model.user import entered_context, lets_anybody_in
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.model.peer import Peer
    from iaxlint.model.server import Server
    from iaxlint.model.user import User

    Account = User | Peer

ANY = "*"
"""The context that permits all."""

GUARDS = (
    (
        lambda account: bool(account.secret or account.inkeys or account.dbsecret),
        "asks for a secret or key now",
        "asks for no secret or key any more",
    ),
    (
        lambda account: keeps_strangers_out(account.access),
        "its access list keeps strangers out now",
        "no access list keeps strangers out any more: anybody may try its secret",
    ),
    (
        lambda account: account.force_encryption,
        "insists on encryption now",
        "does not insist on encryption any more",
    ),
    (
        lambda account: not (account.secret and account.auth & PLAINTEXT),
        "lets nobody send the secret in clear any more",
        "lets callers send the secret in clear now: all on the way can read it",
    ),
)
"""What keeps callers out of an account: whether it does, and what to say when it begins or ends."""


def account_changes(before: Server, after: Server) -> Iterator[Change]:
    """What differs user by user, then peer by peer for those that others register as."""
    for name in dict.fromkeys((*before.iax.users, *after.iax.users)):
        yield from _user(before, after, name)
    yield from _holders(before, after)
    for name in dict.fromkeys((*before.iax.peers, *after.iax.peers)):
        yield from _registrable(after, before.iax.peers.get(name), after.iax.peers.get(name))


def _user(before: Server, after: Server, name: str) -> Iterator[Change]:
    was, now = before.iax.users.get(name), after.iax.users.get(name)
    open_before, open_now = _open_contexts(was), _open_contexts(now)
    opened, closed = _beyond(open_now, open_before), _beyond(open_before, open_now)
    for context in opened:
        message = f"anybody may enter {_named(context)} as {name} now{_outwards(after, context)}"
        yield _change(after, "opened", was, now, message, worse=True)
    for context in closed:
        message = f"strangers don't enter {_named(context)} as {name} any more"
        yield _change(after, "closed", was, now, message)
    for context in open_now:
        if context in open_before:
            yield from _ways(before, after, was, now, context)
    if opened or closed:
        return
    if was is not None and now is not None:
        yield from _guards(after, was, now)
        yield from _contexts(after, was, now)
    elif now is not None:
        yield _change(after, "opened", was, now, f"is new, and may enter {_listed(now)}")
    elif was is not None:
        yield _change(after, "closed", was, now, f"is gone: nobody enters {_listed(was)} as {name} any more")


def _open_contexts(user: User | None) -> list[str]:
    """The contexts that strangers may enter as a user."""
    if user is None or not lets_anybody_in(user) or keeps_strangers_out(user.access):
        return []
    return _permitted(user)


def _permitted(user: User) -> list[str]:
    return list(dict.fromkeys(context for context, _ in user.contexts)) or [entered_context(user)]


def _beyond(contexts: list[str], others: list[str]) -> list[str]:
    """The contexts that the others do not give access to."""
    return [] if ANY in others else [context for context in contexts if context not in others]


def _listed(user: User) -> str:
    return listed(map(_named, _permitted(user)))


def _named(context: str) -> str:
    return "every context" if context == ANY else f"[{context}]"


def _outwards(server: Server, context: str) -> str:
    """What callers may do from a context, as the end of a message."""
    ways = reach_of(server.dialplan).ways_out(context)
    if not ways:
        return ""
    return f", and from there {'dial any number' if ways[0].chosen else 'have it call out'} over {ways[0].leaves_over}"


def _ways(before: Server, after: Server, was: User | None, now: User | None, context: str) -> Iterator[Change]:
    """Ways out of the server from a context that is open to strangers in both versions."""
    old, new = _outward(before, context), _outward(after, context)
    for over, what in _beyond_ways(new, old):
        message = f"anybody who enters {_named(context)} may {what} over {over} now"
        yield _change(after, "opened", was, now, message, worse=True)
    for over, _ in _beyond_ways(old, new):
        message = f"strangers who enter {_named(context)} don't get out over {over} any more"
        yield _change(after, "closed", was, now, message)


def _holders(before: Server, after: Server) -> Iterator[Change]:
    """Ways out from contexts that those who have a secret may enter in both versions; each context once."""
    if _texts(before) == _texts(after):
        return
    entering: dict[str, list[tuple[User, User]]] = {}
    for name, now in after.iax.users.items():
        was = before.iax.users.get(name)
        if was is not None and not _open_contexts(was) and not _open_contexts(now):
            for context in _permitted(was):
                if context in _permitted(now):
                    entering.setdefault(context, []).append((was, now))
    for context, ((was, now), *more) in entering.items():
        others = f", and so may {count(len(more), 'more account')}" if more else ""
        old, new = _outward(before, context), _outward(after, context)
        for over, what in _beyond_ways(new, old):
            yield _change(after, "opened", was, now, f"may {what} over {over} from {_named(context)} now{others}")
        for over, _ in _beyond_ways(old, new):
            yield _change(after, "closed", was, now, f"does not get out over {over} from {_named(context)} any more")


def _texts(server: Server) -> dict[str, str]:
    """What the files of a server say, by their names."""
    return {name: source.text for name, source in server.folder.sources().items()}


def _outward(server: Server, context: str) -> dict[tuple[str, str], None]:
    """The trunks over which callers get out from a context, each with what they may do there."""
    ways = reach_of(server.dialplan).ways_out(context)
    return dict.fromkeys((way.leaves_over, "dial any number" if way.chosen else "have it call out") for way in ways)


def _beyond_ways(ways: dict[tuple[str, str], None], others: dict[tuple[str, str], None]) -> list[tuple[str, str]]:
    return [way for way in ways if way not in others]


def _contexts(server: Server, was: User, now: User) -> Iterator[Change]:
    """Contexts that those who have the secret may enter."""
    old, new = _permitted(was), _permitted(now)
    for context in _beyond(new, old):
        yield _change(server, "opened", was, now, f"may enter {_named(context)} now")
    for context in _beyond(old, new):
        yield _change(server, "closed", was, now, f"may not enter {_named(context)} any more")


def _guards(server: Server, was: Account, now: Account) -> Iterator[Change]:
    for holds, begins, ends in GUARDS:
        if holds(was) != holds(now):
            weaker = holds(was)
            kind, message = ("weaker", ends) if weaker else ("stronger", begins)
            yield _change(server, kind, was, now, message, worse=weaker)
    yield from _access(server, was, now)


def _access(server: Server, was: Account, now: Account) -> Iterator[Change]:
    """Addresses that may try the secret, where an access list keeps strangers out as before."""
    if keeps_strangers_out(was.access) and keeps_strangers_out(now.access):
        besides = let_in_besides(was.access, now.access)
        if besides is not None:
            message = f"its access list lets in addresses that it refused, such as {besides.host}"
            yield _change(server, "opened", was, now, message)
        gone = let_in_besides(now.access, was.access)
        if gone is not None:
            message = f"its access list refuses addresses that it let in, such as {gone.host}"
            yield _change(server, "closed", was, now, message)


def _registrable(server: Server, was: Peer | None, now: Peer | None) -> Iterator[Change]:
    """Whether strangers may register as a peer, and so be called in its place."""
    open_before, open_now = _open_registration(was), _open_registration(now)
    if open_now and not open_before:
        message = "anybody may register here now, and is called in its place"
        yield _change(server, "opened", was, now, message, worse=True)
    elif open_before and not open_now:
        yield _change(server, "closed", was, now, "strangers can't register here any more")


def _open_registration(peer: Peer | None) -> bool:
    """`chan_iax2.c:register_verify` asks for `secret` and `inkeys` only."""
    if peer is None or not peer.dynamic:
        return False
    return not (peer.secret or peer.inkeys or keeps_strangers_out(peer.access))


def _change(
    server: Server, kind: str, was: Account | None, now: Account | None, message: str, *, worse: bool = False
) -> Change:
    known = now or was
    assert known is not None
    return Change(kind, worse, server.name, "", f"[{known.name}]", message, was, now)
