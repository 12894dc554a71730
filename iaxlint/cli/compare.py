"""`iaxlint compare`."""

from __future__ import annotations

import os

from iaxlint.cli import FOUND, OK
from iaxlint.cli.arguments import CONFIG, LOOKS, Option, Options, Words, read_version
from iaxlint.errors import InputError, NoServerError
from iaxlint.fleet.fleet import build_fleet
from iaxlint.report.compare import Comparison, Side

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.diagnostics import Diagnostic
    from iaxlint.disk import Disk
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.revision import Revision
    from iaxlint.settings import Settings


WORDS = Words("paths", "PATH", "two folders, BEFORE and AFTER; with --base, what iaxlint check takes")
OPTIONS = (
    Option("--base", "compare with this git revision instead of with a folder", "REV"),
    Option("--merge-base", "with --base: with the commit at which HEAD and REV parted"),
    CONFIG,
    Option("--asterisk", "the version whose behaviour is judged on both sides", "VERSION", read=read_version),
    Option("--output-format", "default: text", choices=("text", "json", "markdown"), default="text"),
    *LOOKS,
    Option(
        "--fail-on",
        "when the exit status is 1; default: regression",
        choices=("regression", "change", "never"),
        default="regression",
    ),
    Option("--exit-zero", "exit with 0 whatever differs"),
)


def run(options: Options) -> int:
    """Compare two versions of the same servers; the exit status is 1 where something is for the worse."""
    from iaxlint.call.change import changes
    from iaxlint.cli.progress import Progress

    before, after = _of_folders(options) if options.base is None else _of_revision(options)
    _refuse_strangers(before, after)
    with Progress("comparing"):
        found = Comparison(before, after, changes(before.fleet, after.fleet))
    _write(found, options)
    if options.exit_zero or options.fail_on == "never":
        return OK
    wrong = found.changes if options.fail_on == "change" else found.regressions
    return FOUND if wrong else OK


def _of_folders(options: Options) -> tuple[Side, Side]:
    from iaxlint.disk import DISK

    if options.merge_base:
        raise InputError("--merge-base goes with --base")
    if len(options.paths) != 2:
        raise InputError("compare takes two folders, BEFORE and AFTER, or a revision: iaxlint compare --base main")
    before, after = options.paths
    new = _side(options, after, [after], DISK)
    return _side(options, before, [before], DISK, alone=_only(new)), new


def _of_revision(options: Options) -> tuple[Side, Side]:
    """What a revision has at the paths, and what the work tree has there."""
    from iaxlint.disk import DISK
    from iaxlint.revision import open_revision

    near = os.path.abspath(options.paths[0] if options.paths else ".")
    while not os.path.isdir(near):
        near = os.path.dirname(near)
    with open_revision(options.base, near, forked=options.merge_base) as revision:
        for path in options.paths:
            if not DISK.exists(path) and not revision.exists(path):
                raise InputError(f"{path} does not exist, neither now nor in {options.base}")
        new = _part(options, "the work tree", DISK)
        title = f"{options.base} ({revision.commit[:10]})"
        old = _part(options, title, revision, alone=_only(new))
        _refuse_other_repositories(old, new, revision)
        return old, new


def _refuse_other_repositories(before: Side, after: Side, revision: Revision) -> None:
    """A server of another repository, such as a submodule, is not new because this one does not have it."""
    from iaxlint.revision import top_of

    for server in after.fleet.servers:
        if server.name not in before.fleet.by_name and (top := top_of(server.path or ".")) != revision.top:
            raise InputError(
                f"{server.path or '.'} does not belong to the repository {revision.top}, but to "
                f"{top or 'none'}: compare it by itself"
            )


def _part(options: Options, title: str, disk: Disk, alone: str = "") -> Side:
    """Those of the paths that are there; servers may come and go."""
    there = [path for path in options.paths or ["."] if disk.exists(path)]
    if not there:
        return Side(title, build_fleet([]))
    try:
        return _side(options, title, there if options.paths else [], disk, alone=alone)
    except NoServerError:
        return Side(title, build_fleet([]))


def _side(options: Options, title: str, paths: list[str], disk: Disk, *, alone: str = "") -> Side:
    """One version, with its own settings; `alone` is the name of its server where it has but one."""
    from iaxlint.cli.fleet import load

    setattr(options, "stdin_filename", None)  # noqa: B010 - compare reads no standard input
    try:
        settings, fleet = load(options, paths, disk, alone)
        return Side(title, fleet, tuple(_findings(fleet, settings)))
    except NoServerError:
        raise
    except InputError as error:
        told = str(error)
        raise InputError(told if title in paths and title in told else f"{title}: {told}") from None


def _only(side: Side) -> str:
    """The name of the server, where there is but one."""
    return side.fleet.servers[0].name if len(side.fleet.servers) == 1 else ""


def _findings(fleet: Fleet, settings: Settings) -> list[Diagnostic]:
    """What `iaxlint check` finds, by the settings alone."""
    from iaxlint.cli.check import CHOICES
    from iaxlint.cli.choosing import check_chosen
    from iaxlint.rules.registry import all_rules

    options = Options("check")
    for option in CHOICES:
        setattr(options, option.attribute, [] if option.repeatable else None)
    report, _ = check_chosen(fleet, all_rules(), options, settings)
    return report.diagnostics


def _refuse_strangers(before: Side, after: Side) -> None:
    """Two versions that have nothing in common are not two versions of the same."""
    if not before.fleet.servers and not after.fleet.servers:
        raise InputError("neither version holds a server: there is nothing to compare")
    names = [list(side.fleet.by_name) for side in (before, after)]
    if all(names) and set(names[0]).isdisjoint(names[1]):
        raise InputError(
            f"{before.title} and {after.title} have no server in common: {', '.join(names[0])} there, "
            f"{', '.join(names[1])} here; servers are matched by the names of their folders, or of iaxlint.toml"
        )


def _write(found: Comparison, options: Options) -> None:
    from iaxlint.cli.output import write_document, write_lines, write_text

    if options.output_format == "json":
        from iaxlint.cli.rules import codes
        from iaxlint.report.compare import compare_document

        write_document(compare_document(found, codes()))
    elif options.output_format == "markdown":
        from iaxlint.report.compare_markdown import compare_markdown

        write_text(compare_markdown(found))
    else:
        from iaxlint.report.compare import compare_lines

        write_lines(compare_lines(found), options)
