"""Settings are found where they should be, and what is wrong in them is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaxlint.errors import InputError
from iaxlint.settings import KEYS, load_settings

GOOD = """\
asterisk = "18.21"
fail-on = "warning"

[servers.foo]
path = "sites/foo"
addresses = ["192.168.1.2", "foo.example.net"]
keys = "keys/foo"
asterisk = "23"

[servers.bar]
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    file = write(tmp_path / "iaxlint.toml", GOOD)
    settings = load_settings(str(file), [])
    assert (settings.asterisk, settings.fail_on) == ("18.21", "warning")
    foo, bar = settings.servers
    assert (foo.name, foo.path, foo.asterisk) == ("foo", str(tmp_path / "sites/foo"), "23")
    assert foo.addresses == ("192.168.1.2", "foo.example.net")
    assert foo.keys == str(tmp_path / "keys/foo")
    assert (bar.path, bar.addresses, bar.keys, bar.asterisk) == (str(tmp_path / "bar"), (), None, None)


CHOOSING = """\
min-severity = "warning"
profile = "hobby"
select = ["security"]
extend-select = ["IAX1"]
ignore = []
locked = ["secret-weak"]
plugins = ["acme"]
baseline = "known.json"

[severity]
secret-weak = "error"

[per-file-ignores]
"old/*" = ["IAX1", "IAX2"]
"""


def test_every_key_about_rules_is_read(tmp_path: Path) -> None:
    file = write(tmp_path / "iaxlint.toml", CHOOSING)
    settings = load_settings(str(file), [])
    assert (settings.min_severity, settings.profile, settings.baseline) == (
        "warning",
        "hobby",
        str(tmp_path / "known.json"),
    )
    assert (settings.locked, settings.plugins) == (("secret-weak",), ("acme",))
    assert settings.per_file_ignores == {"old/*": ("IAX1", "IAX2")}
    choice = settings.choice
    assert choice is not None
    assert (choice.select, choice.extend_select, choice.ignore) == (("security",), ("IAX1",), ())
    assert choice.severity == {"secret-weak": "error"}


@pytest.mark.parametrize(
    "text",
    [
        'profile = "paranoid"',
        'min-severity = "never"',
        'select = "security"',
        "ignore = [1]",
        'severity = "error"',
        "[severity]\nsecret-weak = 1",
        '[severity]\nsecret-weak = "off"',
        '[per-file-ignores]\n"*" = "IAX1"',
        'placeholders = "SECRET:.+"',
        'placeholders = ["(("]',
        'placeholders = [".*"]',
    ],
)
def test_what_is_said_of_rules_must_be_of_its_kind(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=f":1: `{text.lstrip('[').split(' ')[0].split(']')[0]}` must be"):
        load_settings(str(write(tmp_path / "iaxlint.toml", text)), [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("iaxlint.toml", 'asterisk = "20"'),
        (".iaxlint.toml", 'asterisk = "20"'),
        ("pyproject.toml", '[tool.iaxlint]\nasterisk = "20"'),
        ("pyproject.toml", '[ tool . "iaxlint" ]\nasterisk = "20"'),
        ("pyproject.toml", '[tool]\niaxlint = {asterisk = "20"}'),
        ("pyproject.toml", 'tool.iaxlint.asterisk = "20"'),
    ],
)
def test_the_nearest_file_above_the_paths_counts(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path / name, text)
    write(tmp_path / "iaxlint.toml" if name == "pyproject.toml" else tmp_path / "pyproject.toml", "# nothing of ours\n")
    if name == "pyproject.toml":
        (tmp_path / "iaxlint.toml").unlink()
    (tmp_path / "a/foo").mkdir(parents=True)
    (tmp_path / "a/bar").mkdir()
    paths = [str(tmp_path / "a/foo"), str(tmp_path / "a/bar")]
    assert load_settings(None, paths).asterisk == "20"
    write(tmp_path / "a/iaxlint.toml", 'asterisk = "21"')
    assert load_settings(None, paths).asterisk == "21"
    write(tmp_path / "a/foo/iaxlint.toml", 'asterisk = "22"')
    assert load_settings(None, paths).asterisk == "21"
    assert load_settings(None, paths[:1]).asterisk == "22"


def test_the_current_folder_is_where_the_search_starts_without_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "iaxlint.toml", 'asterisk = "20"')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert load_settings(None, []).asterisk == "20"


def test_the_search_stops_at_the_root_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path / "iaxlint.toml", 'asterisk = "20"')
    (tmp_path / "repo/.git").mkdir(parents=True)
    (tmp_path / "repo/foo").mkdir()
    assert load_settings(None, [str(tmp_path / "repo/foo")]).file is None


def test_a_pyproject_without_our_table_is_passed_by(tmp_path: Path) -> None:
    write(tmp_path / "iaxlint.toml", 'asterisk = "20"')
    write(tmp_path / "foo/pyproject.toml", "[project]\nname = 'iaxlint-example'\n")
    assert load_settings(None, [str(tmp_path / "foo")]).asterisk == "20"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('asterix = "22"', ":1: unknown key `asterix`; did you mean `asterisk`?"),
        ("\ncolour = true", f":2: unknown key `colour`; known are {', '.join(KEYS)}"),
        (
            "asterisk = 22",
            ':1: `asterisk` must be a version of Asterisk, 1.8 or later, as a text such as "22" or "18.21"',
        ),
        (
            'asterisk = "1.6"',
            ':1: `asterisk` must be a version of Asterisk, 1.8 or later, as a text such as "22" or "18.21"',
        ),
        (
            'asterisk = "new"',
            ':1: `asterisk` must be a version of Asterisk, 1.8 or later, as a text such as "22" or "18.21"',
        ),
        ('fail-on = "fatal"', ":1: `fail-on` must be one of error, warning, info, never"),
        ("servers = 1", ":1: `servers` must be a table"),
        (
            '[servers.foo]\npath="x"\nadresses = ["x"]',
            ":3: unknown key `servers.foo.adresses`; did you mean `addresses`?",
        ),
        (
            '[servers.foo]\naddresses = "x"',
            ":2: `servers.foo.addresses` must be a list of addresses and host names, such as "
            '["192.168.1.2", "foo.example.net:4570"]',
        ),
        (
            "[servers.foo]\naddresses = [1]",
            ":2: `servers.foo.addresses` must be a list of addresses and host names, such as "
            '["192.168.1.2", "foo.example.net:4570"]',
        ),
        ('[servers.foo]\npath = ""', ":2: `servers.foo.path` must be a text that is not empty"),
        ("[servers]\nfoo = 1", ":2: `servers.foo` must be a table: [servers.foo]"),
        ("servers.foo.path = 1", ": `servers.foo.path` must be a text that is not empty"),
        ("asterisk = ", ": not valid TOML: Invalid value (at end of document)"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    file = write(tmp_path / "iaxlint.toml", text)
    with pytest.raises(InputError) as caught:
        load_settings(str(file), [])
    assert str(caught.value) == f"{file}{message}"


def test_a_line_in_a_pyproject_is_named(tmp_path: Path) -> None:
    file = write(tmp_path / "pyproject.toml", "[tool.other]\nkey = 1\n[tool.iaxlint.servers.foo]\nkey = 1\n")
    with pytest.raises(InputError, match=r"pyproject.toml:4: unknown key `servers.foo.key`"):
        load_settings(str(file), [])


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read the settings .*: No such file"):
        load_settings(str(tmp_path / "none.toml"), [])
    (tmp_path / "iaxlint.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not UTF-8"):
        load_settings(None, [str(tmp_path)])
    for text in ("[" * 100_000, "9" * 5000):
        write(tmp_path / "iaxlint.toml", f"a = {text}")
        with pytest.raises(InputError, match="not valid TOML"):
            load_settings(None, [str(tmp_path)])


@pytest.mark.parametrize(
    "text", ["1.1.1.300", "10.0.0.0/24", "foo bar", "http://foo", "foo:0", "foo:65536", "foo:", "a,b", "foo..net"]
)
def test_what_is_no_address_is_not_taken_for_a_host_name(text: str, tmp_path: Path) -> None:
    for key, name in (("addresses", "foo"), ("public", "foo"), ("addresses", '"site-*"')):
        (tmp_path / "iaxlint.toml").write_text(f'[servers.{name}]\n{key} = ["192.168.1.2", "{text}"]\n')
        with pytest.raises(InputError, match="must be a list of addresses and host names"):
            load_settings(str(tmp_path / "iaxlint.toml"), [])


def test_addresses_and_host_names(tmp_path: Path) -> None:
    right = ("192.168.1.2", "10.0.0.1:4570", "::1", "[2001:db8::2]:4570", "foo", "foo-1.example.net:4569", "a_b.lan")
    stars = ("10.0.*.1", "*.example.net", "site-*:4570", "2001:db8::*")
    for name, texts in (("foo", right), ('"*"', stars)):
        listed = ", ".join(f'"{text}"' for text in texts)
        (tmp_path / "iaxlint.toml").write_text(f"[servers.{name}]\naddresses = [{listed}]\n")
        settings = load_settings(str(tmp_path / "iaxlint.toml"), [])
        assert (*settings.servers, *settings.patterns)[0].addresses == texts
