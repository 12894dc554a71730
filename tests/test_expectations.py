"""What the settings expect of calls: read with the line of each key, and whatever is wrong named with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaxlint.errors import InputError
from iaxlint.settings import load_settings

TABLE = '[[expect]]\nfrom = "foo"\ndial = "IAX2/bar/23"\n'


def read(tmp_path: Path, text: str, name: str = "iaxlint.toml"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return load_settings(str(file), []).expect


def test_every_key_is_read(tmp_path: Path) -> None:
    more = 'to = "bar"\ncontext = "in"\nextension = "23"\nauth = "md5"\nencrypted = false\ncodecs = ["ulaw", "gsm"]\n'
    first, second = read(tmp_path, f'asterisk = "22"\n{TABLE}{more}\n{TABLE}fails = "auth"\n')
    assert (first.caller, first.dial, first.to, first.reaches) == ("foo", "IAX2/bar/23", "bar", True)
    assert (first.context, first.extension, first.auth) == ("in", "23", "md5")
    assert (first.encrypted, first.codecs) == (False, ("ulaw", "gsm"))
    assert (second.reaches, second.fails, second.encrypted, second.codecs) == (False, "auth", None, None)
    assert first.lines == {"": 2, "from": 3, "dial": 4, "to": 5, "context": 6} | {
        "extension": 7,
        "auth": 8,
        "encrypted": 9,
        "codecs": 10,
    }
    assert second.lines[""] == 12


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# [[expect]]\n" + TABLE, [2]),
        ('[severity]\n"a" = "info"\n\n  [[ "expect" ]]  # why\n  from = "a"\n  dial = "b"\n', [4]),
        ("ignore = ['''\n[[expect]]\n''']\n" + TABLE, [4]),
        ('ignore = ["""\n[[expect]]\n\\"""\n[[expect]]\n""", "x]["]\n' + TABLE, [6]),
        ('select = [\n  "IAX3", # ]\n  "[[expect]]",\n]\n' + TABLE + "\n" + TABLE, [5, 9]),
        (TABLE + 'codecs = [\n "ulaw",\n]\n' + TABLE, [1, 7]),
        ('expect = [\n {from = "a", dial = "b"},\n {from = "a", dial = "b"},\n]\n', [1, 1]),
        (TABLE + '[servers.foo]\npath = "[[expect]]"\n' + TABLE, [1, 6]),
        (TABLE.replace("\n", "\r\n"), [1]),
    ],
)
def test_the_line_of_each_table(tmp_path: Path, text: str, lines: list[int]) -> None:
    assert [found.lines[""] for found in read(tmp_path, text)] == lines


def test_in_a_project_file(tmp_path: Path) -> None:
    text = f'[project]\nname = "x"\n[[expect]]\na = 1\n\n{TABLE.replace("[[expect]]", "[[tool.iaxlint.expect]]")}'
    (found,) = read(tmp_path, text.replace("[[expect]]\na = 1\n", ""), "pyproject.toml")
    assert found.lines == {"": 4, "from": 5, "dial": 6}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TABLE + "encryptd = true\n", "4: unknown key `expect.encryptd`; did you mean `encrypted`?"),
        (TABLE + TABLE + "encrypted = 1\n", "7: `expect.encrypted` must be true or false"),
        (TABLE + 'auth = "md6"\n', "4: `expect.auth` must be one of none, plaintext, md5, rsa"),
        (TABLE + 'codecs = ["ulow"]\n', "4: `expect.codecs` must be a list of codecs"),
        (TABLE + "to = 3\n", "4: `expect.to` must be a text"),
        ('\n[[expect]]\nfrom = "foo"\n', "2: `expect` needs `dial`"),
        (
            TABLE + 'reaches = true\nfails = "auth"\n',
            "5: `expect` contradicts itself: a call that fails does not reach",
        ),
        (TABLE + "reaches = false\nencrypted = true\n", "5: `expect` contradicts itself: a call that is not to reach"),
        ("expect = 3\n", "1: `expect` must be a list of tables: [[expect]]"),
        ("[expect]\n", "1: `expect` must be a list of tables: [[expect]]"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert f"iaxlint.toml:{message}" in str(error.value)


FILLER = st.sampled_from(
    (
        "# [[expect]] ''' \"\"\" [",
        "",
        'a{} = "[[expect]] #"',
        "b{} = '''\n[[expect]]\n[x]\n'''",
        'c{} = """\n[[expect]]\\"""\n"""',
        "d{} = [ 1, # ]\n [ 2 ],\n]",
        'e{} = {{ x = [1], y = "}}" }}',
        "f{} = 1979-05-27T07:32:00Z",
    )
)


@given(st.lists(st.lists(FILLER, max_size=4), min_size=1, max_size=4))
def test_lines_are_found_in_any_toml(blocks: list[list[str]]) -> None:
    from iaxlint.expectations import _tables

    text, starts = "", []
    for number, block in enumerate(blocks):
        if number:
            starts.append(text.count("\n") + 1)
            text += "[[expect]]\n"
        for place, line in enumerate(block):
            text += line.format(place) + "\n"
    assert len(tomllib.loads(text).get("expect", [])) == len(starts)
    assert [lines[""] for lines in _tables(text)] == starts
