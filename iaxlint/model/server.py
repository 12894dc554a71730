"""One server: its configuration folder, loaded and modelled."""

from __future__ import annotations

from iaxlint.loader import load
from iaxlint.memo import Memo
from iaxlint.model.dialplan import load_dialplan
from iaxlint.model.elsewhere import look_elsewhere
from iaxlint.model.iax import load_iax, outline_iax
from iaxlint.model.keys import load_keys, unknown_keys
from iaxlint.model.value import is_true
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iaxlint.loader.config import Category, Config, Opaque
    from iaxlint.loader.folder import Folder
    from iaxlint.model.dialplan import Dialplan
    from iaxlint.model.iax import Iax, Outline
    from iaxlint.model.keys import Keys
    from iaxlint.model.version import Version

FILES = ("iax.conf", "users.conf", "acl.conf", "extensions.conf", "extconfig.conf", "modules.conf")
"""The files that are loaded, with all that they include."""

OUTLINE = ("iax.conf", "users.conf")
"""Those of them that tell who is where."""

TIMING = ("res_timing_dahdi.so", "res_timing_kqueue.so", "res_timing_pthread.so", "res_timing_timerfd.so")
"""The modules that give trunks their clock; one of them is enough."""

MODULES = ("chan_iax2.so", "pbx_config.so", "res_crypto.so", *TIMING)
"""The modules whose absence changes what a call does."""


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
    """By file name, such as `iax.conf`; files that are not there are not in it."""
    opaque: list[Opaque]
    """Places whose contents no file can tell, in any of `configs`."""
    realtime: frozenset[str]
    """What extconfig.conf keeps in a database: families such as `iaxusers`, `iaxpeers` and `extensions`, and
    whole files such as `iax.conf`; also an `iax.conf` that is not at hand, with all that would be in it."""
    unloaded: frozenset[str]
    """Those of `MODULES` that modules.conf surely keeps from loading."""
    memo: Memo
    """What rules found out about it, and ask again."""
    public: tuple[str, ...] = ()
    """Under which addresses, by the settings, others see it that are not behind the same NAT."""
    role: str = ""
    """By the settings: `hub`, `spoke` or `node`; else empty."""

    def may_have_more(self, family: str) -> bool:
        """Whether there may be `iaxusers` or `iaxpeers` that no section tells of."""
        config = self.configs.get("iax.conf")
        return family in self.realtime or (config is not None and bool(config.opaque))


def load_server(
    name: str,
    folder: Folder,
    version: Version,
    addresses: Sequence[str] = (),
    keys_folder: str | None = None,
    public: Sequence[str] = (),
    role: str = "",
) -> Server:
    """Load and model the configuration in a folder.

    `keys_folder` is where the RSA keys lie, if somebody said so; nothing else outside `folder` is read.
    """
    configs = _load(folder, FILES, version)
    realtime = _realtime_families(configs.get("extconfig.conf"))
    if "iax.conf" in realtime or not (folder.complete or "iax.conf" in configs):
        realtime |= {"iax.conf", "iaxpeers", "iaxusers"}
    unloaded = _unloaded_modules(configs.get("modules.conf"))
    iax = load_iax(configs, version, realtime, folder.placeholders)
    if "chan_iax2.so" in unloaded and iax.loaded:
        iax.loaded, iax.reason = False, "modules.conf keeps chan_iax2.so from loading"
    users_conf = configs.get("users.conf") if version.has("users-conf") else None
    elsewhere = look_elsewhere(folder, realtime, [iax.general.regcontext] if iax.general.regcontext else [])
    return Server(
        name=name,
        path=folder.shown,
        version=version,
        addresses=tuple(addresses),
        folder=folder,
        iax=iax,
        dialplan=load_dialplan(configs.get("extensions.conf"), version, users_conf, elsewhere),
        keys=load_keys(keys_folder, keys_folder, folder.disk) if keys_folder else unknown_keys(),
        configs=configs,
        opaque=[place for config in configs.values() for place in config.opaque],
        realtime=realtime,
        unloaded=unloaded,
        memo=Memo(),
        public=tuple(public),
        role=role,
    )


def outline(folder: Folder, version: Version) -> Outline:
    """Where a server's peers are, its own sockets and its registrations: what a fleet is put together from."""
    return outline_iax(_load(folder, OUTLINE, version), version, folder.placeholders)


def _load(folder: Folder, files: Iterable[str], version: Version) -> dict[str, Config]:
    """Those files that are there, by name."""
    return {file: config for file in files if (config := load(folder, file, version.number)) is not None}


def edited(server: Server, texts: dict[str, bytes]) -> Server:
    """The server with other bytes in the place of some of its files, by their names below its folder."""
    folder = server.folder.edited(texts)
    other = load_server(server.name, folder, server.version, server.addresses, None, server.public, server.role)
    other.keys = server.keys
    return other


def _category(config: Config | None, name: str) -> Category | None:
    """The first category of a name, which is the only one that is read (`main/config.c:ast_variable_browse`)."""
    if config is None or not config.valid:
        return None
    return next((category for category in config.categories_named(name) if not category.template), None)


def _realtime_families(extconfig: Config | None) -> frozenset[str]:
    """What `[settings]` of extconfig.conf maps to a database (`main/config.c:read_config_maps`)."""
    settings = _category(extconfig, "settings")
    return frozenset(variable.name.lower() for variable in settings.variables) if settings else frozenset()


def _unloaded_modules(modules: Config | None) -> frozenset[str]:
    """The modules that modules.conf keeps out; none where an `#exec` may say otherwise (`main/loader.c`)."""
    section = _category(modules, "modules")
    if modules is None or section is None or modules.opaque:
        return frozenset()
    wanted: set[str] = set()
    unwanted: set[str] = set()
    autoload = False
    for variable in section.variables:
        option, module = variable.name.lower(), variable.value.lower().removesuffix(".so") + ".so"
        if option == "autoload":
            autoload = is_true(variable.value)
        elif option in ("load", "require", "preload", "preload-require"):
            wanted.add(module)
        elif option == "noload":
            unwanted.add(module)
    return frozenset(module for module in MODULES if module in unwanted or not (autoload or module in wanted))
