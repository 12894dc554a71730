"""Servers that the settings list by patterns, and what inventories add."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.discover import Found, discover
from iaxlint.errors import InputError
from iaxlint.membership import matched
from iaxlint.settings import load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def make(*folders: str) -> None:
    for folder in map(Path, folders):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "iax.conf").write_text("[general]\n")


def found(settings: str, *paths: str) -> list[Found]:
    Path("iaxlint.toml").write_text(settings)
    return discover(list(paths), load_settings(None, list(paths))).servers


def refusal(settings: str, *paths: str) -> str:
    with pytest.raises(InputError) as caught:
        found(settings, *paths)
    return str(caught.value)


def names(places: list[Found]) -> list[tuple[str, str]]:
    return [(place.name, place.shown) for place in places]


def test_a_pattern_finds_folders_and_names_them() -> None:
    make("sites/nord/asterisk", "sites/sued/asterisk", "sites/.old/asterisk", "sites/nord/other", "else")
    (Path("sites") / "empty").mkdir()
    settings = '[servers."pbx-*"]\npath = "sites/*/asterisk"\n'
    expected = [("pbx-nord", "sites/nord/asterisk"), ("pbx-sued", "sites/sued/asterisk")]
    assert names(found(settings)) == expected
    assert names(found(settings, "sites/sued", "else")) == [("pbx-sued", "sites/sued/asterisk"), ("else", "else")]


def test_several_stars_are_filled_in_order() -> None:
    make("eu/sites/nord-1/etc/asterisk", "us/sites/west-2/etc/asterisk")
    settings = '[servers."*/*"]\npath = "*/sites/*"\naddresses = ["*.*.example.net"]\n'
    places = found(settings.replace("*/*", "*:*"))
    assert [place.name for place in places] == ["eu:nord-1", "us:west-2"]
    assert [place.settings and place.settings.addresses for place in places] == [
        ("eu.nord-1.example.net",),
        ("us.west-2.example.net",),
    ]


def test_the_exact_name_counts_first_then_patterns_in_order_then_the_inventory() -> None:
    make("files/hub/asterisk", "files/site1/asterisk", "files/site2/asterisk")
    Path("hosts.ini").write_text(
        "hub ansible_host=10.0.0.1\nsite1 ansible_host=10.0.0.2 iaxlint_asterisk=16\nsite2\nx ansible_host=10.9.9.9\n"
    )
    places = found(
        """inventory = "hosts.ini"
        [servers."site*"]
        role = "spoke"
        asterisk = "18"
        [servers."*"]
        path = "files/*/asterisk"
        keys = "keys/*"
        asterisk = "20"
        [servers.hub]
        role = "hub"
        public = ["203.0.113.1"]
        """
    )
    said = {
        place.name: (own.addresses, own.public, own.role, own.asterisk, own.keys and Path(own.keys).name)
        for place in places
        if (own := place.settings)
    }
    assert said == {
        "hub": (("10.0.0.1",), ("203.0.113.1",), "hub", "20", "hub"),
        "site1": (("10.0.0.2",), (), "spoke", "18", "site1"),
        "site2": ((), (), "spoke", "18", "site2"),
    }


def test_an_inventory_describes_the_folders_that_are_called_like_its_hosts() -> None:
    make("foo", "bar")
    Path("hosts.ini").write_text("foo ansible_host=10.0.0.1 voip=10.1.1.1\nelse ansible_host=10.0.0.3\n")
    foo, bar = sorted(found('inventory = ["hosts.ini"]\n', "foo", "bar"), key=lambda place: place.name, reverse=True)
    assert foo.settings
    assert foo.settings.addresses == ("10.0.0.1",)
    assert bar.settings is None
    (foo,) = found('inventory = ["hosts.ini"]\ninventory-addresses = ["voip"]\n', "foo")
    assert foo.settings
    assert foo.settings.addresses == ("10.1.1.1",)


def idle(settings: str, *paths: str) -> list[tuple[str, bool, int]]:
    Path("iaxlint.toml").write_text(settings)
    found = discover(list(paths), load_settings(None, list(paths)))
    return [(each.key, each.sure, each.line) for each in found.idle]


def test_what_is_about_no_server_is_told() -> None:
    """It is sure where the settings tell of all servers, or no path was given."""
    make("sites/foo", "sites/bar")
    Path("hosts.ini").write_text("foo.example.net ansible_host=10.0.0.1\n")
    inventory = 'inventory = ["hosts.ini"]\n'
    assert idle(inventory, "sites") == [("inventory", False, 1)]
    assert idle(inventory) == [("inventory", True, 1)]
    assert idle(f'{inventory}[servers."*"]\npath = "sites/*"\n', "sites/foo") == [("inventory", True, 1)]
    assert idle(f'{inventory}[servers."*.example.net"]\npath = "sites/*"\n') == []
    assert idle('[servers."b*"]\n[servers."x*"]\n', "sites/foo") == [("servers.b*", False, 1), ("servers.x*", False, 2)]
    assert idle('[servers."b*"]\n[servers."x*"]\n', "sites") == [("servers.x*", False, 2)]
    assert idle('[servers.foo]\npath = "sites/foo"\n[servers.baz]\n', "sites/foo") == [("servers.baz", True, 3)]


def test_of_many_tables_about_no_server_some_are_told() -> None:
    make("sites/foo")
    tables = "".join(f"[servers.s{number:03d}]\n" for number in range(500))
    assert [line for _, _, line in idle(tables, "sites")] == list(range(1, 21))


def test_links_are_not_followed(here: Path) -> None:
    make("outside/etc/asterisk", "in/real/asterisk")
    (here / "in" / "link").symlink_to(here / "outside")
    (here / "in" / "loop").symlink_to(here / "in")
    (here / "in" / "image").mkdir()
    (here / "in" / "image" / "etc").symlink_to(here / "outside" / "etc")
    assert names(found("", "in")) == [("asterisk", "in/real/asterisk")]
    assert names(found('[servers."*"]\npath = "in/*"\n[servers."*x"]\npath = "in/*/asterisk"\n')) == [
        ("realx", "in/real/asterisk")
    ]
    assert "in/image/etc/asterisk leads out of in/image" in refusal("", "in/image")
    assert names(found("", "in/link")) == [("link", "in/link/etc/asterisk")]


def test_one_folder_through_two_paths_is_one_server(here: Path) -> None:
    make("foo")
    (here / "again").symlink_to(here / "foo")
    assert names(found("", "foo", "again", "./foo/iax.conf")) == [("foo", "foo")]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[servers.a]\npath = "foo"\n[servers.b]\npath = "./foo"\n', "the servers a and b have one path: foo"),
        ('[servers.bar]\npath = "foo"\n[servers."*"]\npath = "*"\n', "two folders are called bar: foo and bar"),
        ('[servers."*"]\npath = "none/*"\n', "no folder that the patterns of servers stand for holds iax.conf"),
        ('[servers."*"]\npath = "foo"\n', "`servers.*.path` must have as many * as the name of the server: *"),
        ('[servers.foo]\naddresses = ["*.net"]\n', "`servers.foo.addresses` must have as many *"),
        ('[servers.foo]\nrole = "boss"\n', "`servers.foo.role` must be one of hub, spoke, node"),
        ('[servers.foo]\npublic = ["1.2.3.4:0"]\n', "`servers.foo.public` must be a list of"),
        ('[servers.foo]\naddresses = ["1.2.3.4:x"]\n', "`servers.foo.addresses` must be a list of"),
        ("inventory = 3\n", "`inventory` must be a file or a list of files"),
        ('inventory = "none"\n', "cannot read none: No such file"),
        ('inventory = "odd"\n[servers."*"]\npath = "*"\n', "odd:1: `ansible_host` of foo must be a list of addresses"),
    ],
)
def test_what_is_refused(settings: str, said: str) -> None:
    make("foo", "bar")
    Path("odd").write_text("foo ansible_host=10.0.0.1/24\nelse ansible_host=10.0.0.2/24\n")
    assert said in refusal(settings)


def test_thousands_of_folders() -> None:
    make(*(f"sites/s{number:04d}/asterisk" for number in range(2000)))
    assert len(found('[servers."*"]\npath = "sites/*/asterisk"\n')) == 2000
    assert len({place.name for place in found("", "sites")}) == 2000


@given(st.text("ab*/", max_size=8), st.text("ab/", max_size=10))
def test_stars_stand_for_what_regular_expressions_say(pattern: str, name: str) -> None:
    match = re.fullmatch("([^/]*)".join(map(re.escape, pattern.split("*"))), name)
    assert matched(pattern, name) == (match and match.groups())


def test_many_stars_take_no_time() -> None:
    """A regular expression with so many would try more ways than there is time for."""
    assert matched("*a" * 60 + "b", "a" * 250) is None
    assert matched("*a" * 60, "a" * 250) == ("a" * 190, *[""] * 59)
