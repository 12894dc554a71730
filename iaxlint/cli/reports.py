"""The reports of a check that somebody asks for: which formats, and where each of them goes."""

from __future__ import annotations

import os

from iaxlint.errors import InputError
from iaxlint.report import FOR_PEOPLE, FORMATS, STATISTICS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from iaxlint.cli.arguments import Options
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.settings import Settings

STDOUT = "-"
"""In the place of a file."""

Destination = tuple[str, str]
"""A format, and the file that it goes to."""


def destinations(options: Options) -> list[Destination]:
    """What is asked for, standard output first; raises `InputError` where two reports would go to one place."""
    file = options.output_file or STDOUT
    asked = [word.partition("=")[::2] for word in options.output_format or ["text"]]
    if options.output_file and all(own for _, own in asked):
        raise InputError("--output-file is for a format that names no file, and each of these names one")
    wanted = [(name, own or file) for name, own in asked]
    taken: dict[str, str] = {}
    for name, path in wanted:
        if options.statistics and name not in STATISTICS:
            raise InputError(f"--statistics comes as {' or '.join(STATISTICS)}, and not as {name}")
        place = path if path == STDOUT else os.path.realpath(path)
        if place in taken:
            where = "standard output" if path == STDOUT else path
            raise InputError(
                f"{taken[place]} and {name} would both go to {where}; name a file, as in --output-format {name}=FILE"
            )
        taken[place] = name
    return sorted(wanted, key=lambda each: each[1] != STDOUT)


def write_reports(
    wanted: Iterable[Destination], report: Report, fleet: Fleet, settings: Settings, options: Options
) -> None:
    """Write each report; raises `InputError` for a file that cannot be written, or that was read for the check."""
    from iaxlint.report.brief import files

    own = (settings.file, settings.baseline, options.baseline, options.write_baseline, *settings.inventories)
    read = {os.path.realpath(path) for path in (*files(fleet), *filter(None, own))}
    for name, path in wanted:
        if path == STDOUT:
            _print(name, report, fleet, options)
        elif os.path.realpath(path) in read:
            raise InputError(f"cannot write the report to {path}: that file was just read")
        else:
            _save(name, path, report, fleet, options)


def _print(name: str, report: Report, fleet: Fleet, options: Options) -> None:
    from iaxlint.cli.output import page, write_lines, write_text

    module = _module(name, options)
    if name in FOR_PEOPLE:
        write_lines(module.report_lines(report, fleet, page(options)), options)
    else:
        write_text(module.render(report, fleet))


def _save(name: str, path: str, report: Report, fleet: Fleet, options: Options) -> None:
    from iaxlint.whole import write_whole

    module = _module(name, options)
    if name in FOR_PEOPLE:
        from iaxlint.cli.output import PIPED_WIDTH, page
        from iaxlint.report.plain import as_text

        text = as_text(module.report_lines(report, fleet, page(options, PIPED_WIDTH)))
    else:
        text = module.render(report, fleet)
    try:
        write_whole(path, text)
    except OSError as error:
        raise InputError(f"cannot write the report to {path}: {error.strerror}") from None


def _module(name: str, options: Options) -> ModuleType:
    from importlib import import_module

    return import_module(f"iaxlint.report.{(STATISTICS if options.statistics else FORMATS)[name]}")
