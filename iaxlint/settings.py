"""The settings: `iaxlint.toml`, `.iaxlint.toml`, or `[tool.iaxlint]` in `pyproject.toml`.

The nearest of them above the paths counts; the root of the git repository is the last folder looked
in.  What a key may hold stands in `KEYS` and `SERVER_KEYS`, and what each kind of value is in
`iaxlint.setting_kinds`; anything else is an error with its line.
"""

from __future__ import annotations

import os

from iaxlint.disk import DISK
from iaxlint.errors import InputError
from iaxlint.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaxlint.disk import Disk
    from iaxlint.expectations import Expectation

NAMES = ("iaxlint.toml", ".iaxlint.toml", "pyproject.toml")
"""The files that may hold settings, in the order in which a folder is searched."""

LARGEST = 16 << 20
"""How many bytes of settings are read at most."""

LEVELS = ("error", "warning", "info", "never")
"""From which severity on a finding fails the run."""

PROFILES = ("default", "strict", "security", "hobby")
"""Choices of rules with a name; see `iaxlint.selection`."""

KEYS = {
    "asterisk": "version",
    "fail-on": "level",
    "min-severity": "severity",
    "profile": "profile",
    "select": "rules",
    "extend-select": "rules",
    "ignore": "rules",
    "severity": "severities",
    "per-file-ignores": "rules by file",
    "locked": "rules",
    "expect": "tables",
    "placeholders": "patterns",
    "plugins": "names",
    "baseline": "string",
    "inventory": "files",
    "inventory-addresses": "names",
    "servers": "table",
}
"""What may stand at the top, and what kind of value each holds."""

SERVER_KEYS = {
    "path": "string",
    "addresses": "addresses",
    "public": "addresses",
    "role": "role",
    "keys": "string",
    "asterisk": "version",
}
"""What may stand in `[servers.NAME]`."""

ROLES = ("hub", "spoke", "node")
"""What a server may be among the others; see `iaxlint.rules.ways`."""


@record
class ServerSettings:
    """What the settings say of one server, or with `*` in the name of several; paths are absolute."""

    name: str
    path: str
    addresses: tuple[str, ...]
    keys: str | None
    asterisk: str | None
    public: tuple[str, ...] = ()
    role: str | None = None
    placed: bool = True
    """Whether the settings give the path; else it is `name`."""


@record
class Choice:
    """Which rules run, and how bad their findings are; `iaxlint.selection` tells what stands for a rule."""

    select: tuple[str, ...] | None = None
    """None where all go on that did before."""
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] | None = None
    where: str = ""
    """What a message puts before the name of an option: `--`, or the file."""


@record
class Settings:
    """All that the settings say; `file` is None where there are none."""

    file: str | None
    asterisk: str | None
    fail_on: str | None
    servers: tuple[ServerSettings, ...]
    min_severity: str | None = None
    profile: str | None = None
    choice: Choice | None = None
    """None where the settings choose no rules."""
    per_file_ignores: dict[str, tuple[str, ...]] | None = None
    """What stands for rules, by the pattern of paths relative to the folder of `file`."""
    locked: tuple[str, ...] = ()
    """The rules that no comment suppresses."""
    plugins: tuple[str, ...] = ()
    baseline: str | None = None
    """An absolute path."""
    placeholders: tuple[str, ...] = ()
    """Regular expressions of values that are filled in later."""
    patterns: tuple[ServerSettings, ...] = ()
    """Those with `*` in their names."""
    inventories: tuple[str, ...] = ()
    """Absolute paths."""
    inventory_addresses: tuple[str, ...] = ("ansible_host",)
    """The variables of an inventory that hold addresses."""
    expect: tuple[Expectation, ...] = ()
    """What calls are to come to."""


NO_SETTINGS = Settings(None, None, None, ())


def load_settings(file: str | None, paths: list[str], disk: Disk = DISK) -> Settings:
    """The settings in `file`, or the nearest above `paths` (the current folder where there are none).

    Raises `InputError` for a file that cannot be read, is not TOML, or holds what is not known.
    """
    if file is not None:
        text = disk.text(file, f"the settings {file}", LARGEST)
        return Reader(file, text).settings(_own_table(file, text) or {})
    for folder in _upwards(_common_folder(paths, disk), disk):
        for name in NAMES:
            found = shown_path(os.path.join(folder, name))
            if disk.is_file(found):
                text = disk.text(found, f"the settings {found}", LARGEST)
                table = _own_table(found, text)
                if table is not None:
                    return Reader(found, text).settings(table)
    return NO_SETTINGS


@record
class Written:
    """One value of a file of settings."""

    place: str
    """Its key, below those of its tables: `servers.foo.path`."""
    value: object
    where: str
    """The file, with the line if that can be told."""


def written(file: str) -> Iterator[Written]:
    """Every value that a file of settings holds, as it stands there; raises `InputError`."""
    text = DISK.text(file, f"the settings {file}", LARGEST)
    reader = Reader(file, text)
    waiting: list[tuple[str, dict[str, object]]] = [("", _own_table(file, text) or {})]
    while waiting:
        where, table = waiting.pop(0)
        for key, value in table.items():
            place = f"{where}.{key}" if where else key
            if isinstance(value, dict):
                waiting.append((place, value))
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                waiting += ((f"{place}.{number}", item) for number, item in enumerate(value, 1))
            else:
                line = reader.line(key, where)
                yield Written(place, value, f"{file}:{line}" if line else file)


def shown_path(path: str) -> str:
    """An absolute path as users see it: relative where it lies below the current folder, which itself is ""."""
    here = os.getcwd()
    if path == here:
        return ""
    return path.removeprefix(here.rstrip(os.sep) + os.sep).replace(os.sep, "/")


def _common_folder(paths: list[str], disk: Disk) -> str:
    folders = [os.path.abspath(path) for path in paths] or [os.getcwd()]
    try:
        common = os.path.commonpath(folders)
    except ValueError:
        common = folders[0]
    return common if disk.is_folder(common) else os.path.dirname(common)


def _upwards(folder: str, disk: Disk) -> list[str]:
    """The folder and those above it, up to the root of the git repository or of the file system."""
    folders = [folder]
    while not disk.exists(os.path.join(folder, ".git")) and (above := os.path.dirname(folder)) != folder:
        folder = above
        folders.append(folder)
    return folders


def _own_table(path: str, text: str) -> dict[str, object] | None:
    """The settings in a file; None in a `pyproject.toml` that has none."""
    shared = os.path.basename(path) == "pyproject.toml"
    if shared and not _may_speak_of_us(text):
        return None
    import tomllib

    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not valid TOML: {error}") from None
    if not shared:
        return table
    own = table.get("tool", {}).get("iaxlint") if isinstance(table.get("tool"), dict) else None
    return own if isinstance(own, dict) else None


def _may_speak_of_us(text: str) -> bool:
    """Whether it is worth parsing: `tomllib` costs as much as a whole check of two small servers."""
    bare = text.replace(" ", "").replace("\t", "").replace('"', "").replace("'", "")
    return "tool.iaxlint" in bare or ("[tool]" in bare and "iaxlint" in bare)


class Reader:
    """Turns the parsed table into settings, and names the line of what is wrong."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.folder = os.path.dirname(os.path.abspath(file))

    def settings(self, table: dict[str, object]) -> Settings:
        """All that the table says."""
        self.check(table, KEYS, "")
        servers, files = table.get("servers", {}), table.get("per-file-ignores")
        assert isinstance(servers, dict)
        baseline = _string(table.get("baseline"))
        described = [self.server(name, own) for name, own in servers.items()]
        inventory = table.get("inventory", ())
        return Settings(
            self.file,
            _string(table.get("asterisk")),
            _string(table.get("fail-on")),
            tuple(own for own in described if "*" not in own.name),
            _string(table.get("min-severity")),
            _string(table.get("profile")),
            self.choice(table),
            {pattern: tuple(words) for pattern, words in files.items()} if isinstance(files, dict) else None,
            strings(table.get("locked")),
            strings(table.get("plugins")),
            None if baseline is None else os.path.join(self.folder, os.path.normpath(baseline)),
            strings(table.get("placeholders")),
            tuple(own for own in described if "*" in own.name),
            tuple(map(self.path, (inventory,) if isinstance(inventory, str) else strings(inventory))),
            strings(table.get("inventory-addresses")) or NO_SETTINGS.inventory_addresses,
            self.expectations(table.get("expect")),
        )

    def choice(self, table: dict[str, object]) -> Choice | None:
        """What the settings say of rules; None where they say nothing."""
        if table.keys().isdisjoint(("select", "extend-select", "ignore", "severity")):
            return None
        levels = table.get("severity")
        return Choice(
            strings(table["select"]) if "select" in table else None,
            strings(table.get("extend-select")),
            strings(table.get("ignore")),
            levels if isinstance(levels, dict) else None,
            f"{self.file}: ",
        )

    def server(self, name: str, table: object) -> ServerSettings:
        """What `[servers.NAME]` says."""
        where = f"servers.{name}"
        if not isinstance(table, dict):
            raise self.wrong(name, f"`{where}` must be a table: [servers.{name}]", "servers")
        self.check(table, SERVER_KEYS, where)
        self.check_stars(name, table, where)
        keys, path = _string(table.get("keys")), _string(table.get("path"))
        return ServerSettings(
            name,
            self.path(path or name),
            tuple(table.get("addresses", ())),
            None if keys is None else self.path(keys),
            _string(table.get("asterisk")),
            tuple(table.get("public", ())),
            _string(table.get("role")),
            path is not None,
        )

    def path(self, text: str) -> str:
        """An absolute path of one that is relative to the settings."""
        return os.path.join(self.folder, os.path.normpath(text))

    def check_stars(self, name: str, table: dict[str, object], where: str) -> None:
        """Raise where a `*` stands for nothing: each belongs to one in the name of the server."""
        for key in ("path", "keys", "addresses", "public"):
            value = table.get(key, ())
            for text in (value,) if isinstance(value, str) else strings(value):
                stars = text.count("*")
                if stars != name.count("*") and (stars or key == "path"):
                    message = f"`{where}.{key}` must have as many * as the name of the server: {name}"
                    raise self.wrong(key, message, where)

    def expectations(self, tables: object) -> tuple[Expectation, ...]:
        """What the settings expect of calls."""
        if not isinstance(tables, list):
            return ()
        from iaxlint.expectations import read_expectations

        return read_expectations(self, tables)

    def check(
        self, table: dict[str, object], known: dict[str, str], where: str, lines: dict[str, int] | None = None
    ) -> None:
        """Raise for the first key that is not known or whose value is of the wrong kind.

        `lines` tells where the keys stand, if somebody knows.
        """
        from iaxlint.setting_kinds import KINDS

        for key, value in table.items():
            place = f"{where}.{key}" if where else key
            if key not in known:
                from iaxlint.suggest import did_you_mean

                hint = did_you_mean(key, known) or f"; known are {', '.join(known)}"
                raise self.wrong(key, f"unknown key `{place}`{hint}", where, lines)
            right, expected = KINDS[known[key]]
            if not right(value):
                raise self.wrong(key, f"`{place}` must be {expected}", where, lines)

    def wrong(self, key: str, message: str, where: str = "", lines: dict[str, int] | None = None) -> InputError:
        """The error about a key, with its line."""
        line = self.line(key, where) if lines is None else lines.get(key, lines[""])
        return InputError(f"{self.file}:{line}: {message}" if line else f"{self.file}: {message}")

    def line(self, key: str, where: str) -> int:
        """The line, from 1, where a key seems to stand; 0 where it is written in some other way."""
        table = ""
        for number, line in enumerate(self.text.splitlines(), 1):
            words = line.strip().replace('"', "").replace("'", "")
            if words.startswith("["):
                table = words.split("]")[0].strip("[ ").removeprefix("tool.iaxlint").strip(". ")
                if f"{where}.{key}".strip(".") == table:
                    return number
            elif table == where and words.partition("=")[0].strip() == key:
                return number
        return 0


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def strings(value: object) -> tuple[str, ...]:
    """A list of texts, whose kind is checked; empty for what is none."""
    return tuple(value) if isinstance(value, list) else ()
