"""The only door to the disk: nothing outside the folder is read, and what can't be read is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iaxlint.loader import folder as folder_module
from iaxlint.loader.folder import FileError, Folder


def kind(folder: Folder, name: str) -> str:
    with pytest.raises(FileError) as caught:
        folder.file(name)
    assert "not-for-you" not in str(caught.value)
    return caught.value.kind


def test_a_file_is_read_and_parsed_once(folder: Path) -> None:
    (folder / "iax.conf").write_text("[a]\n")
    door = Folder(str(folder), "foo")
    tree = door.file("iax.conf")
    (folder / "iax.conf").write_text("[b]\n")
    assert door.file("iax.conf") is tree
    assert tree.source.path == "foo/iax.conf"
    assert tree.source.text == "[a]\n"


@pytest.mark.parametrize(("shown", "path"), [("", "iax.conf"), (".", "iax.conf"), ("a/b", "a/b/iax.conf")])
def test_paths_are_shown_as_users_see_them(shown: str, path: str) -> None:
    assert Folder("/x", shown, {"iax.conf": b""}).file("iax.conf").source.path == path


def test_an_overlay_stands_in_the_place_of_a_file(folder: Path) -> None:
    (folder / "iax.conf").write_text("[disk]\n")
    assert Folder(str(folder), "", {"iax.conf": b"[buffer]\n"}).file("iax.conf").source.text == "[buffer]\n"
    assert Folder(str(folder), "", {"new/users.conf": b"[new]\n"}).file("new/users.conf").source.text == "[new]\n"


def test_an_overlay_is_found_through_a_link(folder: Path) -> None:
    (folder / "real.conf").write_text("[disk]\n")
    (folder / "iax.conf").symlink_to("real.conf")
    assert Folder(str(folder), "", {"real.conf": b"[buffer]\n"}).file("iax.conf").source.text == "[buffer]\n"


def test_links_within_the_folder_are_followed(folder: Path) -> None:
    (folder / "conf.d").mkdir()
    (folder / "conf.d" / "real.conf").write_text("[a]\n")
    (folder / "iax.conf").symlink_to(folder / "conf.d" / "real.conf")
    assert Folder(str(folder), "").file("iax.conf").source.text == "[a]\n"


def test_the_folder_itself_may_be_a_link(folder: Path, tmp_path: Path) -> None:
    (folder / "iax.conf").write_text("[a]\n")
    (tmp_path / "link").symlink_to(folder)
    assert Folder(str(tmp_path / "link"), "").file("iax.conf").source.text == "[a]\n"


def test_nothing_outside_is_read(folder: Path, tmp_path: Path) -> None:
    (folder / "link.conf").symlink_to(tmp_path / "outside.conf")
    (folder / "up").symlink_to(tmp_path)
    (tmp_path / "etc-not").mkdir()
    (tmp_path / "etc-not" / "x.conf").write_text("secret=not-for-you\n")
    (folder / "beside.conf").symlink_to(tmp_path / "etc-not" / "x.conf")
    door = Folder(str(folder), "")
    for name in ("link.conf", "up/outside.conf", "../outside.conf", "beside.conf", str(tmp_path / "outside.conf")):
        assert kind(door, name) == "outside"
    with pytest.raises(FileError, match="outside"):
        door.glob("up/*.conf")
    with pytest.raises(FileError, match="outside"):
        door.glob("../*")


def test_what_is_no_regular_file_is_not_opened(folder: Path) -> None:
    (folder / "iax.conf").mkdir()
    os.mkfifo(folder / "pipe.conf")
    (folder / "null.conf").symlink_to("/dev/null")
    door = Folder(str(folder), "")
    assert kind(door, "iax.conf") == kind(door, "pipe.conf") == "not-regular"
    assert kind(door, "null.conf") in ("not-regular", "outside")
    assert kind(door, "") == "not-regular"


def test_what_is_not_there_is_missing(folder: Path) -> None:
    (folder / "a.conf").write_text("")
    (folder / "dangling.conf").symlink_to("nowhere")
    door = Folder(str(folder), "")
    for name in ("none.conf", "a.conf/b.conf", "none/b.conf", "dangling.conf", "nul\0.conf"):
        assert kind(door, name) == "missing"


def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "loop.conf").symlink_to("loop.conf")
    assert kind(Folder(str(folder), ""), "loop.conf") == "missing"


def test_no_system_has_a_name_that_long(folder: Path) -> None:
    assert kind(Folder(str(folder), ""), "x" * 5000) == "missing"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_told(folder: Path) -> None:
    (folder / "iax.conf").write_text("[a]\n")
    (folder / "iax.conf").chmod(0)
    assert kind(Folder(str(folder), ""), "iax.conf") == "unreadable"


def test_sizes_are_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "LARGEST", 1000)
    monkeypatch.setattr(folder_module, "LARGEST_SUM", 1500)
    for name, size in (("one.conf", 1000), ("large.conf", 1001), ("two.conf", 600), ("small.conf", 400)):
        (folder / name).write_bytes(b";" * size)
    door = Folder(str(folder), "")
    assert len(door.file("one.conf").source.text) == 1000
    assert kind(door, "large.conf") == "too-large"
    assert kind(door, "two.conf") == "too-large"
    assert len(door.file("small.conf").source.text) == 400


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("b.conf", "b.conf"),
        ("./b.conf", "b.conf"),
        ("d//b.conf", "d/b.conf"),
        ("d/../b.conf", "b.conf"),
        ("/etc/asterisk/b.conf", "b.conf"),
        ("/etc/asterisk/../asterisk/b.conf", "b.conf"),
        ("../asterisk/b.conf", "b.conf"),
        ("../etc/b.conf", "b.conf"),
        ("d/", "d/"),
        ("", ""),
        ("/etc/asterisk", ""),
    ],
)
def test_paths_are_those_of_the_server(folder: Path, path: str, name: str) -> None:
    assert Folder(str(folder), "").locate(path) == name


def test_its_own_absolute_path_is_within(folder: Path) -> None:
    assert Folder(str(folder), "").locate(str(folder / "b.conf")) == "b.conf"


@pytest.mark.parametrize("path", ["../b.conf", "/etc/hostname", "/etc/asterisk-2/b.conf", "d/../../../b.conf", "/"])
def test_paths_elsewhere_are_refused(folder: Path, path: str) -> None:
    with pytest.raises(FileError) as caught:
        Folder(str(folder), "").locate(path)
    assert caught.value.kind == "outside"


NAMES = (
    "B.conf",
    "a.conf",
    "b.conf",
    ".hidden.conf",
    "c.txt",
    "[x].conf",
    "é.conf",
    "d/1.conf",
    "d/2.conf",
    "e/1.conf",
)


@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("*.conf", ["B.conf", "[x].conf", "a.conf", "b.conf", "é.conf"]),
        ("?.conf", ["B.conf", "a.conf", "b.conf", "é.conf"]),
        ("[ab].conf", ["a.conf", "b.conf"]),
        ("[!ab].conf", ["B.conf", "é.conf"]),
        ("[^ab].conf", ["B.conf", "é.conf"]),
        (".*.conf", [".hidden.conf"]),
        ("*/1.conf", ["d/1.conf", "e/1.conf"]),
        ("d/*", ["d/1.conf", "d/2.conf"]),
        ("*/*.conf", ["d/1.conf", "d/2.conf", "e/1.conf"]),
        ("{e,d}/1.conf", ["e/1.conf", "d/1.conf"]),
        ("{b,{a,B}}.conf", ["b.conf", "a.conf", "B.conf"]),
        ("{e,d}/*.conf", ["e/1.conf", "d/1.conf", "d/2.conf"]),
        ("{b.conf", ["{b.conf"]),
        ("b{,}.conf", ["b.conf", "b.conf"]),
        ("\\[x].conf", ["[x].conf"]),
        ("\\b.conf", ["b.conf"]),
        ("[x.conf", []),
        ("none/*.conf", []),
        ("a.conf/*", []),
        ("none.conf", ["none.conf"]),
    ],
)
def test_patterns_are_those_of_glob(folder: Path, pattern: str, matched: list[str]) -> None:
    for name in NAMES:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    assert Folder(str(folder), "").glob(pattern) == matched


def test_patterns_find_overlays(folder: Path) -> None:
    (folder / "d").mkdir()
    (folder / "d" / "2.conf").write_text("")
    assert Folder(str(folder), "", {"d/1.conf": b"", "other.conf": b""}).glob("d/*") == ["d/1.conf", "d/2.conf"]
    assert Folder(str(folder), "", {"new/1.conf": b""}).glob("*/1.conf") == ["new/1.conf"]


def test_a_pattern_that_stands_for_too_much_is_refused(folder: Path) -> None:
    for pattern in ("{,}" * 80, "{a,b}" * 80 + "*"):
        with pytest.raises(FileError) as caught:
            Folder(str(folder), "").glob(pattern)
        assert caught.value.kind == "too-large"


def test_a_pattern_that_leads_in_circles_ends(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MOST_MATCHES", 500)
    for name in "ab":
        (folder / name).symlink_to(".")
    with pytest.raises(FileError) as caught:
        Folder(str(folder), "").glob("*/" * 60 + "*")
    assert caught.value.kind == "too-large"
    (folder / "b").unlink()
    assert Folder(str(folder), "").glob("*/" * 60 + "*") == []


def test_a_pattern_of_many_stars_ends(folder: Path) -> None:
    (folder / ("a" * 200)).write_text("")
    assert Folder(str(folder), "").glob("*a" * 60 + "*b") == []
