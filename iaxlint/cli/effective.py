"""`iaxlint check --show-settings`: the settings in effect, and where each of them comes from."""

from __future__ import annotations

from iaxlint.cli import OK
from iaxlint.cli.arguments import DEFAULT_VERSION
from iaxlint.report.lines import EMPTY, Line, line
from iaxlint.setting_kinds import KINDS
from iaxlint.settings import KEYS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iaxlint.cli.arguments import Option, Options
    from iaxlint.settings import Written

DEFAULTS = {
    "asterisk": DEFAULT_VERSION,
    "output-format": "text",
    "fail-on": "error",
    "min-severity": "info",
    "profile": "default",
}
"""What counts where neither the command line nor the settings say anything, of what has no empty default."""

TABLES = tuple(key for key, kind in KEYS.items() if KINDS[kind][0]({}) or kind == "tables")
"""What is shown key by key, where the settings have it."""

WIDEST = 40
"""How far the origins are moved to the right for the sake of long values."""

Row = tuple[str, str, str]
"""A setting, its value, and where that comes from."""


def show_settings(options: Options) -> int:
    """List them; nothing is checked."""
    from iaxlint.cli.check import OPTIONS, VIEWS
    from iaxlint.cli.output import write_lines
    from iaxlint.settings import load_settings, written

    settings = load_settings(options.config, options.paths)
    found = {each.place: each for each in written(settings.file)} if settings.file else {}
    known = [option for option in OPTIONS if option not in VIEWS]
    write_lines(settings_lines(settings.file, rows(options, known, found)), options)
    return OK


def settings_lines(file: str | None, shown: Iterable[Row]) -> Iterator[Line]:
    """One line for each setting."""
    yield line(f"settings: {file}" if file else "settings: no iaxlint.toml is found, and none is needed")
    yield EMPTY
    shown = list(shown)
    names, values = (max(len(row[column]) for row in shown) for column in (0, 1))
    for name, value, where in shown:
        yield line(
            ("name", f"{name:{names}}"), f"  {value:{min(values, WIDEST)}}", ("dim", f"  {where}"), hang=names + 2
        )


def rows(options: Options, known: Iterable[Option], found: dict[str, Written]) -> Iterator[Row]:
    """What the command line says, else the settings, else nobody; then what only the settings can say."""
    yield "paths", words(options.paths), "command line" if options.paths else "default"
    listed = {option.name.removeprefix("--"): option for option in known}
    left = dict(found)
    default = _defaults(options, found)
    for name in dict.fromkeys((*listed, *KEYS)):
        option, written = listed.get(name), left.pop(name, None)
        if option is not None and option.name in options.given:
            yield name, words(getattr(options, option.attribute)), "command line"
        elif written is not None:
            yield name, words(written.value), written.where
        elif name not in TABLES:
            own = getattr(options, option.attribute) if option else None
            value, where = default.get(name, (own, "default"))
            yield name, words(value), where
    for written in left.values():
        yield written.place, words(written.value), written.where


def _defaults(options: Options, found: dict[str, Written]) -> dict[str, tuple[str, str]]:
    """What counts where nobody says anything, and why."""
    from iaxlint.selection import PROFILES

    defaults = {name: (value, "default") for name, value in DEFAULTS.items()}
    name = options.profile or str(found["profile"].value if "profile" in found else "default")
    level = PROFILES[name].fail_on
    return {**defaults, "fail-on": (level, f"profile {name}")} if level else defaults


def words(value: object) -> str:
    """A value as it would stand in the settings."""
    from iaxlint.report.mask import mask_value

    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(words(item) for item in value) or "none"
    return "none" if value in (None, "") else mask_value("exten", str(value))
