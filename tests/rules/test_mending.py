"""Edits of lines and sections: what they keep of the hand that wrote the file, and where none is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from iaxlint.loader import load
from iaxlint.loader.config import Category, Variable
from iaxlint.loader.folder import Folder
from iaxlint.rules.mending import (
    Edits,
    above,
    add,
    below,
    dead,
    delete,
    move_above,
    move_below,
    put,
    rename,
    replace,
    safe,
)
from iaxlint.source import decode, encode


@pytest.fixture
def section(tmp_path: Path):
    """Loads a text as `iax.conf`, and gives its section `[bar]`."""

    def read(text: str) -> Category:
        (tmp_path / "iax.conf").write_bytes(text.encode("utf-8", "surrogateescape"))
        config = load(Folder(tmp_path, "foo", None), "iax.conf", (22, 0))
        assert config is not None
        return next(category for category in config.categories if category.name == "bar")

    return read


def line(category: Category, name: str) -> Variable:
    return next(variable for variable in reversed(category.variables) if variable.name == name)


def after(category: Category, edits: Edits) -> str:
    """The file after some edits, which are all in one."""
    text = category.source.text
    for edit in sorted(edits, key=lambda edit: edit.place.start, reverse=True):
        text = text[: edit.place.start] + encode(edit.text) + text[edit.place.end :]
    return decode(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[bar]\nhost=a\nport=1\n", "[bar]\nhost=a\nport=1\nx=y\n"),
        ("[bar]\r\nhost=a\r\n", "[bar]\r\nhost=a\r\nx=y\r\n"),
        ("[bar]\nhost=a", "[bar]\nhost=a\nx=y"),
        ("[bar]\r\nhost=a", "[bar]\r\nhost=a\r\nx=y"),
        ("[bar]", "[bar]\nx=y"),
        ("[bar]\n; nothing yet\n", "[bar]\nx=y\n; nothing yet\n"),
        ("[bar]\n  host => a\n", "[bar]\n  host => a\n  x => y\n"),
        ("[bar]\n\thost\t=\ta ; ours\n\n; the end\n", "[bar]\n\thost\t=\ta ; ours\n\tx\t=\ty\n\n; the end\n"),
        ("[bar]\nhost     = a\nusername = b\n", "[bar]\nhost     = a\nusername = b\nx = y\n"),
        ("[bar]\nusername = b\nhost     = a\n", "[bar]\nusername = b\nhost     = a\nx        = y\n"),
        ("[bar]\nhost=a\n[bar](+)\nport=1\n[baz]\n", "[bar]\nhost=a\n[bar](+)\nport=1\nx=y\n[baz]\n"),
        ("[bar]\nhost=a ;-- from\nhere --;\n", "[bar]\nx=y\nhost=a ;-- from\nhere --;\n"),
        ("\ufeff[bar]\nhost=ä\n", "\ufeff[bar]\nhost=ä\nx=y\n"),
        ("[base](!)\nport=1\n[bar](base)\n", "[base](!)\nport=1\n[bar](base)\nx=y\n"),
    ],
)
def test_a_line_is_added_in_the_style_of_its_section(section, text: str, expected: str) -> None:
    bar = section(text)
    assert after(bar, add(bar, ("x", "y"))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[bar]\nhost=a\nport=1\n", "[bar]\nport=1\n"),
        ("[bar]\nport=1\nhost=a", "[bar]\nport=1\n"),
        ("[bar]\r\nhost=a\r\nport=1\r\n", "[bar]\r\nport=1\r\n"),
        ("[bar]\nhost=a ; why\nport=1\n", "[bar]\n; why\nport=1\n"),
        ("[bar]\nhost=a ; iaxlint: ignore[option-unknown]\nport=1\n", "[bar]\nport=1\n"),
        ("[bar]\nhost=a ;-- why --;\nport=1\n", None),
        ("[bar]\nhost=a ;-- why\n--; port=1\n", None),
        ("[bar]\nhost=a\nhost += b\n", None),
    ],
)
def test_a_line_is_deleted_and_its_comment_kept(section, text: str, expected: str | None) -> None:
    bar = section(text)
    edits = delete(line(bar, "host"))
    assert (after(bar, edits) if edits else None) == expected


@pytest.mark.parametrize(
    ("text", "moved_below", "moved_above"),
    [
        ("[bar]\nport=1\nhost=a\n", "[bar]\nhost=a\nport=1\n", "[bar]\nport=1\nhost=a\n"),
        ("[bar]\nport=1 ; ours\n\nhost=a", "[bar]\n\nhost=a\nport=1 ; ours", None),
        ("[bar]\r\nport=1\r\nhost=a\r\n", "[bar]\r\nhost=a\r\nport=1\r\n", None),
        ("[bar]\nport=1\n{% if x %}\nhost=a\n", None, None),
        ("[bar]\nport=1\n#include <x>\nhost=a\n", None, None),
        ("[bar]\nport=1\n[bar](+)\nhost=a\n", None, None),
        ("[bar]\nport=1 ;-- x --;\nhost=a\n", None, None),
    ],
)
def test_a_line_changes_its_place(section, text: str, moved_below: str | None, moved_above: str | None) -> None:
    if "#include" in text:
        text = text.replace("#include", "#tryinclude")
    bar = section(text)
    edits = move_below(line(bar, "port"), line(bar, "host"))
    assert (after(bar, edits) if edits else None) == moved_below
    if moved_above is not None:
        assert after(bar, move_above(line(bar, "port"), line(bar, "host"))) == moved_above


def test_the_last_line_moves_up_from_an_end_without_a_line_ending(section) -> None:
    bar = section("[bar]\nallow=ulaw\ndisallow=all")
    assert after(bar, move_above(line(bar, "disallow"), line(bar, "allow"))) == "[bar]\ndisallow=all\nallow=ulaw\n"


def test_lines_go_above_and_below_one(section) -> None:
    bar = section("[bar]\n host = a\n")
    assert after(bar, above(line(bar, "host"), ("x", "1"), ("y", "2"))) == "[bar]\n x = 1\n y = 2\n host = a\n"
    assert after(bar, below(line(bar, "host"), ("x", "1"), ("y", "2"))) == "[bar]\n host = a\n x = 1\n y = 2\n"


@pytest.mark.parametrize("value", ["{{ secret }}", "${SECRET}", "CHANGEME", "a{{ b }}c"])
def test_a_placeholder_stays(section, value: str) -> None:
    bar = section(f"[bar]\nsecret={value}\n")
    assert not replace(line(bar, "secret"), "x")


def test_values_and_names_are_written_as_they_are_read(section) -> None:
    bar = section("[bar]\nsecret=a\\;b ; why\n")
    assert after(bar, replace(line(bar, "secret"), "c;d")) == "[bar]\nsecret=c\\;d ; why\n"
    assert after(bar, rename(line(bar, "secret"), "username")) == "[bar]\nusername=a\\;b ; why\n"


def test_what_a_template_gives_is_overridden_in_the_section(section) -> None:
    bar = section("[base](!)\nhost=a\n[bar](base)\nport=1\n[baz](base)\n")
    decided = {"host": [line(bar, "host")], "port": [line(bar, "port")]}
    heirs = "[base](!)\nhost=a\n[bar](base)\nport={}\n{}[baz](base)\n"
    assert after(bar, put(bar, decided, "host", "b")) == heirs.format(1, "host=b\n")
    assert after(bar, put(bar, decided, "port", "2")) == heirs.format(2, "")
    assert not dead(line(bar, "host"))
    assert dead(line(bar, "host"), everywhere=True)


def test_a_secret_is_not_thrown_away_safely(section) -> None:
    bar = section("[bar]\nmd5secret=a\n")
    assert [fix.safety for fix in dead(line(bar, "md5secret"))] == ["unsafe"]


def test_a_fix_takes_all_of_its_steps(section) -> None:
    bar = section("[bar]\nhost={{ a }}\nport=1\n")
    assert safe("", delete(line(bar, "port")))
    assert not safe("", delete(line(bar, "port")), replace(line(bar, "host"), "b"))
