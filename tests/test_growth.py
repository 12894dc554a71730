"""What a check works grows with what it reads, also where somebody means harm: calls are counted, not seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from iaxlint.engine import check
from iaxlint.loader.folder import Folder
from iaxlint.model import access, regex
from iaxlint.model.access import AccessRule, read_rules
from iaxlint.model.address import from_ipv4
from iaxlint.model.server import load_server
from iaxlint.model.version import Version
from iaxlint.rules.access import _covered
from iaxlint.rules.registry import all_rules
from iaxlint.suggest import MOST_COMPARED, clearly, closest
from tests.fleet.servers import fleet, section, server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaxlint.model.address import Address

TRUNK = "[general]\nbindport=4569\n" + section("bar", "192.168.2.3", "foo")
SHAPES: dict[str, Callable[[int], tuple[str, str]]] = {
    "accounts": lambda n: (
        TRUNK + "".join(f"[p{i}]\ntype=friend\nhost=10.0.{i >> 8}.{i & 255}\n" for i in range(n)),
        "",
    ),
    "sections of one name": lambda n: (TRUNK * n, ""),
    "unknown options": lambda n: (TRUNK + "".join(f"secrte{i}=x\n" for i in range(n)), ""),
    "one option again and again": lambda n: (TRUNK + "mailbox=1\n" * n, ""),
    "an access list": lambda n: (TRUNK + "".join(f"permit=10.0.{i >> 8}.{i & 255}\n" for i in range(n)), ""),
    "codecs": lambda n: (TRUNK + "allow=ulaw,alaw\ndisallow=alaw\n" * n, ""),
    "contexts of a user": lambda n: (TRUNK + "".join(f"context=c{i}\n" for i in range(n)), ""),
    "registrations": lambda n: (
        f"{TRUNK}[general](+)\n" + "".join(f"register => u{i}@192.168.2.3\n" for i in range(n)),
        "",
    ),
    "comments that suppress": lambda n: (TRUNK + "".join(f"x=1 ; iaxlint: ignore[foo{i}]\n" for i in range(n)), ""),
    "weak secrets": lambda n: (
        TRUNK + "".join(f"[{i}]\ntype=friend\nhost=192.168.2.3\nsecret={i}\n" for i in range(n)),
        "",
    ),
    "extensions": lambda n: (TRUNK, "[in]\n" + "".join(f"exten => {i},1,Answer()\n" for i in range(n))),
    "extensions without a start": lambda n: (TRUNK, "[in]\n" + "".join(f"exten => {i},2,Answer()\n" for i in range(n))),
    "patterns without a start": lambda n: (TRUNK, "[in]\n" + "".join(f"exten => _{i}X,2,Answer()\n" for i in range(n))),
    "priorities": lambda n: (TRUNK, "[in]\nexten => 1,1,NoOp()\n" + " same => n,Set(A=${A}x)\n" * n),
    "contexts that include the next": lambda n: (TRUNK, "".join(f"[c{i}]\ninclude => c{i + 1}\n" for i in range(n))),
    "includes of nothing": lambda n: (TRUNK, "".join(f"[from{i}]\ninclude => form{i}q\n" for i in range(n))),
    "jumps": lambda n: (TRUNK, "[in]\n" + "".join(f"exten => {i},1,Goto({i + 1},1)\n" for i in range(n))),
    "dials": lambda n: (
        TRUNK,
        "[in]\nexten => 1,1,NoOp()\n" + "".join(f" same => n,Dial(IAX2/b{i}/1)\n" for i in range(n)),
    ),
}
FIRST = 510
"""More than `MOST_COMPARED`, so that no suggestions are looked for in either size."""


def calls(iax: str, dialplan: str) -> int:
    """How many functions and generators a check enters."""
    made = fleet(
        server("foo", iax, dialplan=dialplan), server("bar", "[general]\n" + section("foo", "192.168.1.2", "bar"))
    )
    rules = all_rules()
    count = 0

    def count_one(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_one)
    try:
        check(made, rules)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_what_is_read(shape: str) -> None:
    small, large = (calls(*SHAPES[shape](size)) for size in (FIRST, 2 * FIRST))
    assert large <= 2.3 * small


@pytest.mark.parametrize(
    "text",
    ["a?" * 30 + "a" * 30, "(a|a)" * 30 + "b", "((a|a)|(a|a))" * 10 + "b", "a*a*a*b", "a{1,9}" * 3, "a?" * 9 + "a*b"],
)
def test_expressions_that_take_long_are_not_tried(text: str) -> None:
    assert regex.translate(text) is None


@pytest.mark.parametrize(
    "text", ["a?" * 14, "a*a*b", "^(01|02|03|04|05|06|07|08|09|10|11|12|13|14|15|16)$", "(a|b)(c|d)"]
)
def test_expressions_that_take_little_are(text: str) -> None:
    assert regex.translate(text) is not None


def test_nobody_is_compared_with_everybody() -> None:
    names = [f"name{number}" for number in range(MOST_COMPARED)]
    assert closest("naem7", names) == "name7"
    assert clearly("name7x", ["name7"]) == "name7"
    assert (closest("naem7", [*names, "one more"]), clearly("naem7", [*names, "one more"])) == ("", "")


def test_the_next_wider_rule_is_found() -> None:
    text = "10.1.2.3,10.0.0.0/255.0.255.0,10.1.2.0/24,192.168.0.0/16,10.0.0.0/8,10.1.2.3,::/0"
    rules = read_rules(text, None, permit=True)  # type: ignore[arg-type]
    assert [(earlier.text, later.text) for earlier, later in _covered(rules)] == [
        ("10.1.2.3", "10.1.2.0/24"),
        ("10.0.0.0/255.0.255.0", "10.0.0.0/8"),
        ("10.1.2.0/24", "10.0.0.0/8"),
    ]


def test_a_list_that_many_users_ask_for_is_held_against_an_address_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    apply = access.apply_rules

    def counting(rules: list[AccessRule], address: Address) -> AccessRule | None:
        asked.append(len(rules))
        return apply(rules, address)

    files = {
        "iax.conf": "[general]\n" + "".join(f"[u{i}]\ntype=user\nacl=office\n" for i in range(50)),
        "acl.conf": "[office]\ndeny=0.0.0.0/0\n" + "".join(f"permit=10.0.0.{i}\n" for i in range(99)),
    }
    folder = Folder("/nonexistent/foo", "foo", {name: text.encode() for name, text in files.items()})
    users = load_server("foo", folder, Version.parse("22")).iax.users.values()
    monkeypatch.setattr(access, "apply_rules", counting)
    for number, allowed in ((1, False), (0x0A000007, True)):
        decisions = [user.access.allows(from_ipv4(number)) for user in users]
        assert [decision.allowed for decision in decisions] == [allowed] * 50
    assert [size for size in asked if size] == [100, 100]


def test_globals_that_double_end_where_asterisk_has_no_room_for_more() -> None:
    text = "[globals]\nA0=xx\n" + "".join(f"A{n}=${{A{n - 1}}}${{A{n - 1}}}\n" for n in range(1, 64))
    (foo,) = fleet(server("foo", TRUNK, dialplan=text)).servers
    assert len(foo.dialplan.globals["A63"].value) == 8191
