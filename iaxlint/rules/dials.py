"""Lines of the dialplan that place calls over IAX2."""

from __future__ import annotations

from iaxlint.call.dials import dials
from iaxlint.model.address import parse_numeric
from iaxlint.model.variables import known
from iaxlint.rules.finding import about_line, header_of
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.call.dials import DialSite
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.model.server import Server


def _over_iax2(server: Server) -> Iterator[DialSite]:
    for site in dials(server.dialplan):
        if site.technology == "IAX2":
            yield site


@rule("IAX510", "dial-bypasses-peer", category="dialplan", severity="warning", since="0.1")
def dial_bypasses_peer(server: Server) -> Iterator[Diagnostic]:
    """The dialplan calls an address for which there is a peer.

    With an address in the dial string no section is asked (`chan_iax2.c:create_addr`): the call goes out with the
    codecs and the encryption of `[general]`, to port 4569, and with the user name and secret of the dial string or
    none.

    Example:
        exten => _2X,1,Dial(IAX2/192.168.2.3/${EXTEN})

    Mend: dial the name of the section: `IAX2/bar/${EXTEN}`.
    """
    for site in _over_iax2(server):
        address = parse_numeric(site.peer) if site.peer else None
        if address is None or site.peer in server.iax.peers:
            continue
        for name, peer in server.iax.peers.items():
            if peer.address is not None and "host" in peer.decided and peer.address.same_host(address):
                yield about_line(
                    server,
                    site.context,
                    site.variable,
                    f"{server.name} calls {site.peer} without its peer [{name}]: no codecs, secret or encryption of it "
                    "count",
                    f"dial IAX2/{name}/...",
                    (header_of(server, peer.categories[-1], "the peer at that address"),),
                )
                break


@rule("IAX640", "dial-secret", category="security", severity="info", since="0.1")
def dial_secret(server: Server) -> Iterator[Diagnostic]:
    """The secret of a trunk stands in the dialplan.

    Dial strings show up where secrets should not: in `dialplan show` and `core show channels`, in call records
    and in logs.

    Example:
        exten => _2X,1,Dial(IAX2/foo:K9fw-x2Tp-71nd@bar/${EXTEN})

    Mend: put the secret and the user name into the peer's section, and dial `IAX2/bar/${EXTEN}`.
    """
    for site in _over_iax2(server):
        secret = site.data and site.data.secret
        if secret and known(secret) and not server.folder.placeholders.stands_for(secret):
            where = f"[{site.peer}]" if site.peer in server.iax.peers else "a section of iax.conf"
            yield about_line(
                server,
                site.context,
                site.variable,
                f"a secret stands in the dialplan of {server.name}, where logs and call records show it",
                f"put it into {where} as secret=, beside the user name as username=",
            )
