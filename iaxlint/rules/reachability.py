"""What hosts answered, where somebody asked them (`check --probe`)."""

from __future__ import annotations

from iaxlint.rules.finding import about_line
from iaxlint.rules.registry import rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.probe.outcome import Mention, Probed

ADVICE = {
    "other-answer": "look what runs there: Asterisk's qualify takes such an answer for none",
    "not-iax2": "give the port where chan_iax2 listens: bindport in its iax.conf, else 4569",
    "refused": "start Asterisk there, or give the port where its chan_iax2 listens; a firewall may be in the way, too",
    "silent": "look whether the server runs, and whether the firewalls on the way let UDP to this port through",
    "no-way": "probe from where the servers are: the way from here says little",
    "no-such-name": "write a name that DNS knows, or the address",
    "no-resolver": "look whether the DNS server answers, or name another by `iaxlint probe --resolver`",
    "not-asked": "let the name lead to the server's own address",
}
"""How to mend it, by what came of the host."""
PARTLY = "take the addresses that do not answer out of DNS, or write the one that does"


@rule("IAX380", "host-unreachable", category="link", severity="error", since="0.1")
def host_unreachable(probed: Probed) -> Iterator[Diagnostic]:
    """A host that the configuration names does not answer, seen from where iaxlint runs.

    Found by `check --probe` only, which sends IAX2's POKE to every host and port that the configurations name.  A host
    may be reached from elsewhere and not from here, and the other way round, so probe from where the servers are.
    A name of which some addresses answer is worth a warning: Asterisk takes the one that it is given first.

    Example:
        [bar]
        type=friend
        host=192.168.2.3

    Mend: start the server, open UDP port 4569 on the way, or write the address and port where it listens.
    """
    if probed.status == "answered" and not probed.silent:
        return
    silent = ", ".join(str(answer.address) for answer in probed.silent)
    for mention in probed.target.mentions:
        message = f"{_who(mention)} at {probed.target.shown}, which {probed.words}"
        if probed.status != "answered":
            yield _finding(mention, message, ADVICE[probed.status])
        else:
            found = _finding(mention, f"{message}; not at {silent}", PARTLY)
            found.severity = "warning"
            yield found


@rule("IAX381", "host-elsewhere", category="link", severity="warning", since="0.1")
def host_elsewhere(probed: Probed) -> Iterator[Diagnostic]:
    """A host name leads to another address than the settings give the server that it is meant for.

    Found by `check --probe` only, which looks names up.  What iaxlint says of calls rests on the addresses in the
    settings; where DNS tells another story, either of them is out of date.

    Example:
        [servers.bar]
        addresses = ["192.168.2.3", "bar.example.net"]

    Mend: correct the name in DNS, or `addresses` (and `public`, for one behind NAT) of the server in iaxlint.toml.
    """
    if not probed.elsewhere:
        return
    there = ", ".join(dict.fromkeys(at.host for at in probed.elsewhere))
    said = ", ".join(dict.fromkeys(at.host for at in probed.target.expected))
    for mention in probed.target.mentions:
        yield _finding(
            mention,
            f"{probed.target.host} leads to {there}, and the settings have it at {said}",
            "correct the name in DNS, or the server's addresses in iaxlint.toml",
        )


def _who(mention: Mention) -> str:
    what = "register" if mention.variable.name.lower() == "register" else f"[{mention.section}]"
    return f"{what} of {mention.server.name} is"


def _finding(mention: Mention, message: str, help_text: str) -> Diagnostic:
    found = about_line(mention.server, mention.section, mention.variable, message, help_text)
    found.partner = mention.partner
    return found
