"""How long, and how often: numbers that count milliseconds where somebody meant yes, or seconds."""

from __future__ import annotations

from iaxlint.rules.finding import about_line
from iaxlint.rules.mending import replace, safe, unsafe
from iaxlint.rules.registry import rule
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.diagnostics import Diagnostic
    from iaxlint.loader.config import Variable
    from iaxlint.model.server import Server
    from iaxlint.rules.mending import Fixes

TIGHT_QUALIFY_MS = 50
"""Below this many milliseconds a partner on another continent, or behind a busy line, is never in time."""
TIGHT_FREQUENCY_MS = 1000


def meant_yes(line: Variable) -> Fixes:
    """Write yes: where the value is 1 nothing else can be meant, for no answer is as quick."""
    return (safe if line.value == "1" and not line.via else unsafe)("write yes", replace(line, "yes"))


@rule("IAX121", "qualify-tight", category="option", severity="warning", since="0.1", fix="safe")
def qualify_tight(server: Server) -> Iterator[Diagnostic]:
    """`qualify` grants the partner hardly any time to answer.

    A number is one of milliseconds, and `qualify=1` means one of them, not yes.  A peer whose answer takes
    longer counts as too slow, and calls to it fail at once (`chan_iax2.c:create_addr`).

    Example:
        [bar]
        type=friend
        qualify=1

    Mend: write `qualify=yes`, which means 2000 ms.
    """
    for name, peer in server.iax.peers.items():
        if 0 < peer.qualify_ms < TIGHT_QUALIFY_MS:
            yield about_line(
                server,
                name,
                peer.decided["qualify"][-1],
                f"{server.name} calls [{name}] only while its answers take at most {peer.qualify_ms} ms",
                "write qualify=yes, which means 2000 ms",
                fixes=meant_yes(peer.decided["qualify"][-1]),
            )


@rule("IAX122", "autokill-tight", category="option", severity="warning", since="0.1", fix="safe")
def autokill_tight(server: Server) -> Iterator[Diagnostic]:
    """`autokill` grants the other end hardly any time to answer.

    A number is one of milliseconds; a call that is not answered at all within twice that time is given up
    (`chan_iax2.c:iax2_call`): "Auto-congesting call due to slow response".

    Example:
        [general]
        autokill=1

    Mend: write `autokill=yes`, which means 2000 ms.
    """
    general = server.iax.general
    if 0 < general.autokill_ms < TIGHT_QUALIFY_MS:
        yield about_line(
            server,
            "general",
            general.decided["autokill"][-1],
            f"{server.name} gives up each call that is not answered within {2 * general.autokill_ms} ms",
            "write autokill=yes, which means 2000 ms",
            fixes=meant_yes(general.decided["autokill"][-1]),
        )


@rule("IAX127", "qualify-frequency", category="option", severity="warning", since="0.1", fix="unsafe")
def qualify_frequency(server: Server) -> Iterator[Diagnostic]:
    """A peer is asked whether it is there more than once a second.

    `qualifyfreqok` and `qualifyfreqnotok` count milliseconds, where `qualifyfreq` of other channel drivers
    counts seconds (`chan_iax2.c:iax2_poke_peer`).

    Example:
        [bar]
        type=friend
        qualify=yes
        qualifyfreqok=60

    Mend: write milliseconds: 60000 for a minute.
    """
    for name, peer in server.iax.peers.items():
        for option, value in (
            ("qualifyfreqok", peer.qualify_freq_ok_ms),
            ("qualifyfreqnotok", peer.qualify_freq_notok_ms),
        ):
            if peer.qualify_ms and value < TIGHT_FREQUENCY_MS and option in peer.decided:
                line = peer.decided[option][-1]
                yield about_line(
                    server,
                    name,
                    line,
                    f"{option} counts milliseconds: {server.name} pokes [{name}] every {value} ms",
                    f"write {option}={value}000 for {count(value, 'second')}" if value > 0 else "write milliseconds",
                    fixes=unsafe(f"write {value}000", replace(line, f"{value}000")) if value > 0 else (),
                )
