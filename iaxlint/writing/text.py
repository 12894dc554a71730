"""The text of the files: every line that is written, and what is said of it to those who will maintain it."""

from __future__ import annotations

from iaxlint.call.attempt import listed
from iaxlint.model.address import DEFAULT_PORT, parse_numeric
from iaxlint.model.option import versions_of
from iaxlint.writing.plan import host_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.model.version import Version
    from iaxlint.writing.plan import Plan, Site, Trunk

Row = tuple[str, str, str]
"""An option, its value, and what it is for."""

COLUMN = 40
"""Where what is said of a line begins, unless the line is longer."""

EVERYBODY = {4: "0.0.0.0/0.0.0.0", 6: "::/0"}
ALONE = {4: "255.255.255.255", 6: "128"}
"""The mask of one address."""


def texts(plan: Plan) -> dict[str, str]:
    """Every file by its path, the settings among them."""
    files: dict[str, str] = {}
    for site in plan.sites:
        files[f"{site.name}/iax.conf"] = _joined(_iax_conf(plan, site))
        files[f"{site.name}/extensions.conf"] = _joined(_extensions_conf(plan, site))
        if any(parse_numeric(host) is None for host in _hosts_called(plan, site)):
            files[f"{site.name}/dnsmgr.conf"] = _joined(_dnsmgr_conf())
    files["iaxlint.toml"] = _joined(_settings(plan))
    return files


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _where(site: Site) -> str:
    return f"at {listed(site.hosts)}" if site.hosts else "at an address that changes"


def _hosts_called(plan: Plan, site: Site) -> list[str]:
    """The hosts that a server's files name."""
    found = []
    for trunk in plan.trunks_of(site):
        far = trunk.far(site)
        if not far.dynamic:
            found += [host_for(site, far), *([host_for(site, far, register=True)] if site.dynamic else [])]
    return found


def _families(plan: Plan, site: Site) -> list[int]:
    """The kinds of addresses that a server's socket takes; one for IPv6 takes IPv4 as well."""
    hosts = map(parse_numeric, _hosts_called(plan, site))
    families = {*site.families, *(address.unmapped[0] for address in hosts if address is not None)}
    return [4, 6] if 6 in families else [4]


def _iax_conf(plan: Plan, site: Site) -> Iterator[str]:
    partners = [trunk.far(site).name for trunk in plan.trunks_of(site)]
    yield f"; {site.name}, {_where(site)}, and its trunk{'s' if len(partners) > 1 else ''} to {listed(partners)}."
    yield "; It holds secrets: let nobody but Asterisk read it."
    yield ""
    yield "[general]"
    yield from _rows("general", _general(plan, site), plan.version)
    for trunk in plan.trunks_of(site):
        if site.dynamic:
            yield from _registration(plan, site, trunk)
    for trunk in plan.trunks_of(site):
        far = trunk.far(site)
        yield ""
        yield f"; The trunk to {far.name}, {_where(far)}; its mirror image is [{site.name}] in {far.name}'s iax.conf."
        yield "; It has no trunk=yes, which would carry the voice of encrypted calls in the clear."
        yield f"[{far.name}]"
        yield from _rows("friend", _trunk(plan, site, trunk), plan.version)


def _rows(scope: str, rows: Iterable[Row], version: Version) -> Iterator[str]:
    """The lines of a section; options that this version does not have are left out."""
    for option, value, why in rows:
        known = versions_of(option, "peer" if scope == "friend" else scope) or versions_of(option, "user")
        if option == "type" or (known is not None and version.within(*known)):
            yield f"{f'{option}={value}':{COLUMN - 1}} ; {why}" if why else f"{option}={value}"


def _general(plan: Plan, site: Site) -> Iterator[Row]:
    yield "bindport", str(site.port), "above bindaddr, which takes it over"
    yield "bindaddr", "[::]" if 6 in _families(plan, site) else "0.0.0.0", "every address of this machine"  # noqa: S104
    yield "authdebug", "yes", "log why a call is refused"
    yield "delayreject", "yes", "refuse late, so that guessing takes long"
    yield "autokill", "yes", "give a call up soon when nobody answers"
    yield "encryption", "aes128", "encrypt calls"
    yield "forceencryption", "yes", "and refuse all others; here it holds for both directions"
    yield "disallow", "all", "no codecs but these, the best liked first"
    for codec in plan.codecs:
        yield "allow", codec, ""


def _trunk(plan: Plan, site: Site, trunk: Trunk) -> Iterator[Row]:
    far = trunk.far(site)
    yield "type", "friend", "calls go out and come in through this section"
    yield "username", site.name, f"how {far.name} knows this server: its section is [{site.name}]"
    if plan.rsa:
        yield "auth", "rsa", "sign, and send no secret"
        yield "outkey", site.name, f"sign with {site.name}.key among this server's keys"
        yield "inkeys", far.name, f"take what {far.name}.pub confirms"
        yield "secret", trunk.secret, f"the encryption's key is made of it; the same at {far.name}"
    else:
        yield "auth", "md5", "prove the secret without sending it"
        yield "secret", trunk.secret, f"the same in [{site.name}] at {far.name}, and nowhere else"
    yield from _place(plan, site, far)
    yield "requirecalltoken", "yes", "no call from a forged address"
    yield "context", f"from-{far.name}", f"what {far.name} may dial here"
    yield "qualify", "yes", f"watch whether {far.name} answers"
    yield "transfer", "no", "this server stays in the middle of calls that it passes on"


def _place(plan: Plan, site: Site, far: Site) -> Iterator[Row]:
    """Where the far end is, and the access list that lets nobody else in."""
    if far.dynamic:
        yield "host", "dynamic", f"{far.name} registers here, and says so where it is"
        return
    yield "host", host_for(site, far), f"where {far.name} is"
    if far.port != DEFAULT_PORT:
        yield "port", str(far.port), "below host, which sets it back to 4569"
    families = _families(plan, site)
    permitted = [address for address in far.numeric if address.unmapped[0] in families]
    if permitted:
        for family in families:
            yield "deny", EVERYBODY[family], f"nobody may call as {far.name}{' over IPv6' if family == 6 else ''}"
        for address in permitted:
            yield (
                "permit",
                f"{address.host}/{ALONE[address.unmapped[0]]}",
                "but from there; the last line that fits counts",
            )


def _registration(plan: Plan, site: Site, trunk: Trunk) -> Iterator[str]:
    """The line that tells the far end where this server is at the moment."""
    far = trunk.far(site)
    proof = f"[{site.name}]" if plan.rsa else trunk.secret
    port = "" if far.port == DEFAULT_PORT else f":{far.port}"
    yield ""
    yield f"; {far.name} learns from this where {site.name} is: its [{site.name}] is host=dynamic."
    yield f"register => {site.name}:{proof}@{host_for(site, far, register=True)}{port}"


def _extensions_conf(plan: Plan, site: Site) -> Iterator[str]:
    yield f"; The numbers of {site.name}: {_range(site)}. Put its telephones in the place of the echo."
    yield "[numbers]"
    yield f"exten => _{site.numbers},1,Answer()        ; for a telephone: Dial(PJSIP/${{EXTEN}},30)"
    yield " same => n,Echo()"
    yield " same => n,Hangup()"
    yield ""
    yield f"; What the telephones of {site.name} may dial: context=phones in their sections."
    yield "[phones]"
    yield "include => numbers"
    for trunk in plan.trunks_of(site):
        yield f"include => to-{trunk.far(site).name}"
    for trunk in plan.trunks_of(site):
        yield from _contexts(plan, site, trunk)


def _contexts(plan: Plan, site: Site, trunk: Trunk) -> Iterator[str]:
    """What goes out to one partner, and what the partner may dial."""
    far = trunk.far(site)
    targets = plan.reachable(site, trunk)
    yield ""
    yield f"; Calls to {listed(f'{other.name} ({_range(other)})' for other in targets)}."
    yield f"[to-{far.name}]"
    for other in targets:
        yield f"exten => _{other.numbers},1,Dial(IAX2/{far.name}/${{EXTEN}},30)"
        yield " same => n,Hangup()"
    others = [other.far(site).name for other in plan.trunks_of(site) if other is not trunk] if site is plan.hub else []
    yield ""
    yield f"; What {far.name} may dial here; nothing that costs money."
    yield f"[from-{far.name}]"
    yield "include => numbers"
    for name in others:
        yield f"include => to-{name}"


def _range(site: Site) -> str:
    return f"{site.first_number} to {site.numbers.replace('X', '9')}"


def _dnsmgr_conf() -> Iterator[str]:
    yield "; Without this, Asterisk looks host names up once, when it starts."
    yield "[general]"
    yield "enable=yes"
    yield "refreshinterval=300            ; seconds"


def _settings(plan: Plan) -> Iterator[str]:
    yield "# What iaxlint can't read in the servers' own files. The servers: iaxlint check"
    yield f'asterisk = "{plan.version}"'
    for site in plan.sites:
        name = f'"{site.name}"' if "." in site.name else site.name
        yield ""
        yield f"[servers.{name}]"
        yield f'path = "{site.name}"'
        if site.hosts:
            hosts = '", "'.join(site.hosts)
            yield f'addresses = ["{hosts}"]'
        if plan.rsa:
            yield f'# keys = "{site.name}/keys"    # where {site.name}.key and the .pub of the others lie'
