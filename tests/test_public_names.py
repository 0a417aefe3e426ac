"""The names that others import stay importable, and stay what they say."""

from __future__ import annotations

import importlib
import inspect

import pytest

import rag


@pytest.mark.parametrize("name", rag.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(rag, name) is not None


def test_public_names_are_documented() -> None:
    for name in rag.__all__:
        value = getattr(rag, name)
        assert isinstance(value, str) or inspect.getdoc(value), name


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        _ = rag.Nonsense


def test_every_error_is_a_footnote_error_and_drawn_in_the_tree() -> None:
    errors = importlib.import_module("rag.errors")
    for name, value in vars(errors).items():
        if inspect.isclass(value):
            assert issubclass(value, errors.FootnoteError), name
            assert name in str(errors.__doc__), f"{name} is missing from the tree at the top of rag/errors.py"
            assert inspect.getdoc(value), name
