"""One server: its configuration folder, loaded and modelled."""

from __future__ import annotations

from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Config, Opaque
    from iaxlint.loader.folder import Folder
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.iax import Iax
    from iaxlint.model.keys import Keys
    from iaxlint.model.version import Version


@record
class Server:
    """A server, as far as its files tell."""

    name: str
    path: str
    """Of its configuration folder, as users see it."""
    version: Version
    addresses: tuple[str, ...]
    """That the settings give it; empty when they give none."""
    folder: Folder
    iax: Iax
    dialplan: Dialplan
    keys: Keys
    configs: dict[str, Config]
    """By file name, such as `iax.conf`."""
    opaque: list[Opaque]
    """Places whose contents no file can tell, in any of `configs`."""
    realtime: frozenset[str]
    """Families that extconfig.conf keeps in a database: `iaxusers`, `iaxpeers`, `extensions`, ..."""
    unloaded: frozenset[str]
    """Modules that modules.conf surely keeps from loading, such as `chan_iax2.so`."""
