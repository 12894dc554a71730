"""Extensions that users.conf gives its users, up to Asterisk 22.

Source: `pbx_config.c:pbx_load_users`.
"""

from __future__ import annotations

from iaxlint.model.extension import HINT, Priority
from iaxlint.model.value import is_true

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.loader.config import Category, Config, Variable
    from iaxlint.model.extension import Context
    from iaxlint.model.pbx_config import Reader

_TECHNOLOGIES = {"hasiax": "IAX2", "hash323": "H323"}


def read_users(reader: Reader, config: Config) -> None:
    """Add a hint and a priority 1 that dials it for each user that has a line and no `hasexten=no`."""
    categories = [category for category in config.categories if not category.template]
    defaults = next((category for category in categories if category.name.lower() == "general"), None)
    userscontext = reader.general.get("userscontext")
    name = userscontext.value if userscontext is not None else "default"
    for category in categories:
        if category.name.lower() != "general":
            _read_user(reader, name, category, defaults)


def _option(option: str, *categories: Category | None) -> Variable | None:
    for category in categories:
        for variable in category.variables if category is not None else ():
            if variable.name.lower() == option:
                return variable
    return None


def _read_user(reader: Reader, context_name: str, category: Category, defaults: Category | None) -> None:
    lines = {option: _option(option, category, defaults) for option in _TECHNOLOGIES}
    given = {option: line for option, line in lines.items() if line is not None and is_true(line.value)}
    hasexten = _option("hasexten", category, defaults)
    dialled = [f"{_TECHNOLOGIES[option]}/{category.name}" for option in given]
    channels = _option("dahdichan", category, defaults)
    if channels is not None and channels.value:
        given["dahdichan"] = channels
        dialled += [f"DAHDI/{channel}" for channel in channels.value.split(",")]
    if not given or (hasexten is not None and not is_true(hasexten.value)):
        return
    line = next(iter(given.values()))
    context = reader.context(context_name)
    voicemail = _option("hasvoicemail", category, defaults)
    _add(reader, context, category.name, HINT, "&".join(dialled), line)
    if voicemail is not None and is_true(voicemail.value):
        _add(reader, context, category.name, 1, f"Gosub({category.name},stdexten(${{HINT}}))", line)
    else:
        _add(reader, context, category.name, 1, "Dial(${HINT})", line)
    others = _option("alternateexts", category)
    for other in others.value.split(",") if others is not None and others.value else ():
        _add(reader, context, other, 1, f"Goto({category.name},1)", others or line)


def _add(reader: Reader, context: Context, name: str, number: int, application: str, line: Variable) -> None:
    reader.add(context, name, Priority(number, "", line, 0, application))
