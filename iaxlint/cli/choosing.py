"""A check in which somebody says what to look for, or what to leave out."""

from __future__ import annotations

import os

from iaxlint.engine import check
from iaxlint.errors import InputError
from iaxlint.selection import PROFILES, choose, grade, named, outside, parted
from iaxlint.settings import Choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from iaxlint.cli.arguments import Options
    from iaxlint.diagnostics import Rule
    from iaxlint.engine import Report
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.probe.outcome import Probed
    from iaxlint.settings import Settings


def check_chosen(
    fleet: Fleet, known: list[Rule], options: Options, settings: Settings, probed: Sequence[Probed] | None = None
) -> tuple[Report, str | None]:
    """What is found, without what is left out; and from which severity on the profile lets a run fail.

    Raises `InputError` for rules, plugins and baselines that do not exist.
    """
    known = with_plugins(known, settings)
    profile = PROFILES[options.profile or settings.profile or "default"]
    choices = [profile.choice, settings.choice or Choice(), _choice(options)]
    rules = choose(known, choices)
    if not rules:
        raise InputError("no rule is left to check by; see --select and --ignore")
    locked = [rule.name for rule in named(known, settings.locked, f"{settings.file}: locked")]
    report = check(fleet, rules, known=known, locked=locked, heed=not options.no_ignores, probed=probed)
    grade(report.diagnostics, choices)
    there = [*report.diagnostics, *report.suppressed]
    if settings.per_file_ignores:
        _leave_out(report, known, settings)
    path = _baseline(options, settings)
    if path:
        from iaxlint import baseline

        if options.write_baseline:
            baseline.write_baseline(path, report.diagnostics)
        entries = baseline.read_baseline(path, listed=path is settings.baseline)
        report.fixed = baseline.fixed(there, entries, [server.name for server in fleet.servers], rules)
        report.diagnostics, report.accepted = baseline.held_against(report.diagnostics, entries)
    least = options.min_severity or settings.min_severity or "info"
    report.diagnostics, report.minor = parted(report.diagnostics, least)
    return report, profile.fail_on


def with_plugins(known: list[Rule], settings: Settings) -> list[Rule]:
    """The rules, and those of the plugins that the settings name; raises `InputError` where there is no such plugin."""
    if not settings.plugins:
        return known
    from iaxlint.plugins import plugin_rules

    return [*known, *plugin_rules(settings.plugins, known)]


def _choice(options: Options) -> Choice:
    """What the command line chooses."""
    select, extend, ignore = (
        tuple(word.strip() for words in listed for word in words if word.strip())
        for listed in (options.select, options.extend_select, options.ignore)
    )
    return Choice(select if options.select else None, extend, ignore, where="--")


def _leave_out(report: Report, known: list[Rule], settings: Settings) -> None:
    """Take out what the settings ignore in some files."""
    assert settings.file is not None
    folder = os.path.dirname(os.path.abspath(settings.file))
    report.diagnostics = outside(
        report.diagnostics,
        known,
        settings.per_file_ignores or {},
        f"{settings.file}: per-file-ignores",
        lambda path: os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/"),
    )


def _baseline(options: Options, settings: Settings) -> str | None:
    """The file that lists what is let be."""
    if options.baseline and options.write_baseline:
        raise InputError("--baseline and --write-baseline do not go together: a new baseline lists all that is found")
    path: str | None = options.write_baseline or options.baseline or settings.baseline
    return path
