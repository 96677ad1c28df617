"""A registry keeps the order in which things were added, and one thing a name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from modellkoncept.registry import Registry


def test_items_are_found_by_name_and_iterated_in_the_order_they_were_added():
    shapes: Registry[str] = Registry("shape")

    assert shapes.add("b", "square") == "square"
    shapes.add("a", "circle")

    assert list(shapes) == ["square", "circle"]
    assert (shapes["a"], shapes.get("a"), shapes.get("c")) == ("circle", "circle", None)
    assert ("a" in shapes, "c" in shapes) == (True, False)
    with pytest.raises(KeyError):
        shapes["c"]


def test_the_same_again_is_the_same_and_another_under_its_name_is_refused():
    shapes: Registry[str] = Registry("shape")
    shapes.add("a", "circle")
    shapes.add("a", "circle")

    with pytest.raises(ImproperlyConfigured, match=r"^Two different shapes are called a\.$"):
        shapes.add("a", "square")

    assert list(shapes) == ["circle"]


def test_what_is_added_while_iterating_comes_next_time():
    shapes: Registry[str] = Registry("shape")
    shapes.add("a", "circle")

    for shape in shapes:
        shapes.add("b", f"{shape}s")

    assert list(shapes) == ["circle", "circles"]
