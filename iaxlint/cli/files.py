"""`iaxlint check --show-files`: which files are read, for which server, and why."""

from __future__ import annotations

import os

from iaxlint.cli import OK
from iaxlint.report.lines import EMPTY, Line, line
from iaxlint.settings import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.cli.arguments import Options
    from iaxlint.fleet.fleet import Fleet
    from iaxlint.loader.config import Config
    from iaxlint.model.server import Server
    from iaxlint.settings import Settings


def show_files(options: Options) -> int:
    """List them; nothing is checked."""
    from iaxlint.cli.fleet import load
    from iaxlint.cli.output import write_lines

    settings, fleet = load(options)
    write_lines(files_lines(settings, fleet, options), options)
    return OK


def files_lines(settings: Settings, fleet: Fleet, options: Options) -> Iterator[Line]:
    """The settings and what they name, then the files of each server in the order of loading."""
    yield from _own_files(settings, options)
    for server in fleet.servers:
        yield line(("name", server.name), ("dim", f" (Asterisk {server.version}), {_why(server, settings, options)}"))
        rows = list(_rows(server, options))
        room = max((len(path) for path, _ in rows), default=0)
        for path, why in rows:
            yield line("  ", ("path", f"{path:{room}}"), ("dim", f"  {why}"), hang=room + 4)


def _own_files(settings: Settings, options: Options) -> Iterator[Line]:
    """What is read beside the servers' files."""
    own = []
    if settings.file is not None:
        own.append((settings.file, "the settings" + (", given by --config" if options.config else "")))
    baseline = options.baseline or settings.baseline
    if baseline:
        where = "--baseline" if options.baseline else settings.file
        own.append((shown_path(baseline), f"the baseline, named by {where}"))
    own += [(shown_path(path), f"an inventory, named by {settings.file}") for path in settings.inventories]
    for path, why in own:
        yield line(("path", path), ("dim", f"  {why}"))
    if own:
        yield EMPTY


def _why(server: Server, settings: Settings, options: Options) -> str:
    """What a server is read for."""
    if not options.paths:
        if any(own.name == server.name and own.placed for own in settings.servers):
            return f"listed in {settings.file}"
        if settings.patterns:
            from iaxlint.membership import matched

            placed = (own.name for own in settings.patterns if own.placed)
            pattern = next((name for name in placed if matched(name, server.name) is not None), None)
            if pattern is not None:
                return f"found by servers.{pattern} in {settings.file}"
        listed = any(own.name == server.name for own in settings.servers)
        return f"listed in {settings.file}" if listed else "found in the current folder"
    root = os.path.realpath(server.folder.root)
    for path in options.paths:
        given = os.path.realpath(path)
        if root == given:
            return "given"
        if root.startswith(given.rstrip(os.sep) + os.sep):
            return f"found below {path}"
    return "whose files were given"


def _rows(server: Server, options: Options) -> Iterator[tuple[str, str]]:
    given = {os.path.realpath(path): path for path in options.paths}
    instead = options.stdin_filename and os.path.realpath(options.stdin_filename)
    seen: set[str] = set()
    for config in server.configs.values():
        for tree in config.files:
            path = tree.source.path
            if path not in seen:
                seen.add(path)
                real = os.path.realpath(path)
                why = _asked(config, path)
                if real in given:
                    why = "given" if path not in config.asked else f"given, and {why}"
                yield path, f"{why}; read from standard input" if real == instead else why
    for keys in (server.keys.public, server.keys.private):
        yield from ((shown_path(key.path), "a key of the server's") for key in keys.values())


def _asked(config: Config, path: str) -> str:
    asked = config.asked.get(path)
    if asked is None:
        return "read by Asterisk"
    return f"included by {asked.source.path}:{asked.source.line(asked.start)}"
