"""Rings, stars and meshes: all trunks work, and what is taken away breaks its own trunk and no other."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iaxlint.call.links import links
from iaxlint.engine import check
from iaxlint.fleet.fleet import Fleet, build_fleet
from iaxlint.rules.registry import all_rules
from tests.fleet.topologies import SHAPES, build, ends

shapes = st.sampled_from(sorted(SHAPES))
some = settings(max_examples=20, deadline=None)


def directions(fleet: Fleet) -> dict[tuple[str, str], str]:
    return {(link.caller.name, link.callee.name): link.status for link in links(fleet) if link.callee is not None}


def both_ways(trunks: list[tuple[int, int]]) -> set[tuple[str, str]]:
    return {(f"s{one}", f"s{other}") for trunk in trunks for one, other in (trunk, trunk[::-1])}


@some
@given(shapes, st.integers(2, 7), st.booleans(), st.booleans(), st.booleans())
def test_every_trunk_works_both_ways(shape: str, size: int, ipv6: bool, registers: bool, told: bool) -> None:
    trunks = SHAPES[shape](size)
    registers = registers and told and not ipv6
    made = build(ends(size, trunks, ipv6=ipv6, registers=registers), ipv6=ipv6, told=told)
    assert directions(made) == dict.fromkeys(both_ways(trunks), "reaches")


BREAKING = {
    "host": {"there"},
    "username": {"there"},
    "secret": {"there", "back"},
    "type": {"there", "back"},
    "permit": {"back"},
}
"""Which directions fail without a line, as seen from the server whose section it is."""


@some
@given(shapes, st.integers(3, 7), st.data())
def test_a_line_less_breaks_its_own_trunk_and_no_other(shape: str, size: int, data: st.DataObject) -> None:
    trunks = SHAPES[shape](size)
    sections = ends(size, trunks)
    one, other = data.draw(st.sampled_from([pair for trunk in trunks for pair in (trunk, trunk[::-1])]))
    option = data.draw(st.sampled_from(sorted(BREAKING)))
    lines = sections[one][f"s{other}"]
    lines[:] = [line for line in lines if not line.startswith(f"{option}=")]
    if option == "username":
        lines.append("username=nobody")
    if option == "secret":
        lines.append("secret=another-one-9Zt")
    there, back = (f"s{one}", f"s{other}"), (f"s{other}", f"s{one}")
    broken = {{"there": there, "back": back}[way] for way in BREAKING[option]}
    status = directions(build(sections))
    expected = dict.fromkeys(both_ways(trunks), "reaches") | dict.fromkeys(broken, "fails")
    if option == "type":
        expected.pop(there)
    if option == "host":
        status.pop(there, None)
        expected.pop(there)
    assert status == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_found_in_a_sound_fleet(shape: str) -> None:
    fleet = build(ends(12, SHAPES[shape](12)))
    found = check(fleet, all_rules()).diagnostics
    assert [one.message for one in found if one.severity != "info"] == []


@some
@given(shapes, st.integers(3, 7), st.booleans(), st.booleans(), st.data())
def test_a_part_of_a_sound_fleet_is_sound(
    shape: str, size: int, registers: bool, told: bool, data: st.DataObject
) -> None:
    """The trunks to servers that are not given are open, and taken for none of those that are."""
    sections = ends(size, SHAPES[shape](size), registers=registers and told)
    given_ones = data.draw(st.sets(st.integers(0, size - 1), min_size=2, max_size=size - 1))
    whole = build(sections, told=told)
    part = build_fleet([server for number, server in enumerate(whole.servers) if number in given_ones])
    found = check(part, all_rules()).diagnostics
    assert [one.message for one in found if one.severity != "info"] == []


def operations(fleet_of: Any) -> int:
    """How many operations of the interpreter it takes to follow all links of a fleet, and to look at it as a whole."""
    fleet = fleet_of()
    rules = [rule for rule in all_rules() if rule.scope in ("Fleet", "Link", "Arrival", "Failure")]
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    sys.settrace(trace)
    try:
        build_again(fleet)
        check(fleet, rules, heed=False)
    finally:
        sys.settrace(None)
    return count


def build_again(fleet: Fleet) -> None:
    build_fleet(fleet.servers)


@pytest.mark.parametrize(("shape", "sizes"), [("ring", (12, 24, 48)), ("star", (12, 24, 48)), ("mesh", (5, 9, 16))])
@pytest.mark.parametrize("kind", ["told", "inferred", "registers"])
def test_the_work_grows_with_the_trunks(shape: str, sizes: tuple[int, ...], kind: str) -> None:
    """Not with the pairs of servers: each trunk of a larger fleet takes hardly more operations."""

    def work(size: int) -> float:
        trunks = SHAPES[shape](size)
        sections = ends(size, trunks, registers=kind == "registers")
        return operations(lambda: build(sections, told=kind != "inferred")) / len(trunks)

    work(4)
    small, middle, large = map(work, sizes)
    assert middle <= small * 1.1, (small, middle, large)
    assert large <= middle * 1.1, (small, middle, large)
