"""What `asterisk.conf` says about loading: whether `#exec` runs, and where the folder lies on the server."""

from __future__ import annotations

from iaxlint.loader.config import fold
from iaxlint.loader.load import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Config
    from iaxlint.loader.folder import Folder

MASTER = "asterisk.conf"

TRUE = ("yes", "true", "y", "t", "1", "on")
"""The words that `main/utils.c:ast_true` takes for a yes, in any case."""


def consult(folder: Folder) -> None:
    """Let a folder know what its `asterisk.conf` says (`main/options.c:load_asterisk_conf`), once."""
    if folder.consulted:
        return
    folder.consulted = True
    config = load(folder, MASTER)
    if config is None or not config.valid:
        return
    folder.exec_allowed = _last(config, "options", "execincludes").lower() in TRUE
    home = _last(config, "directories", "astetcdir").rstrip("/")
    if home.startswith("/"):
        folder.deployed = (home, *folder.deployed)


def _last(config: Config, section: str, option: str) -> str:
    """The last value of an option in the first section of a name that is no template."""
    for category in config.categories_named(section):
        if not category.template:
            return next((v.value for v in reversed(category.variables) if fold(v.name) == option), "")
    return ""
