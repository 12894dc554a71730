"""Load a configuration file with all that it includes (`main/config.c:ast_config_load2`)."""

from __future__ import annotations

from iaxlint.loader.folder import FileError
from iaxlint.loader.reading import Reading
from iaxlint.loader.state import GivenUpError, RefusedError, State
from iaxlint.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Config
    from iaxlint.loader.folder import Folder

NEWEST = (22, 999)


def load(folder: Folder, name: str, version: tuple[int, int] = NEWEST) -> Config | None:
    """What Asterisk loads from the file of that name; None when there is none.

    `version` is Asterisk's, major and minor.  Never fails: what Asterisk would refuse, and what can't
    be read, is told by `valid` and `problems`.
    """
    state = State(folder, name, version)
    config = state.config
    try:
        tree = folder.file(name)
    except FileError as error:
        if error.kind == "missing":
            return None
        source = Source(error.path, b"")
        state.report(error.kind, source, (0, 0), 0, path=error.path, reason=error.reason).fatal = True
        config.valid = False
        return config
    state.level = 1
    state.takes_part(tree)
    try:
        Reading(state).read(tree)
    except (RefusedError, GivenUpError):
        config.valid = False
        config.categories = []
    return config
