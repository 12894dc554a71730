"""A check of many servers: how many processes read them, and where what they find is kept."""

from __future__ import annotations

from iaxlint.cli.progress import Progress
from iaxlint.disk import SteadyDisk
from iaxlint.large.cache import Cache, NoCache, signature
from iaxlint.large.fleet import LargeFleet
from iaxlint.large.lazy import LazyServer
from iaxlint.large.pool import processors
from iaxlint.large.private import cache_folder
from iaxlint.large.work import Work
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iaxlint.cli.arguments import Options
    from iaxlint.cli.fleet import Making
    from iaxlint.discover import Found
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.model.server import Server
    from iaxlint.settings import Settings


@record
class Reading:
    """How the servers of a run are read."""

    making: Making
    """Reads one of them."""
    join: Callable[[Iterable[Server]], Fleet]
    """The fleet of servers."""
    plainly: Callable[[], Fleet]
    """All of them, in this process."""


def large_fleet(found: list[Found], settings: Settings, options: Options, reading: Reading) -> LargeFleet:
    """The fleet of so many servers; nothing of it is read yet."""
    folder = None if options.no_cache or settings.plugins else cache_folder(options.cache_dir)
    cache = NoCache()
    if folder is not None:
        told = [str(options.asterisk), plain(settings), [plain(place) for place in found]]
        cache = Cache(folder, [signature(), told])
    servers = [LazyServer(**reading.making.light(place)) for place in found]
    work = Work(found, servers, reading.making, reading.join, SteadyDisk(), cache.digest)
    processes = options.jobs or processors()
    return LargeFleet(work, cache, processes, reading.plainly, lambda total: Progress("reading", total))


def plain(value: object) -> object:
    """A record as lists."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return [[key, plain(item)] for key, item in value.items()]
    fields = getattr(type(value), "__fields__", None)
    if fields is not None:
        return [plain(getattr(value, field)) for field in fields]
    return value if value is None or isinstance(value, (str, int, bool)) else repr(value)
