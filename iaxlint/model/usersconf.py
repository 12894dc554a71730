"""`users.conf`, which versions up to 22 read before the sections of `iax.conf`."""

from __future__ import annotations

from iaxlint.model.reading import define
from iaxlint.model.registration import Registration, read_registration
from iaxlint.model.value import cut_bytes, is_true

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.loader.config import Category, Config, Variable
    from iaxlint.model.general import General
    from iaxlint.model.reading import Definition, Reading

REGISTER_BYTES = 255
"""The buffer in which a registration is put together, without its NUL."""


def read_users_conf(config: Config, general: General, reading: Reading) -> Iterator[Definition]:
    """The definitions of friends, one after the other; registrations go to `general` on the way.

    Each section has the lines of `[general]` above its own.  Source: `chan_iax2.c:set_config`.
    """
    categories = [category for category in config.categories if not category.template]
    defaults = next((category for category in categories if category.name.lower() == "general"), None)
    for category in categories:
        if category.name.lower() == "general":
            continue
        above = [defaults] if defaults else []
        if _says_yes("hasiax", category, defaults):
            yield define(category.name, [*above, category])
        if _says_yes("registeriax", category, defaults):
            _register(category, defaults, general, reading)


def _first(option: str, *categories: Category | None) -> Variable | None:
    """The first line of an option, in the first category that has one (`main/config.c:ast_variable_retrieve`)."""
    for category in categories:
        for variable in category.variables if category else ():
            if variable.name.lower() == option:
                return variable
    return None


def _says_yes(option: str, category: Category, defaults: Category | None) -> bool:
    line = _first(option, category, defaults)
    return line is not None and is_true(line.value)


def _register(category: Category, defaults: Category | None, general: General, reading: Reading) -> None:
    """Register as `username:secret@host`, each from the section or else from `[general]`."""
    username, secret, host = (_first(option, category, defaults) for option in ("username", "secret", "host"))
    if username is None or host is None or not username.value or not host.value:
        return
    credentials = f"{username.value}:{secret.value}" if secret and secret.value else username.value
    found = read_registration(cut_bytes(f"{credentials}@{host.value}", REGISTER_BYTES), username)
    if isinstance(found, Registration):
        found.section = category.name
        general.registrations.append(found)
    else:
        reading.complain(found[0], "WARNING", found[1], username)
