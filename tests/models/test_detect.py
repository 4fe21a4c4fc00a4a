"""The detectors read at least 95% right on the renderer's own pictures, so what they say of a model means something."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.detect import components
from models.training.evaluate import HELD_OUT_KINDS, JUDGES, drawn, scenes
from studio.sketch.render import draw
from studio.sketch.scene import Pattern, Scene

COUNT = 24


@pytest.mark.parametrize("kind", list(JUDGES))
def test_detectors_read_the_renderers_pictures(kind: str) -> None:
    prompts = scenes(kind, False, COUNT, seed=3)
    marks = [JUDGES[kind](scene, picture) for (scene, _), picture in zip(prompts, drawn(prompts), strict=True)]
    for name in marks[0]:
        assert np.mean([row[name] for row in marks if name in row]) >= 0.95, name


@pytest.mark.parametrize("kind", HELD_OUT_KINDS)
def test_detectors_do_not_praise_the_wrong_picture(kind: str) -> None:
    prompts = scenes(kind, True, COUNT, seed=4)
    others = list(drawn(prompts))[::-1]
    marks = [JUDGES[kind](scene, picture) for (scene, _), picture in zip(prompts, others, strict=True)]
    assert np.mean([row["shape" if kind != "two" else "both shapes"] for row in marks]) < 0.5
    assert np.mean([row["colour" if kind != "two" else "both colours"] for row in marks]) < 0.5


def test_turned_stripes_are_told_apart() -> None:
    ground = Pattern(motif="vertical stripes", ink="red", paper="white", cells=4, shift=(0.1, 0.0))
    picture = draw(Scene(ground=ground), 256, 256)
    judged = JUDGES["pattern"](Scene(ground=ground), picture)
    turned = JUDGES["pattern"](Scene(ground=ground), np.ascontiguousarray(np.rot90(picture)))
    assert judged == {"both colours": True, "orientation": True}
    assert turned == {"both colours": True, "orientation": False}


def test_components_are_four_connected() -> None:
    mask = np.array([[1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0]], dtype=bool)
    assert sorted(int(part.sum()) for part in components(mask)) == [1, 3, 3]
