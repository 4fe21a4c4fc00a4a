"""The error tree: what is drawn is what there is, and every error survives a process line."""

from __future__ import annotations

import re

import pytest

from studio import errors
from studio.errors import StudioError, error_of_kind
from studio.recipe.events import Failed


def classes() -> list[type[StudioError]]:
    return [c for c in vars(errors).values() if isinstance(c, type) and issubclass(c, StudioError)]


def test_the_drawing_names_every_class_below_its_parent() -> None:
    path: list[str] = []
    drawn: dict[str, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"([│ ]*(?:[├└]── )?)([A-Z]\w+)", line):
            depth = len(match.group(1)) // 4
            path[depth:] = [match.group(2)]
            drawn[match.group(2)] = path[depth - 1] if depth else "Exception"
    drawn.pop("The", None)
    assert drawn == {c.__name__: c.__bases__[0].__name__ for c in classes()}


@pytest.mark.parametrize("kind", [c.__name__ for c in classes()])
def test_every_error_comes_back_as_itself(kind: str) -> None:
    sent = error_of_kind(kind, "message", remedy="remedy", detail="detail")
    back = Failed.of(sent).error()
    assert type(back) is type(sent)
    assert type(back).__name__ == kind
    assert (back.message, back.remedy, back.detail) == ("message", "remedy", "detail")


def test_an_unknown_kind_is_still_an_error_for_the_user() -> None:
    assert type(error_of_kind("FromTheFuture", "message")) is StudioError
