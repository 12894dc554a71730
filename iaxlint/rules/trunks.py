"""Trunks as a whole: do both directions work, and can both ends call at all?"""

from __future__ import annotations

from iaxlint.call.links import directions
from iaxlint.fleet.resolve import resolve
from iaxlint.rules.finding import Member, about_line, about_section, header_of, line_of
from iaxlint.rules.mending import replace, unsafe
from iaxlint.rules.registry import rule
from iaxlint.rules.secrets import fresh
from iaxlint.source import encode
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Variable
    from iaxlint.model.server import Server

OUTBOUND = ("username", "peercontext")
"""Options that only a peer reads: who writes them means to place calls."""

Part = tuple[str, int, int]
"""The path of a file, and offsets in it."""

OF_TWO_TRUNKS = 4
"""So many servers have two trunks with no server in common."""


@rule("IAX341", "half-open-trunk", category="link", severity="info", since="0.1")
def half_open_trunk(fleet: Fleet) -> Iterator[Diagnostic]:
    """A trunk works in one direction only.

    Each direction has its own pair of sections: the caller's peer and the callee's user.  What is right in
    one of them says nothing of the other.

    Example:
        [bar]
        type=friend
        username=wrong

    Mend: mend what the errors about the direction that fails name.
    """
    from iaxlint.call.links import link_of

    ways: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for server in fleet.servers:
        for name, callee, status in fleet.ask(directions, server):
            ways.setdefault((server.name, callee), []).append((name, status))
    for (caller, callee), there in ways.items():
        back = ways.get((callee, caller), [])
        if not back or any(status != "reaches" for _, status in back):
            continue
        for name, status in there:
            if status == "fails":
                link = link_of(fleet, fleet.by_name[caller], name)
                other = link_of(fleet, fleet.by_name[callee], back[0][0])
                found = about_section(
                    link.caller,
                    link.peer.categories[-1],
                    f"{callee} reaches {caller}, but {caller} does not reach {callee}: the trunk works one way only",
                    "mend what the errors about this direction name",
                    (header_of(other.caller, other.peer.categories[-1], "the direction that works"),),
                )
                found.partner = callee
                yield found


@rule("IAX342", "user-cannot-call", category="link", severity="error", since="0.1", fix="unsafe")
def user_cannot_call(fleet: Fleet) -> Iterator[Diagnostic]:
    """A section has all that calls to the partner need, but is `type=user`, which places none.

    Of a `type=user` section only what concerns calls that come in is read: `host`, `username` and
    `peercontext` do nothing (`chan_iax2.c:set_config` builds no peer of it).  A call to its name is taken for
    a call to a host of that name, and fails: "No such host".

    Example:
        [foo]
        type=user
        host=192.168.1.2
        username=bar

    Mend: write `type=friend`; or delete the options, if calls shall come in only.
    """
    for server in fleet.servers:
        silent = fleet.ask(silent_users, server)
        called = {callee for _, callee, _ in fleet.ask(directions, server)} if silent else set()
        for name in silent:
            user = server.iax.users[name]
            host = user.decided["host"]
            partner = _owner(fleet, server, host[-1].value)
            if partner is None or partner.name in called:
                continue
            line = user.decided["type"][-1] if "type" in user.decided else host[-1]
            found = about_line(
                server,
                name,
                line,
                f"{server.name} has all it takes to call {partner.name} in [{name}], but type=user places no calls; "
                f'IAX2/{name} from {server.name} fails: {server.name} logs "No such host: {name}"',
                "write type=friend, or delete host, username and peercontext if calls shall come in only",
                fixes=unsafe("write type=friend", replace(line, "friend"))
                if line is not host[-1] and not line.via
                else (),
            )
            found.partner = partner.name
            yield found


@rule("IAX606", "secret-shared", category="security", severity="warning", since="0.1", fix="unsafe")
def secret_shared(fleet: Fleet) -> Iterator[Diagnostic]:
    """Two trunks that have no server in common have the same secret.

    Whoever reads the configuration of one server can then call and register as servers that it has nothing to do
    with.  What the trunks of one server share is `secret-reused`.

    Example:
        [bar]
        type=friend
        username=foo
        secret=K9fw-x2Tp-71nd

    Mend: give each trunk a secret of its own.
    """
    if len(fleet.servers) < OF_TWO_TRUNKS:
        return
    trunks: dict[str, dict[frozenset[str], tuple[Server, str]]] = {}
    for server in fleet.servers:
        for name, callee, parts in fleet.ask(sent_secrets, server):
            secret = "".join(_loaded(fleet.text(server, path)[start:end]) for path, start, end in parts)
            trunks.setdefault(secret, {}).setdefault(frozenset((server.name, callee)), (server, name))
    for same in trunks.values():
        if len(same) > 1:
            yield from _shared(fleet, same)


def _shared(fleet: Fleet, same: dict[frozenset[str], tuple[Server, str]]) -> Iterator[Diagnostic]:
    """One finding for a secret, at the trunk of which no other rule says that it is shared."""
    seen: dict[str, int] = {}
    for name in (name for trunk in same for name in trunk):
        seen[name] = seen.get(name, 0) + 1
    apart = [end for trunk, end in same.items() if all(seen[name] == 1 for name in trunk)]
    found = apart[len(apart) == len(same) :]
    if not found:
        return
    (server, section), more = found[0], len(found) - 1
    other, of_other = next(end for end in same.values() if end not in found)
    line, known = (_secret_line(*end) for end in (found[0], (other, of_other)))
    others = f", and so have {count(more, 'more trunk')}" if more else ""
    yield about_line(
        server,
        section,
        line,
        f"[{section}] on {server.name} has the secret of [{of_other}] on {other.name}, a trunk between other "
        f"servers{others}: who knows it can pass for any of them",
        "give each trunk a secret of its own",
        (line_of(other, known, f"the secret of [{of_other}]"),),
        fresh(Member(server, fleet), section),
    )


def _secret_line(server: Server, section: str) -> Variable:
    line: Variable = server.iax.peers[section].decided["secret"][-1]
    return line


def sent_secrets(fleet: Fleet, server: Server) -> tuple[tuple[str, str, tuple[Part, ...]], ...]:
    """Where the secrets stand that a server sends to others: peer, other server, and the parts that `+=` joins.

    Not what they are, for answers are kept.  A value with a comment in it, and one that is filled in later, is left
    out.
    """
    found = []
    for name, callee, _ in directions(fleet, server):
        for line in server.iax.peers[name].decided.get("secret", [])[-1:]:
            lines = [line, *line.added]
            read = "".join(_loaded(each.source.text[each.node.value_start : each.node.value_end]) for each in lines)
            whole = len(line.value) > 1 and read == encode(line.value)
            if whole and not server.folder.placeholders.stands_for(line.value):
                parts = tuple((each.source.path, each.node.value_start, each.node.value_end) for each in lines)
                found.append((name, callee, parts))
    return tuple(found)


def _loaded(text: str) -> str:
    """A stretch of a file as Asterisk loads it, one character a byte."""
    return text.replace("\\;", ";")


def silent_users(_: Fleet, server: Server) -> tuple[str, ...]:
    """The users of a server that have what a peer needs, and are none."""
    return tuple(
        name
        for name, user in server.iax.users.items()
        if name not in server.iax.peers and "host" in user.decided and any(one in user.decided for one in OUTBOUND)
    )


def _owner(fleet: Fleet, server: Server, host: str) -> Server | None:
    """The other server that has a host's address."""
    for address in resolve(fleet, host):
        for owner in fleet.owners_of(address, server):
            if owner is not server:
                return owner
    return None
