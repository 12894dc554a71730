"""How often servers are read where there is little room for them: often enough to make room, and no oftener."""

from __future__ import annotations

import gc
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks import made
from iaxlint.cli import fleet
from iaxlint.cli.run import run
from iaxlint.grammar.tree import File
from iaxlint.large import lazy
from iaxlint.large.pool import CHUNK, MOST_CHUNKS, Pool
from iaxlint.large.work import Work

if TYPE_CHECKING:
    from pathlib import Path

    from iaxlint.model.server import Server

COUNT = 16


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each server was read whole."""
    read: Counter[str] = Counter()
    load = Work.load

    def counted(work: Work, name: str) -> Server:
        read[name] += 1
        return load(work, name)

    monkeypatch.setattr(Work, "load", counted)
    monkeypatch.setattr(fleet, "MANY", 1)
    return read


def check(folder: Path, shape: str) -> None:
    made.write(folder, shape, COUNT)
    assert run(["check", str(folder), "--jobs", "1", "--no-cache"]) == 0


def test_each_server_of_a_ring_is_read_once_but_where_it_closes(loads, tmp_path, monkeypatch):
    monkeypatch.setattr(lazy, "ROOM", 50_000)
    check(tmp_path / "ring", "ring")
    assert len(loads) == COUNT
    assert sum(loads.values()) <= COUNT + 3


def test_servers_that_all_call_each_other_make_room_for_themselves(loads, tmp_path, monkeypatch):
    monkeypatch.setattr(lazy, "ROOM", 1)
    check(tmp_path / "mesh", "mesh")
    assert len(loads) == COUNT
    assert max(loads.values()) <= 2 * (lazy.OFTEN + 1)


def test_no_more_room_is_made_than_there_may_be(loads, tmp_path, monkeypatch):
    monkeypatch.setattr(lazy, "ROOM", 1)
    monkeypatch.setattr(lazy, "MOST_ROOM", 2)
    check(tmp_path / "mesh", "mesh")
    assert max(loads.values()) > COUNT / 2


def test_no_more_servers_are_at_hand_than_there_is_room_for_however_small_they_are(loads, tmp_path, monkeypatch):
    shelves: list[lazy.Shelf] = []
    fill = lazy.Shelf.fill

    def noted(shelf: lazy.Shelf, server: lazy.LazyServer) -> None:
        fill(shelf, server)
        shelves.append(shelf)
        assert len(shelf.read) <= 6

    monkeypatch.setattr(lazy.Shelf, "fill", noted)
    monkeypatch.setattr(lazy, "ROOM", 5 * lazy.LEAST)
    for number in range(COUNT):
        (tmp_path / f"s{number}").mkdir()
        (tmp_path / f"s{number}" / "iax.conf").write_text("[general]\n")
    run(["check", str(tmp_path), "--jobs", "1", "--no-cache"])
    assert len(loads) == COUNT
    assert shelves


def test_what_is_at_hand_no_more_is_gone(loads, tmp_path, monkeypatch):
    monkeypatch.setattr(lazy, "ROOM", 1)
    gc.collect()
    before = trees()
    check(tmp_path / "ring", "ring")  # which switches the collector off: what it leaves behind stays
    left = trees() - before
    assert len(loads) == COUNT
    assert left < COUNT / 2


def trees() -> int:
    """How many syntax trees there are."""
    return sum(isinstance(each, File) for each in gc.get_objects())


@pytest.mark.parametrize("count", [0, 1, 8, 9, 8000, 8001, 49_999])
def test_work_is_shared_out_whole_and_in_no_more_than_so_many_chunks(count):
    names = [str(number) for number in range(count)]
    chunks = Pool(None, 1)._shared_out(names)
    assert [name for chunk in chunks for name in chunk] == names
    assert len(chunks) <= MOST_CHUNKS
    assert all(len(chunk) == CHUNK for chunk in chunks[:-1]) or count > CHUNK * MOST_CHUNKS
