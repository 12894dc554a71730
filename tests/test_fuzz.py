"""The targets of `fuzz/`, with what was kept of longer runs and with what Hypothesis makes up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import PART, TARGETS

CORPUS = Path(__file__).parent.parent / "fuzz" / "corpus"
KEPT = sorted(CORPUS.glob("*/*"))

WORDS = [
    *(
        b"[general]\n",
        b"[bar]\n",
        b"[a](!)\n",
        b"[b](a)\n",
        b"[fromiax]\n",
        b"[globals]\n",
        b"[",
        b"]",
        b"(",
        b")",
        b"\n",
    ),
    *(
        b"type=friend\n",
        b"host=192.168.2.3\n",
        b"secret=x\n",
        b"+=",
        b"permit=::/0\n",
        b"allow=!all,ulaw\n",
        b"trunk=yes\n",
    ),
    *(
        b"register => a:b@c\n",
        b"#include a.conf\n",
        b"#include *\n",
        b"#exec x\n",
        b"; iaxlint: ignore[x]\n",
        b";--",
        b"--;",
    ),
    *(b"exten => _X.,1,Dial(IAX2/bar/${EXTEN})\n", b"same => n,Goto(1)\n", b"include => a\n", b"switch => IAX2/bar\n"),
    *(
        b"${",
        b"}",
        b"$[",
        b"A=",
        b"${A}",
        b":",
        b",",
        b"&",
        b"@",
        b"/",
        b"_",
        b"X",
        b"!",
        b".",
        b"a?",
        b"=~",
        b'"',
        b"*9",
    ),
    *(
        b"[[expect]]\n",
        b'from = "foo"\n',
        b'dial = "1"\n',
        b"[servers.foo]\n",
        b"asterisk = ",
        b"= [{",
        b"9" * 5000,
        b"1e999",
    ),
    *(
        b"[all:children]\n",
        b"a[1:9999999]\n",
        b'{"version": 1, "findings": [',
        b"null",
        b"}",
        b"---\n",
        b"\\u0000",
        b"\\x",
    ),
    *(
        b"-----BEGIN PUBLIC KEY-----\n",
        b"-----END PUBLIC KEY-----\n",
        b"MIGfMA0GCSqGSIb3",
        b"context ",
        b"macro ",
        b"/*",
        b"--[[",
    ),
    *(b"\0", b"\x1b[31m", b"\xe2\x80\xae", b"\xc2\x9b", b"\xff", b"\xef\xbb\xbf", b"\r\n", b"\t", b" ", PART),
]
TEXTS = st.one_of(st.lists(st.sampled_from(WORDS), max_size=25).map(b"".join), st.binary(max_size=60))
MANY = {"whole": 12, "rules": 60, "dial": 60}
"""How many examples of the targets that take long."""


@pytest.mark.parametrize("path", KEPT, ids=[f"{path.parent.name}-{path.name}" for path in KEPT])
def test_what_was_kept(path: Path) -> None:
    TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes(name: str) -> None:
    @settings(max_examples=MANY.get(name, 150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(TEXTS)
    def holds(data: bytes) -> None:
        TARGETS[name](data)

    holds()
