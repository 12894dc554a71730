"""What two versions of a fleet differ in: calls and registrations that come to something else, doors that open or shut.

Calls are matched by who dials what, else by the extension that dials; trunks by server and section; registrations by
who registers as whom and where, else by as whom; accounts by server and name.  Lines may move.
"""

from __future__ import annotations

from iaxlint.call.accounts import account_changes
from iaxlint.call.difference import Change
from iaxlint.call.links import bare_calls, links
from iaxlint.call.outcome import RANK, comes_to, reached, terms, was
from iaxlint.call.register import registrations
from iaxlint.call.simulate import try_trunk
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.call import Call
    from iaxlint.call.dials import DialSite
    from iaxlint.call.difference import Outcome
    from iaxlint.call.links import Link
    from iaxlint.call.register import Arrival
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server

    Pair = tuple["Event | None", "Event | None"]


@record
class Event:
    """A call or registration of one version."""

    server: str
    to: str
    subject: str
    keys: tuple[tuple[str, ...], ...]
    """What it is matched by: the first key, else the second."""
    outcome: Outcome


def changes(before: Fleet, after: Fleet) -> list[Change]:
    """Everything in which servers, calls, registrations and accounts of two versions differ.

    Servers are matched by their names; one that only one version has is a single change.
    """
    found = [*_servers(before, after)]
    for old, new in _pairs(before, after):
        found += _compared(old, new)
    for server in after.servers:
        if server.name in before.by_name:
            found += account_changes(before.by_name[server.name], server)
    return found


def lost(before: Fleet, after: Fleet) -> Iterator[Change]:
    """The calls and registrations that reached, and now fail, are open, or are not placed any more.

    They come one by one, so that who only asks for the first waits for no other.
    """
    for old, new in _pairs(before, after):
        change = _verdict(old, new) if old is not None and reached(old.outcome) else None
        if change is not None:
            yield change


def _servers(before: Fleet, after: Fleet) -> Iterator[Change]:
    gone = [name for name in before.by_name if name not in after.by_name]
    used = {event.server for event in _events(before) if reached(event.outcome)} if gone else set()
    for name in gone:
        message = "the server is gone, and with it calls that reached" if name in used else "the server is gone"
        yield Change("gone", name in used, name, "", "", message)
    known = {text: name for name in gone if (text := _main_text(before.by_name[name]))}
    for name, server in after.by_name.items():
        if name not in before.by_name:
            same = known.get(_main_text(server))
            hint = (
                f"; its iax.conf is that of {same}, which is gone: [servers.NAME] would keep the name" if same else ""
            )
            yield Change("new", False, name, "", "", f"the server is new{hint}")


def _main_text(server: Server) -> str:
    """What the `iax.conf` of a server holds; empty where it has none."""
    config = server.configs.get("iax.conf")
    return config.files[0].source.text if config is not None and config.files else ""


def _pairs(before: Fleet, after: Fleet) -> Iterator[Pair]:
    """What each call, trunk and registration of the servers that both versions have was, and is."""
    yield from _trunks(before, after)
    old = [event for event in _events(before) if event.server in after.by_name]
    new = [event for event in _events(after) if event.server in before.by_name]
    yield from _matched(old, new)


def _matched(old: list[Event], new: list[Event]) -> Iterator[Pair]:
    """Pairs by the first key, of what is left by the second; then what has no partner."""
    for number in range(2):
        waiting: dict[tuple[str, ...], list[Event]] = {}
        for event in reversed(new):
            waiting.setdefault(event.keys[number], []).append(event)
        alone = []
        for event in old:
            partners = waiting.get(event.keys[number])
            if partners:
                yield event, partners.pop()
            else:
                alone.append(event)
        left = {id(event) for events in waiting.values() for event in events}
        old, new = alone, [event for event in new if id(event) in left]
    yield from ((event, None) for event in old)
    yield from ((None, event) for event in new)


def _trunks(before: Fleet, after: Fleet) -> Iterator[Pair]:
    """Trunks that no line dials, in one of the versions at least: a call to no number in each."""
    old, new = _links(before, after), _links(after, before)
    for key in dict.fromkeys((*old, *new)):
        pair = old.get(key), new.get(key)
        if any(link is not None and not link.sites for link in pair):
            yield _bare(before, pair[0]), _bare(after, pair[1])


def _links(fleet: Fleet, other: Fleet) -> dict[tuple[str, str], Link]:
    return {(link.caller.name, link.peer.name): link for link in links(fleet) if link.caller.name in other.by_name}


def _bare(fleet: Fleet, link: Link | None) -> Event | None:
    """A call through a trunk to no number."""
    if link is None:
        return None
    return _call(try_trunk(fleet, link.caller, link.peer) if link.sites else link.calls[0])


def _events(fleet: Fleet) -> list[Event]:
    """Every call that a dialplan places, and every registration."""
    return fleet.memo.once("events", lambda: _made_events(fleet))


def _made_events(fleet: Fleet) -> list[Event]:
    found = [_call(*placed) for link in links(fleet) for placed in zip(link.calls, link.sites, strict=False)]
    found += [_call(call, site) for site, call in bare_calls(fleet)]
    found += map(_registration, registrations(fleet))
    return found


def _call(call: Call, site: DialSite | None = None) -> Event:
    server = call.caller.name
    standing = (server, "dial", site.context, site.extension) if site is not None else (server, call.dial)
    return Event(server, _name(call.callee), call.dial, ((server, call.dial), standing), call)


def _registration(arrival: Arrival) -> Event:
    server, name = arrival.server.name, arrival.registration.username
    host = arrival.registration.shown_host
    keys = (server, "register", name, host), (server, "register", name)
    return Event(server, _name(arrival.target), f"register {name}@{host}", keys, arrival)


def _name(server: Server | None) -> str:
    return server.name if server is not None else ""


def _compared(old: Event | None, new: Event | None) -> Iterator[Change]:
    change = _verdict(old, new)
    if change is not None:
        yield change
    elif old is not None and new is not None and reached(new.outcome):
        for kind, message in terms(old.outcome, new.outcome):
            yield _change(kind, old, new, message, regression=kind == "weaker")


def _verdict(old: Event | None, new: Event | None) -> Change | None:
    """The change of the verdict, if it does change."""
    if old is None:
        assert new is not None
        return _change("new", None, new, f"is new, and {comes_to(new.outcome)}", regression=False)
    if new is None:
        return _change(
            "gone", old, None, f"{was(old.outcome)}; now nothing asks for it", regression=reached(old.outcome)
        )
    rank, before = RANK[new.outcome.verdict], RANK[old.outcome.verdict]
    if rank == before:
        return None
    once = was(old.outcome) if old.subject == new.subject else f"{old.subject} {was(old.outcome)}"
    message = f"{once}; now {comes_to(new.outcome)}"
    return _change(("lost", "unknown", "gained")[rank], old, new, message, regression=rank < before)


def _change(kind: str, old: Event | None, new: Event | None, message: str, *, regression: bool) -> Change:
    known = new or old
    assert known is not None
    to = known.to or (old.to if old is not None else "")
    before, after = (event.outcome if event is not None else None for event in (old, new))
    return Change(kind, regression, known.server, to, known.subject, message, before, after)
