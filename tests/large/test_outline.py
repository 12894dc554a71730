"""What a fleet is put together from is the same, be all of a server read for it or only what it takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iaxlint.large.gist import brief, gist
from iaxlint.large.sketch import sketch
from iaxlint.loader.folder import Folder
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from tests.call.recordings import cases, servers

CASES = cases()
VERSION = Version.parse("22")


@pytest.mark.parametrize("version", sorted({version for _, version in CASES}))
def test_an_outline_is_sketched_as_the_whole_server_is(version, tmp_path):
    told = 0
    for number, (case, recorded) in enumerate(CASES):
        if recorded == version:
            for server in servers(case, tmp_path / str(number), version):
                whole = sketch(server.iax)
                assert brief(server.folder, server.version) == whole, (case["name"], server.name)
                told += len(whole["peers"])
    assert told > len(CASES) / 2


WRITTEN = r"""
[general] | bindport=4570 | bindaddr=10.0.0.1 | register => a:b@10.0.0.9
[phone](!) | [trunk](!) | [a](phone) | [b](phone)  ; on a desk | [c](phone) | [d](phone) | [B](phone) | [phone](phone)
[e](trunk) | [f](trunk,phone) | [g](phone,trunk) | [h] | [a](+) | [a](+type=friend) | [i](phone,!) | [j](none)
[callnumberlimits](phone) | [k] (phone) | [m](phone) rest | [{{ name }}](phone) | type=limits | type2=1
type=friend | type=peer | type = user | TYPE=friend | type => friend | host=dynamic | host=10.0.0.2 | Host = 10.0.0.3
host= | hosts=1 | host={{ host }} | defaultip=10.0.0.4 | port=4571 | username=foo | secret=123 | Secret => 456
secret += 7 | \secret=1 | callerid="A" <1> | mailbox=1\;2 | permit=10.0.0.0/8;x | {{ secret }} | context | = x
; word | ;-- block | --; | end --; | #include "more.conf"
"""
BLANK = (" [l](phone)", "\x0b[n](phone)", "type\t=\tfriend", "\0type=peer", "", "  ")
LINES = (*WRITTEN.strip().replace("\n", " | ").split(" | "), *BLANK)
SECTIONS = st.lists(st.sampled_from(LINES), max_size=24)
PHONES = "[phone](!)\ntype=friend\nhost=dynamic\nsecret=1\n"


@pytest.mark.parametrize("users", [None, "[general]\nhost=dynamic\n[b]\nhasiax=yes\n"])
@given(SECTIONS, st.booleans(), st.booleans())
@settings(max_examples=400)
def test_a_text_is_left_with_all_that_tells_who_is_where(users, lines, begins, ends):
    text = PHONES * begins + "\n".join(lines) + "\n" * ends
    files = {"iax.conf": text.encode(), "more.conf": b"[a](+)\nusername=other\n[o](phone)\n"}
    if users is not None:
        files["users.conf"] = users.encode()
    folder = Folder("/nowhere", "nowhere", files)
    whole = sketch(load_server("nowhere", Folder("/nowhere", "nowhere", files), VERSION).iax)
    assert brief(folder, VERSION) == whole
    assert folder.source("iax.conf").text == text


def test_of_many_telephones_one_is_read():
    phones = [f"[phone{number}](phone)\nsecret=a{number}\ncallerid=x\n\n" for number in range(100)]
    trunk = "[bar]\ntype=friend\nhost=10.0.0.2\nsecret=b\n"
    found = gist("[general]\nbindport=4569\n" + PHONES + "".join(phones) + trunk)
    assert found is not None
    text, alike = found
    assert alike == {"phone0": [f"phone{number}" for number in range(1, 100)]}
    left = "[general] bindport=4569 [phone](!) type=friend host=dynamic [phone0](phone) [bar] type=friend host=10.0.0.2"
    assert " ".join(text.split()) == left


@pytest.mark.parametrize(
    "line", ['#include "more.conf"', ";-- block --;", "end --;", "[phone1](+)", "  [phone1](+secret=1)", "[general]"]
)
def test_a_text_is_taken_whole_where_one_line_bears_on_another(line):
    assert gist(f"[general]\n{PHONES}[phone1](phone)\nsecret=1\n{line}\n") is None
