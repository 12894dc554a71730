from __future__ import annotations

import pytest
from plans import plan

from iaxlint.call.dials import dials
from iaxlint.model.variables import HOLE, known

Row = tuple[str, str | None, str | None]


def rows(text: str) -> list[Row]:
    return [(site.technology, site.peer, site.number) for site in dials(plan(text))]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("exten => 5,1,Dial(IAX2/bar/${EXTEN},20)", [("IAX2", "bar", "5")]),
        ("exten => _5X,1,Dial(IAX2/bar/${EXTEN:1},20)", [("IAX2", "bar", None)]),
        ("exten => _5X,1,Dial(iax2/bar)", [("IAX2", "bar", "")]),
        ("exten => 1,1,Dial(IAX2/u:s@bar:4569/9@ctx/d&PJSIP/8, 20)", [("IAX2", "bar", "9"), ("PJSIP", None, None)]),
        ("exten => 1,1,Dial(${TRUNK}/9)", [("IAX2", "bar", "9")]),
        ("exten => 1,1,Dial(${OTHER}/9)", [(HOLE, None, None)]),
        ("exten => 1,1,Dial(IAX2/${OTHER}/9)", [("IAX2", None, "9")]),
        ("exten => 1,1,Set(P=bar)\n same => n,Dial(IAX2/${P}/9)", [("IAX2", "bar", "9")]),
        ("exten => 1,1,Set(P=a)\n same => n,Set(P=b)\n same => n,Dial(IAX2/${P}/9)", [("IAX2", None, "9")]),
        ("exten => 1,1,ExecIf($[1]?Dial(IAX2/a/1):Dial(IAX2/b/2))", [("IAX2", "a", "1"), ("IAX2", "b", "2")]),
        ("exten => 1,1,TryExec(Dial(IAX2/a/1))", [("IAX2", "a", "1")]),
        ("exten => 1,1,RetryDial(x,1,2,IAX2/a/1,20)", [("IAX2", "a", "1")]),
        ("exten => 1,1,Page(IAX2/a/1&IAX2/b/2)", [("IAX2", "a", "1"), ("IAX2", "b", "2")]),
        ("exten => 1,1,NoOp(Dial(IAX2/a/1))", []),
        ("exten => 1,hint,IAX2/a", []),
        ("switch => IAX2/bar/ctx", [("IAX2", "bar", None)]),
        ("switch => Realtime/x", []),
        ("exten => s,1,Dial(IAX2/bar/${EXTEN})", [("IAX2", "bar", None)]),
    ],
)
def test_destinations(lines: str, wanted: list[Row]) -> None:
    assert rows(f"[globals]\nTRUNK=IAX2/bar\n[c]\n{lines}\n") == wanted


def test_a_destination_knows_its_line() -> None:
    (site,) = dials(plan("[c]\nexten => _9X,1,NoOp()\n same => n,Dial(IAX2/bar/${EXTEN})\n"))
    assert (site.context, site.extension, site.variable.line, known(site.dial)) == ("c", "_9X", 3, False)
