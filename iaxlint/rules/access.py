"""Access lists that stop nobody, or everybody, or are not what they look like."""

from __future__ import annotations

from iaxlint.diagnostics import Related
from iaxlint.model.access import keeps_strangers_out
from iaxlint.model.address import from_ipv6
from iaxlint.rules.finding import about_line, line_of
from iaxlint.rules.mending import dead, delete, replace, unsafe
from iaxlint.rules.mending_lists import DENY_ALL, deny_first, guard, partner_only
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.access import AccessList, AccessRule
    from iaxlint.model.reading import Complaint
    from iaxlint.model.server import Server

STRANGER = from_ipv6(0x20010DB8 << 96 | 7, 4569)
"""2001:db8::7, an address that no server has (RFC 3849)."""


@rule("IAX616", "access-list-idle", category="security", severity="warning", since="0.1", fix="unsafe")
def access_list_idle(server: Server) -> Iterator[Diagnostic]:
    """An access list permits, but denies nobody, and so stops nobody.

    An address that no line speaks of is let in (`main/acl.c:ast_apply_ha`).  `permit` only takes back what a
    `deny` above it has refused.

    Example:
        [bar]
        type=friend
        permit=192.168.2.3/32

    Mend: add `deny=0.0.0.0/0` above the first `permit`.
    """
    for name, access in _lists(server):
        rules = [found for found in access.rules if found.family]
        if rules and all(found.permit for found in rules) and not access.named:
            yield about_line(
                server,
                name,
                rules[0].variable,
                f"the access list of [{name}] has no deny line, so {server.name} lets every address in",
                "add deny=0.0.0.0/0 above it",
                fixes=unsafe("add deny=0.0.0.0/0 above it", guard(rules[0].variable, DENY_ALL)),
            )


def _lists(server: Server) -> Iterator[tuple[str, AccessList]]:
    """The access lists that are asked: those of users, and of peers that register and are no users."""
    for name, user in server.iax.users.items():
        yield name, user.access
    for name, peer in server.iax.peers.items():
        if peer.dynamic and name not in server.iax.users:
            yield name, peer.access


@rule("IAX170", "access-list-closed", category="option", severity="warning", since="0.1", fix="safe")
def access_list_closed(server: Server) -> Iterator[Diagnostic]:
    """An access list permits somebody, and then denies everybody.

    The last line that matches decides (`main/acl.c:ast_apply_ha`); with `deny=0.0.0.0/0` at the end, no
    `permit` above it has an effect, and nobody can call.

    Example:
        [bar]
        type=friend
        permit=192.168.2.3/32
        deny=0.0.0.0/0

    Mend: put `deny=0.0.0.0/0` first, and below it each `permit`.
    """
    for name, access in _lists(server):
        closing = next((found for found in reversed(access.rules) if found.family), None)
        if closing is not None and not closing.permit and not closing.mask:
            above = [found for found in access.rules if found.permit and found.family == closing.family]
            if above:
                yield about_line(
                    server,
                    name,
                    closing.variable,
                    f"this deny takes back every permit above it: nobody can call {server.name} as {name}",
                    "put it above the permit lines",
                    tuple(line_of(server, found.variable, "has no effect") for found in above),
                    deny_first(closing.variable, above[0].variable),
                )


@rule("IAX171", "access-rule-dead", category="option", severity="info", since="0.1", fix="safe")
def access_rule_dead(server: Server) -> Iterator[Diagnostic]:
    """A line of an access list has no effect, because a later line speaks of all the same addresses.

    The last line that matches decides (`main/acl.c:ast_apply_ha`).

    Example:
        [bar]
        type=friend
        deny=0.0.0.0/0
        permit=192.168.2.3/32
        permit=192.168.0.0/16

    Mend: delete the line, or put it below the wider one.
    """
    for name, access in _lists(server):
        rules = [found for found in access.rules if found.family]
        for found, later in _covered(rules):
            if later.mask or later.permit:
                yield about_line(
                    server,
                    name,
                    found.variable,
                    f"{found.text} has no effect in the access list of [{name}]: a later line speaks of it too",
                    "delete it, or put it below the wider one",
                    (line_of(server, later.variable, f"{later.text} decides"),),
                    dead(found.variable) if found.variable.value == found.text else (),
                )


MOST_MASKS = 200
"""Among so many different masks a wider rule is looked for: those of all prefixes, and some with holes."""


def _covered(rules: list[AccessRule]) -> list[tuple[AccessRule, AccessRule]]:
    """The rules all of whose addresses a later rule speaks of, each with the next that does."""
    found: list[tuple[AccessRule, AccessRule]] = []
    later: dict[tuple[int, int], dict[int, int]] = {}
    for number in range(len(rules) - 1, -1, -1):
        rule = rules[number]
        wider = [
            networks[rule.network & mask]
            for (family, mask), networks in later.items()
            if family == rule.family and mask & rule.mask == mask and rule.network & mask in networks
        ]
        if wider:
            found.append((rule, rules[min(wider)]))
        own = rule.family, rule.mask
        if own in later or len(later) < MOST_MASKS:
            later.setdefault(own, {})[rule.network] = number
    return found[::-1]


@rule("IAX617", "acl-rule-invalid", category="security", severity="warning", since="0.1")
def acl_rule_invalid(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """A line of an access list can't be read, and is dropped.

    `permit` and `deny` take addresses with a mask or a number of bits, and from 11 on several of them with
    commas, but no host names (`main/acl.c:append_ha_core`).  What can't be read is dropped with a
    warning, and with it the rest of the line; a dropped `deny` lets in whom it was to keep out.

    Example:
        [bar]
        type=friend
        deny=0.0.0.0/0
        permit=bar.example.net

    Mend: write addresses, as in `permit=192.168.2.3/32`.
    """
    yield about_line(
        server,
        complaint.section,
        complaint.variable,
        f"{server.name} drops what it can't read of the access list of [{complaint.section}]: {complaint.message}",
        "write an address with a mask or bits: 192.168.2.0/24",
    )


@rule("IAX172", "access-list-unread", category="option", severity="warning", since="0.1")
def access_list_unread(server: Server) -> Iterator[Diagnostic]:
    """The access list of a peer is never asked.

    `permit`, `deny` and `acl` in a `type=peer` section guard its registration (`chan_iax2.c:register_verify`);
    calls that come in are checked against users only.  A peer with a fixed `host` is never registered.

    Example:
        [bar]
        type=peer
        host=192.168.2.3
        deny=0.0.0.0/0
        permit=192.168.2.3/32

    Mend: move the lines to the `type=user` section that calls come in as, or make this one `type=friend`.
    """
    for name, peer in server.iax.peers.items():
        if peer.access and not peer.dynamic and name not in server.iax.users:
            lines = [line for option in ("permit", "deny", "acl") for line in peer.decided.get(option, ())]
            yield about_line(
                server,
                name,
                min(lines, key=lambda line: (line.source.path, line.node.start)),
                f"the access list of [{name}] is never asked: a peer's list guards registrations, and this one has a "
                "fixed host",
                "move it to the type=user section that calls come in as",
            )


@rule("IAX173", "acl-undefined", category="option", severity="warning", since="0.1", fix="unsafe")
def acl_undefined(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """`acl` names a list that `acl.conf` does not have, and so nobody is let in.

    A named list that is not defined is kept as invalid, and refuses every address
    (`main/acl.c:ast_apply_acl`): "due to use of an invalid ACL".

    Example:
        [bar]
        type=friend
        acl=partners

    Mend: add `[partners]` to `acl.conf`, or write the name as it stands there.
    """
    from iaxlint.suggest import clearly

    line = complaint.variable
    config = server.configs.get("acl.conf")
    meant = clearly(line.value, [category.name for category in config.categories] if config else ())
    yield about_line(
        server,
        complaint.section,
        line,
        f"acl.conf of {server.name} has no list {line.value}: [{complaint.section}] lets nobody in",
        f"add [{line.value}] to acl.conf",
        fixes=unsafe(f"write {meant}", replace(line, meant)) if meant else (),
    )


@rule("IAX618", "acl-unavailable", category="security", severity="warning", since="0.1")
def acl_unavailable(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """`acl` asks for a named list, but there is no usable `acl.conf`, and everybody is let in.

    Where `acl.conf` is missing or refused, `main/acl.c:ast_append_acl` logs an error and adds nothing to the
    section's list; a database that has more lists is not asked then (`main/named_acl.c:ast_named_acl_find`).

    Example:
        [bar]
        type=friend
        acl=partners

    Mend: add `acl.conf` with that list, or mend the line for which it is refused; or write `deny` and `permit` lines
    in the section.
    """
    lists, wanted = server.iax.lists, complaint.variable.value
    yield about_line(
        server,
        complaint.section,
        complaint.variable,
        f"{server.name} has no usable acl.conf, so this line keeps nobody out: {lists.reason}",
        f"{'mend' if 'acl.conf' in server.configs else 'add'} acl.conf with [{wanted}], or write deny and permit here",
        related=(Related(lists.reason, lists.refused.place, server.name),) if lists.refused is not None else (),
    )


@rule("IAX174", "acl-repeated", category="option", severity="info", since="0.1", fix="safe")
def acl_repeated(complaint: Complaint, server: Server) -> Iterator[Diagnostic]:
    """A named list is asked for twice in one section.

    The second has no effect (`main/acl.c:ast_append_acl`).

    Example:
        [bar]
        type=friend
        acl=partners
        acl=partners

    Mend: delete one of the lines.
    """
    yield about_line(
        server,
        complaint.section,
        complaint.variable,
        f"[{complaint.section}] asks for the list {complaint.variable.value} twice",
        "delete one of the lines",
        fixes=dead(complaint.variable, "delete the second line"),
    )


@rule("IAX620", "access-list-one-family", category="security", severity="warning", since="0.1", fix="unsafe")
def access_list_one_family(server: Server) -> Iterator[Diagnostic]:
    """An access list speaks of IPv4 only, and the server listens on IPv6 too.

    `deny=0.0.0.0/0` matches no IPv6 address (`main/acl.c:ast_apply_ha`), and an address that no line matches is
    let in.

    Example:
        [general]
        bindaddr=::

        [bar]
        type=friend
        deny=0.0.0.0/0
        permit=192.168.2.3/32

    Mend: add `deny=::/0` above the permits.
    """
    if not any(binding.address.family == 6 for binding in server.iax.general.bindings):
        return
    for name, access in _lists(server):
        closing = next((rule for rule in access.rules if rule.family == 4 and not rule.permit and not rule.mask), None)
        if closing is not None and access.allows(STRANGER).allowed:
            yield about_line(
                server,
                name,
                closing.variable,
                f"this deny matches no IPv6 address, and {server.name} listens on IPv6: from there [{name}] is open",
                "add deny=::/0 above the permits",
                fixes=unsafe("add deny=::/0 above it", guard(closing.variable, ("deny", "::/0"))),
            )


@rule("IAX619", "calltoken-waived", category="security", severity="warning", since="0.1", fix="unsafe")
def calltoken_waived(server: Server) -> Iterator[Diagnostic]:
    """Call tokens are waived for the whole internet.

    They prove that a packet comes from where it says, before the server spends a call number on it
    (RFC 5456 knows them not; `chan_iax2.c:handle_call_token`).  Without them, packets with forged addresses
    use up all call numbers, and no call comes through.

    Example:
        [general]
        calltokenoptional=0.0.0.0/0.0.0.0

    Mend: name the addresses of the old partners that know no call tokens, and no others.
    """
    for waived in server.iax.general.token_optional:
        if waived.family and not waived.mask:
            yield about_line(
                server,
                "general",
                waived.variable,
                f"{server.name} asks nobody for a call token: forged packets can use up its call numbers",
                "name only the addresses of partners that know no call tokens",
                fixes=unsafe("delete the line, so that everybody needs one", delete(waived.variable)),
            )


@rule("IAX621", "host-guards-nothing", category="security", severity="info", since="0.1", fix="unsafe")
def host_guards_nothing(server: Server) -> Iterator[Diagnostic]:
    """A friend has a fixed `host`, but no access list, though others on this server have one.

    `host` says where calls go to.  It does not say where they may come from: whoever sends the section's name may
    try its secret, from any address (`chan_iax2.c:check_access` looks at `permit`, `deny` and `acl` only).

    Example:
        [bar]
        type=friend
        host=192.168.2.3
        secret=K9fw-x2Tp-71nd

    Mend: add `deny=0.0.0.0/0` and, below it, a `permit` with the partner's address.
    """
    users = server.iax.users
    if not any(keeps_strangers_out(user.access) for user in users.values()):
        return
    for name, user in users.items():
        peer = server.iax.peers.get(name)
        lines = peer.decided.get("host", ()) if peer is not None and peer.address is not None else ()
        if peer is not None and lines and user.secret and not user.access.present and not user.access.named:
            yield about_line(
                server,
                name,
                lines[-1],
                f"host keeps nobody out: anybody may try the secret of [{name}] on {server.name}, which has no access "
                "list as others here have",
                "add deny=0.0.0.0/0 and, below it, a permit with the partner's address",
                fixes=partner_only(user, peer),
            )
