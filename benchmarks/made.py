"""Fleets to check, made up from a seed: each server has so many lines, and trunks to its neighbours.

Half of a server's lines are its `iax.conf`, with the trunks and the phones of the site, and half its
`extensions.conf`.  All trunks work, and as in any fleet that has grown over years a few servers have something to
complain of.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LINES = 500
"""Of a server, both files together."""

SHAPES = ("ring", "star", "mesh")


def neighbours(shape: str, count: int, n: int) -> list[int]:
    """The servers that a server of a fleet has a trunk to."""
    if shape == "ring":
        return sorted({(n - 1) % count, (n + 1) % count} - {n})
    if shape == "star":
        return [0] if n else list(range(1, count))
    return [other for other in range(count) if other != n]


def write(folder: Path, shape: str, count: int, lines: int = LINES) -> int:
    """Write a fleet below a folder; how many lines it has."""
    written = 0
    for n in range(count):
        own = folder / name(n)
        own.mkdir(parents=True)
        for file, text in server(shape, count, n, lines).items():
            (own / file).write_text(text)
            written += text.count("\n")
    return written


def name(n: int) -> str:
    """What a server is called."""
    return f"site{n:04}"


def address(n: int) -> str:
    """Where a server is."""
    return f"10.{n >> 8}.{n & 255}.2"


def server(shape: str, count: int, n: int, lines: int = LINES) -> dict[str, str]:
    """The files of a server, by name."""
    pick = random.Random(n)
    trunks = neighbours(shape, count, n)
    iax = _general(n)
    for other in trunks:
        iax += _trunk(n, other)
    plan = [*_incoming(trunks), *_outgoing(trunks)]
    phone = 0
    while phone < 3 or len(iax) + len(plan) < lines - 12:
        phone += 1
        iax += _phone(pick, n, phone)
        plan += _number(phone)
    if n % 10 == 9:
        iax.append("notransfer=yes")  # a name of old versions
    return {"iax.conf": _joined(iax), "extensions.conf": _joined(plan)}


def secret(one: int, other: int) -> str:
    """What two servers share."""
    return f"{random.Random(min(one, other) * 100_003 + max(one, other)).getrandbits(96):x}"


def _joined(lines: list[str]) -> str:
    return "\n".join([*lines, ""])


def _general(n: int) -> list[str]:
    return [
        f"; {name(n)}: the trunks between the sites, and the phones of this one",
        "[general]",
        "bindport = 4569           ; as everywhere",
        f"bindaddr = {address(n)}",
        "disallow=all",
        "allow=ulaw",
        "allow=alaw",
        "jitterbuffer=no",
        "autokill=yes",
        "",
        "[trunk](!)                ; what all trunks have in common",
        "type=friend",
        "auth=md5",
        "encryption=yes",
        "forceencryption=yes",
        "requirecalltoken=yes",
        "qualify=yes",
        "transfer=no",
        "",
        "[phone](!)",
        "type=friend",
        "host=dynamic",
        "context=phones",
        "auth=md5",
        "encryption=yes",
        "forceencryption=yes",
        "requirecalltoken=yes",
        "",
    ]


def _trunk(n: int, other: int) -> list[str]:
    return [
        f"[{name(other)}](trunk)",
        f"username={name(n)}",
        f"secret={secret(n, other)}",
        f"host={address(other)}",
        "context=from-sites",
        "deny=0.0.0.0/0.0.0.0",
        f"permit={address(other)}/255.255.255.255",
        "",
    ]


def _phone(pick: random.Random, n: int, phone: int) -> list[str]:
    return [
        f"[phone{phone:03}](phone)     ; on desk {pick.randrange(1, 400)}",
        f"secret={pick.getrandbits(96):x}",
        f'callerid="Desk {phone}" <{1000 + phone}>',
        "deny=0.0.0.0/0.0.0.0",
        f"permit=10.{n >> 8}.{n & 255}.0/255.255.255.0",
        f"mailbox={1000 + phone}@default",
        "",
    ]


def _incoming(trunks: list[int]) -> list[str]:
    return [
        "[general]",
        "static=yes",
        "writeprotect=no",
        "",
        "[globals]",
        "RING=20",
        f"SITES={len(trunks)}",
        "",
        "[from-sites]              ; what the other sites may dial here",
        "include => desks",
        "",
    ]


def _outgoing(trunks: list[int]) -> list[str]:
    lines = ["[phones]                  ; what the phones of this site may dial", "include => desks"]
    for other in trunks:
        lines += [
            f"exten => _8{other:04}1XXX,1,NoOp(to {name(other)})",
            f" same => n,Dial(IAX2/{name(other)}/${{EXTEN:5}},${{RING}})",
            " same => n,Hangup()",
        ]
    return [*lines, "", "[desks]"]


def _number(phone: int) -> list[str]:
    number = 1000 + phone
    return [
        f"exten => {number},1,Set(CDR(userfield)=desk-{phone})",
        f" same => n,Dial(IAX2/phone{phone:03},${{RING}})",
        ' same => n,GotoIf($["${DIALSTATUS}" = "BUSY"]?busy:unavail)',
        f" same => n(unavail),VoiceMail({number}@default,u)",
        " same => n,Hangup()",
        f" same => n(busy),VoiceMail({number}@default,b)",
        " same => n,Hangup()",
    ]
