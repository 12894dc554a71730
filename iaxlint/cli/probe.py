"""`iaxlint probe`."""

from __future__ import annotations

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import PATHS, SERVERS, Option, output
from iaxlint.errors import InputError
from iaxlint.model.address import parse_with_port
from iaxlint.wording import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaxlint.cli.arguments import Options
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.address import Address
    from iaxlint.probe.outcome import Probed, Skipped
    from iaxlint.probe.send import Limits

DNS_PORT = 53

FAILING = {"error": ("error",), "warning": ("error", "warning"), "never": ()}
"""Which hosts let the exit status be 1, by what `--fail-on` says."""


def _number(least: float, most: float, kind: type[int] | type[float]) -> Callable[[str], object]:
    """Reads a number between two others."""

    def read(text: str) -> object:
        try:
            number = kind(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise ValueError(f"it takes a number from {least} to {most}, and not `{text}`")
        return number

    return read


def _resolver(text: str) -> object:
    """A DNS server's address."""
    address = parse_with_port(text)
    if address is None:
        raise ValueError(f"it takes the address of a DNS server, such as 192.168.1.53, and not `{text}`")
    return address if address.port else address.with_port(DNS_PORT)


WORDS = PATHS
OPTIONS = (
    *SERVERS,
    Option("--timeout", "seconds to wait for each answer; default: 2", "SECONDS", read=_number(0.1, 60, float)),
    Option("--retries", "how often a silent host is asked again; default: 2", "N", read=_number(0, 9, int)),
    Option("--jobs", "how many hosts are asked at a time; default: 64", "N", read=_number(1, 256, int)),
    Option("--resolver", "the DNS server to ask, instead of the system's", "ADDRESS", read=_resolver),
    Option("--fail-on", "from what on the exit status is 1; default: error", choices=tuple(FAILING)),
    Option("--exit-zero", "exit with 0 whatever answers"),
    *output("json"),
)


def run(options: Options) -> int:
    """Ask every host; the exit status is 1 where one does not answer."""
    from iaxlint.cli.fleet import load
    from iaxlint.cli.output import write_document, write_lines
    from iaxlint.report.probe import probe_document, probe_lines

    _, fleet = load(options)
    probed, skipped = probe(fleet, _limits(options), options.resolver)
    if not probed:
        why = f": {count(len(skipped), 'line')} that could, and {skipped[0].reason}" if skipped else ""
        raise InputError(f"no configuration names a host that could be asked{why}")
    if options.output_format == "json":
        write_document(probe_document(probed, skipped))
    else:
        write_lines(probe_lines(probed, skipped), options)
    failing = () if options.exit_zero else FAILING[options.fail_on or "error"]
    return FOUND if any(host.severity in failing for host in probed) else OK


def probe(
    fleet: Fleet, limits: Limits | None = None, resolver: Address | None = None
) -> tuple[list[Probed], list[Skipped]]:
    """What the hosts answer that the fleet's configurations name, and the lines that name none to be asked."""
    from iaxlint.cli.progress import Progress
    from iaxlint.probe.send import USUAL, ask_all
    from iaxlint.probe.targets import targets_of

    targets, skipped = targets_of(fleet)
    with Progress("probing", len(targets), "hosts") as progress:
        return ask_all(targets, limits or USUAL, resolver, progress.step), skipped


def _limits(options: Options) -> Limits:
    from iaxlint.probe.send import USUAL, Limits

    retries = USUAL.retries if options.retries is None else options.retries
    return Limits(options.timeout or USUAL.seconds, retries, options.jobs or USUAL.jobs)
