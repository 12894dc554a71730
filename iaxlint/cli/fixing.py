"""`iaxlint check --fix`, `--diff`: fixes are made in memory, judged there, and only then written or shown."""

from __future__ import annotations

import os
import sys

from iaxlint.cli.check import REPORTS, examine
from iaxlint.errors import InputError
from iaxlint.fixes.mend import Way, mend
from iaxlint.selection import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from iaxlint.cli.arguments import Options
    from iaxlint.engine import Report
    from iaxlint.fixes.mend import Mended
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.report.lines import Line
    from iaxlint.settings import Settings


def fix(fleet: Fleet, report: Report, options: Options, settings: Settings) -> tuple[Fleet, Report, bool]:
    """Mend, and write the files, standard output or a diff; what then is found, and whether all is said.

    Raises `InputError` for options that don't go together, and where a file can't be written.
    """
    _refuse(options)
    if report.crashes:
        return fleet, report, False
    mended = mend(fleet, report, _way(options, settings))
    if options.diff:
        _write_diff(mended, options)
        return mended.fleet, mended.report, True
    if options.stdin_filename:
        _write_text(mended, options)
        return mended.fleet, mended.report, True
    if mended.files:
        from iaxlint.fixes.write import replace_files

        replace_files(mended.files)
    if any(getattr(options, option.attribute) for option in REPORTS):
        _tell(mended)
    return mended.fleet, mended.report, False


def _refuse(options: Options) -> None:
    if not (options.fix or options.diff or options.fix_only):
        raise InputError("--unsafe-fixes goes with --fix, which mends, or --diff, which shows what would be mended")
    if options.write_baseline:
        raise InputError("--write-baseline lets be what is found, and does not go with --fix or --diff")
    if (options.diff or options.stdin_filename) and any(getattr(options, option.attribute) for option in REPORTS):
        what = "--diff prints a diff" if options.diff else "--fix prints what it makes of standard input"
        raise InputError(f"{what}, and does not go with --output-format or --output-file")


def _way(options: Options, settings: Settings) -> Way:
    from iaxlint.cli.choosing import with_plugins
    from iaxlint.rules.registry import all_rules

    known = with_plugins(all_rules(), settings)
    words = tuple(word.strip() for listed in options.fix_only for word in listed if word.strip())
    only = frozenset(rule.name for rule in named(known, words, "--fix-only")) if options.fix_only else None
    return Way(lambda fleet: examine(fleet, options, settings), known, options.unsafe_fixes, only, _changeable(options))


def _changeable(options: Options) -> Callable[[str], bool]:
    """Which files may change, by their real paths: only those that are given where files are, and not folders."""
    given = [options.stdin_filename] if options.stdin_filename else options.paths
    files = {os.path.realpath(path) for path in given if os.path.isfile(path) or path == options.stdin_filename}
    if not files:
        return bool
    folders = tuple(os.path.join(os.path.realpath(path), "") for path in given if os.path.isdir(path))
    return lambda real: real in files or real.startswith(folders)


def _write_diff(mended: Mended, options: Options) -> None:
    from iaxlint.cli.output import colored, write_lines, write_text
    from iaxlint.report.patch import STYLES, patch_lines

    files = [(file.path, file.old, file.new) for file in mended.files]
    lines = patch_lines(files, mended.fresh, show=options.show_secrets)
    if colored(options):
        from iaxlint.report.lines import Line

        write_lines((Line(((STYLES.get(text[:1], ""), text.expandtabs(4)),), fixed=True) for text in lines), options)
    else:
        write_text("".join(f"{line}\n" for line in lines))
    _tell(mended, "would mend")


def _write_text(mended: Mended, options: Options) -> None:
    """Write what standard input is now to standard output, and the report to standard error."""
    from iaxlint.cli.output import page, write_bytes
    from iaxlint.fixes.offers import held_files
    from iaxlint.report.finding import report_lines

    file = os.path.realpath(options.stdin_filename)
    texts = [held.text for held in held_files(mended.fleet).values() if held.real == file]
    if not texts:
        raise InputError(f"{options.stdin_filename} is read by none of the servers that are checked")
    write_bytes(texts[0].encode("latin-1"))
    _complain(report_lines(mended.report, mended.fleet, page(options)))


def _tell(mended: Mended, verb: str = "mended") -> None:
    """Say on standard error what was mended, where standard output is for something else."""
    from iaxlint.report.mending import mending_lines

    assert mended.report.mending is not None
    _complain(mending_lines(mended.report.mending, verb))


def _complain(lines: Iterable[Line]) -> None:
    from iaxlint.report.plain import as_text

    if sys.stderr is not None:
        sys.stderr.write(as_text(lines))
