"""Records: slotted classes made from annotations."""

from __future__ import annotations

import pytest

from iaxlint.record import FEW, record


@record
class Point:
    """Two fields, one with a default."""

    x: int
    y: int = 7
    """Up."""

    @property
    def sum(self) -> int:
        return self.x + self.y


@record
class Labelled(Point):
    """A field more than its base, after those that have a default."""

    label: str = ""


@record
class Other:
    """Made after `Point`, with fields of its own."""

    name: str


@record
class Empty:
    """No fields at all."""


def test_fields_are_given_by_place_and_by_name() -> None:
    assert (Point(1).x, Point(1).y) == (1, 7)
    assert Point(1, 2).sum == 3
    assert Point(y=5, x=1).sum == 6
    assert isinstance(Empty(), Empty)


def test_a_missing_or_unknown_field_is_an_error() -> None:
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Point(1, 2, 3)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Point(1, z=2)  # type: ignore[call-arg]


def test_a_record_has_slots_and_no_dictionary() -> None:
    point = Point(1)
    assert not hasattr(point, "__dict__")
    assert not hasattr(Labelled(1), "__dict__")
    with pytest.raises(AttributeError):
        point.z = 3  # type: ignore[attr-defined]


def test_each_class_gets_an_initialiser_of_its_own() -> None:
    labelled = Labelled(1, label="a")
    assert Other("b").name == "b"
    assert (labelled.x, labelled.y, labelled.label) == (1, 7, "a")
    assert Labelled(1, 2, "c").sum == 3
    assert Point(3).sum == 10


def test_a_base_may_be_used_before_or_after_its_subclass() -> None:
    @record
    class Base:
        a: int

    @record
    class Derived(Base):
        b: int

    assert Base(1).a == 1
    assert (Derived(1, 2).a, Derived(1, 2).b) == (1, 2)


@pytest.mark.parametrize("number", [0, FEW - 1, FEW, FEW + 1, 3 * FEW])
def test_it_does_not_matter_how_many_there_are(number: int) -> None:
    @record
    class Fresh(Point):
        label: str = "none"

    for _ in range(number):
        Fresh(0)
    fresh = Fresh(1, label="a")
    assert (fresh.x, fresh.y, fresh.label, fresh.sum) == (1, 7, "a", 8)
    for values, named in (((), {}), ((1, 2, "a", 4), {}), ((1,), {"x": 1}), ((), {"x": 1, "z": 2}), ((), {"z": 2})):
        with pytest.raises(TypeError):
            Fresh(*values, **named)


def test_records_compare_by_identity() -> None:
    assert Point(1) != Point(1)
    assert len({Point(1), Point(1)}) == 2


def test_the_text_form_names_every_field() -> None:
    assert repr(Labelled(1, 2, "[x]")) == "Labelled(x=1, y=2, label='[x]')"


def test_docstring_name_and_module_survive() -> None:
    assert Point.__doc__ == "Two fields, one with a default."
    assert (Point.__name__, Point.__module__) == ("Point", __name__)
