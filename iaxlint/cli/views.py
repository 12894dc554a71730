"""`iaxlint check` in other ways: what would be read, by which settings, and again whenever a file changes."""

from __future__ import annotations

from iaxlint.cli.check import FIXING, REPORTS, VIEWS
from iaxlint.errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.cli.arguments import Option, Options


def view(options: Options) -> int:
    """Do what one of the options asks for; raises `InputError` where another stands in its way."""
    asked = [option.name for option in VIEWS if option.name in options.given]
    if len(asked) > 1:
        raise InputError(f"{asked[0]} and {asked[1]} do not go together")
    if options.watch:
        _refuse(options, "--watch", "checks again and again", ("--stdin-filename", "--write-baseline", *_names(FIXING)))
        from iaxlint.cli.watch import watch

        return watch(options)
    _refuse(options, asked[0], "is text and no report", (*_names(REPORTS), *_names(FIXING)))
    if options.show_files:
        from iaxlint.cli.files import show_files

        return show_files(options)
    from iaxlint.cli.effective import show_settings

    return show_settings(options)


def _names(options: tuple[Option, ...]) -> tuple[str, ...]:
    return tuple(option.name for option in options)


def _refuse(options: Options, asked: str, why: str, unfit: tuple[str, ...]) -> None:
    for name in unfit:
        if name in options.given:
            raise InputError(f"{asked} {why}: it does not go together with {name}")
