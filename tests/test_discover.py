"""Which servers a path stands for."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaxlint.discover import discover, server_folder
from iaxlint.disk import Disk
from iaxlint.errors import InputError
from iaxlint.settings import NO_SETTINGS, load_settings


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*paths: str) -> None:
    for path in map(Path, paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[general]\n")


def found(*paths: str) -> list[tuple[str, str]]:
    return [(place.name, place.shown) for place in discover(list(paths), NO_SETTINGS).servers]


def refusal(*paths: str) -> str:
    with pytest.raises(InputError) as caught:
        found(*paths)
    return str(caught.value)


def test_a_folder_with_iax_conf_is_a_server() -> None:
    make("foo/iax.conf", "bar/iax.conf")
    assert found("foo", "bar/") == [("foo", "foo"), ("bar", "bar")]
    assert found("bar", "foo", "./bar") == [("bar", "bar"), ("foo", "foo")]


def test_an_image_of_a_file_system_is_named_after_its_folder() -> None:
    make("foo/etc/asterisk/iax.conf")
    assert found("foo") == found("foo/etc/asterisk") == [("foo", "foo/etc/asterisk")]


def test_a_folder_with_several_servers_is_walked() -> None:
    make("a/foo/iax.conf", "a/deep/er/bar/iax.conf", "a/.git/iax.conf", "a/foo/nested/iax.conf", "a/empty/x")
    assert found("a") == [("bar", "a/deep/er/bar"), ("foo", "a/foo")]
    assert found() == found(".") == found("a")


def test_the_current_folder_is_named_after_itself(here: Path) -> None:
    make("iax.conf")
    assert found() == [(here.name, "")]


def test_servers_outside_the_current_folder_show_their_whole_path(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("foo/iax.conf", "x/y")
    monkeypatch.chdir("x")
    assert found("../foo") == [("foo", f"{here}/foo")]


def test_servers_of_one_name_are_told_apart_by_their_path() -> None:
    make("north/pbx/iax.conf", "south/pbx/iax.conf", "south/gate/iax.conf")
    assert found("north", "south") == [
        ("north/pbx", "north/pbx"),
        ("gate", "south/gate"),
        ("south/pbx", "south/pbx"),
    ]


def test_a_file_stands_for_its_server() -> None:
    make("foo/iax.conf", "foo/conf.d/trunks.conf", "lone/extensions.conf")
    (place,) = discover(["foo/conf.d/trunks.conf"], NO_SETTINGS).servers
    assert (place.name, place.shown, place.files) == ("foo", "foo", ("conf.d/trunks.conf",))
    (place,) = discover(["lone/extensions.conf"], NO_SETTINGS).servers
    assert (place.name, place.shown, place.files) == ("lone", "lone", ("extensions.conf",))
    (place,) = discover(["foo/iax.conf", "foo", "foo/conf.d/trunks.conf"], NO_SETTINGS).servers
    assert (place.name, place.files) == ("foo", ("iax.conf", "conf.d/trunks.conf"))


def test_the_folder_of_a_file_is_not_looked_for_above_the_repository(here: Path) -> None:
    make("iax.conf", "repo/.git/x", "repo/a/case.conf", "marked/asterisk.conf", "marked/a/b/case.conf")
    assert server_folder("repo/a/case.conf") == str(here / "repo/a")
    assert server_folder("marked/a/b/case.conf") == str(here / "marked")


def test_links_to_folders_are_not_followed_below_a_path(here: Path) -> None:
    make("elsewhere/foo/iax.conf", "fleet/bar/iax.conf")
    (here / "fleet/loop").symlink_to(here / "fleet")
    (here / "fleet/foo").symlink_to(here / "elsewhere/foo")
    assert found("fleet") == [("bar", "fleet/bar")]
    assert found("fleet/foo") == [("foo", "fleet/foo")]


def test_the_settings_name_servers(here: Path) -> None:
    make("sites/one/iax.conf", "sites/two/etc/asterisk/iax.conf", "sites/three/iax.conf")
    (here / "iaxlint.toml").write_text('[servers.foo]\npath = "sites/one"\n[servers.bar]\npath = "sites/two"\n')
    settings = load_settings(None, [])
    assert [place.name for place in discover([], settings).servers] == ["foo", "bar"]
    assert [place.name for place in discover(["sites"], settings).servers] == ["foo", "three", "bar"]
    assert [place.name for place in discover(["sites/two/etc/asterisk"], settings).servers] == ["bar"]


def test_a_server_of_the_settings_that_is_not_there_is_said(here: Path) -> None:
    make("empty/x")
    for path, why in (("none", "is not a folder"), ("empty", "holds no iax.conf")):
        (here / "iaxlint.toml").write_text(f'[servers.foo]\npath = "{path}"\n')
        with pytest.raises(InputError) as caught:
            discover([], load_settings(None, []))
        assert str(caught.value) == f"the settings name the server foo, but its path {path} {why}"


def test_what_is_not_there_is_said() -> None:
    make("north/iax.conf")
    assert refusal("nroth") == "nroth does not exist; did you mean north?"
    assert refusal("x/y/z") == "x/y/z does not exist"


def test_folders_without_a_server_are_said(here: Path) -> None:
    make("sip/sip.conf", "old/iax.conf.bak", "twisted/iax.conf/x")
    (here / "empty").mkdir()
    (here / "broken").mkdir()
    (here / "broken/iax.conf").symlink_to("nowhere")
    end = "in a folder below it: give a server's configuration folder"
    assert refusal("empty") == "the folder empty is empty: there is nothing to check"
    assert refusal("sip") == f"no iax.conf in sip or {end}"
    assert "(there is iax.conf.bak)" in refusal("old")
    assert refusal("twisted") == "twisted/iax.conf is a folder; Asterisk reads a file of that name"
    assert refusal("broken") == "broken/iax.conf is neither a file nor a link to one"


class Closed(Disk):
    """A disk with a folder that may not be read, so that nobody knows whether a server is in it."""

    def folders(self, folder: str) -> list[str]:
        if folder.endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return super().folders(folder)


def test_a_folder_that_may_not_be_read_is_not_passed_by(here: Path) -> None:
    make("all/foo/iax.conf", "all/closed/x")
    why = "cannot read the folder all/closed: Permission denied"
    for path, message in (("all", f"{why}; give the servers' folders one by one"), ("all/closed", why)):
        with pytest.raises(InputError) as caught:
            discover([path], NO_SETTINGS, Closed())
        assert str(caught.value) == message
    for text in ('[servers."*"]\npath = "all/*"\n', '[servers.foo]\npath = "all/closed"\n'):
        (here / "iaxlint.toml").write_text(text)
        with pytest.raises(InputError) as caught:
            discover([], load_settings(None, []), Closed())
        assert str(caught.value) == why


def test_what_is_no_configuration_is_refused(here: Path) -> None:
    make("README.md")
    assert refusal("README.md") == "README.md is neither a folder nor a .conf file"
    assert refusal("/dev/null") == "/dev/null is neither a folder nor a regular file"
