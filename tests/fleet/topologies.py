"""Correct fleets of any size: rings, stars and meshes."""

from __future__ import annotations

from itertools import pairwise

from iaxlint.fleet.fleet import Fleet, build_fleet
from tests.fleet.servers import only, section, server

Trunk = tuple[int, int]


def ring(size: int) -> list[Trunk]:
    return [*pairwise(range(size)), *([(size - 1, 0)] if size > 2 else [])]


def star(size: int) -> list[Trunk]:
    return [(0, spoke) for spoke in range(1, size)]


def mesh(size: int) -> list[Trunk]:
    return [(one, other) for one in range(size) for other in range(one + 1, size)]


SHAPES = {"ring": ring, "star": star, "mesh": mesh}


def address(number: int, *, ipv6: bool = False) -> str:
    return f"2001:db8::{number + 1:x}" if ipv6 else f"10.1.{number >> 8}.{number & 255}"


def ends(size: int, trunks: list[Trunk], *, ipv6: bool = False, registers: bool = False) -> list[dict[str, list[str]]]:
    """For each server its sections, by name, as lists of lines; `general` among them.

    With `registers`, the first end of each trunk waits for the second to register.
    """
    found: list[dict[str, list[str]]] = [{"general": ["bindaddr=[::]"] if ipv6 else []} for _ in range(size)]
    for one, other in trunks:
        secret = f"K9fw-x2Tp-{one}-{other}"
        for me, you in ((one, other), (other, one)):
            dynamic = registers and me == one
            host = "dynamic" if dynamic else address(you, ipv6=ipv6)
            permitted = (f"permit={host}/128",) if ipv6 else only(address(you))
            text = section(f"s{you}", host, f"s{me}", *permitted, secret=secret)
            if ipv6 and dynamic:
                text = section(f"s{you}", host, f"s{me}", secret=secret)
            found[me][f"s{you}"] = text.splitlines()[1:]
        if registers:
            found[other]["general"].append(f"register => s{other}:{secret}@{address(one)}")
    return found


def build(sections: list[dict[str, list[str]]], *, ipv6: bool = False, told: bool = True) -> Fleet:
    """The servers of such sections; with `told`, the settings know their addresses."""
    return build_fleet(
        server(
            f"s{number}",
            "".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in own.items()),
            (address(number, ipv6=ipv6),) if told else (),
        )
        for number, own in enumerate(sections)
    )
