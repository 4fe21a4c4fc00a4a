"""What prompts ask for is on their pictures: counts, colours, places and relations, at least 95 of 100."""

from __future__ import annotations

import pytest

from tests.sketch.measured.figures import MEASURED, SEEDS, measured


def test_there_are_enough_prompts() -> None:
    prompts = {one.prompt for asked, _ in MEASURED.values() for one in asked()}
    assert len(prompts) >= 200
    assert len(SEEDS) > 1


@pytest.mark.parametrize("name", MEASURED)
def test_pictures_show_what_was_asked(name: str) -> None:
    asked, judge = MEASURED[name]
    figure = measured(name, asked(), judge)
    print(figure.line())
    assert figure.share >= 0.95, figure.wrong
