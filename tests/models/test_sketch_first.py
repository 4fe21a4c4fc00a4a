"""Sketch first in the evaluation: prompts that are read as they were meant, and judges that see what was lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from models.evaluation.layouts import GROUNDS, NUMBERS, SIDE, Sketch, candidate, sketches
from models.evaluation.model import Folder
from models.evaluation.record import Record
from models.evaluation.sketch_first import STRENGTHS, judge_kept, layouts_read, painted, sketch_first, sketches_coded
from studio.families.recognise import recognise
from studio.sketch.captions import with_article
from studio.sketch.render import draw
from studio.sketch.sample import HELD_OUT
from studio.sketch.scene import Flat, Group, Landscape
from studio.sketch.scene import painted as pairs_of
from studio.sketch.shapes import SHAPE_WORDS
from tests.models.test_evaluation import ABOUT, Painter

STARTER = Path(__file__).resolve().parents[2] / "models" / "starter"


def words_for(group: Group) -> str:
    one, many = SHAPE_WORDS[group.shape][0]
    if group.count > 1:
        return f"{NUMBERS[group.count - 2]} {group.colour} {many}"
    return with_article(f"{group.colour} {one}")


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_prompt_is_read_as_it_was_meant(ground: str, held_out: bool) -> None:
    for number in range(60):
        sketch = candidate(ground, number, 7, held_out)
        assert all(words_for(group) in sketch.text for group in sketch.scene.groups), sketch.text
        assert isinstance(sketch.scene.ground, Flat if ground == "plain" else Landscape)
        objects = set(pairs_of(sketch.scene))
        assert objects
        assert objects <= HELD_OUT if held_out else not objects & HELD_OUT


def test_the_detectors_read_nearly_every_drawing(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl", ABOUT)
    layouts_read(record, 80, 3)
    rows = {name: [values["read"] for values in marks] for name, marks in record.rows().items()}
    assert [len(read) for read in rows.values()] == [40] * 4
    assert all(all(read) if "plain" in name else sum(read) >= 34 for name, read in rows.items())


def test_counts_go_to_twelve_and_more_prompts_begin_with_the_same_ones() -> None:
    few, many = (sketches("plain", count, 7, True) for count in (6, 50))
    assert few == many[:6]
    assert {group.count for sketch in many for group in sketch.scene.groups} >= set(range(1, 13))


def judged(sketch: Sketch, change: Callable[[Group], Group] | None = None) -> dict[str, object]:
    """Of a picture that shows the scene with its last group changed."""
    *rest, last = sketch.scene.groups
    groups = (*rest, *(() if change is None else (change(last),)))
    picture = draw(msgspec.structs.replace(sketch.scene, groups=groups, bonds=()), SIDE, SIDE)
    return judge_kept(sketch, draw(sketch.scene, SIDE, SIDE), picture)


@pytest.mark.parametrize("ground", GROUNDS)
def test_what_was_lost_is_seen(ground: str) -> None:
    for sketch in sketches(ground, 8, 5, False):
        same = judged(sketch, lambda group: group)
        assert same == {"counts": True, "colours": True, "places": True, "shapes": True, "changed": 0.0}
        fewer = judged(sketch, lambda group: msgspec.structs.replace(group, spots=group.spots[1:]))
        assert not any(fewer[mark] for mark in ("counts", "colours", "places", "shapes"))
        assert float(str(fewer["changed"])) > 0
        none = judged(sketch)
        assert not none["counts"]


def test_another_colour_and_another_place_are_seen() -> None:
    sketch = next(s for s in sketches("plain", 40, 5, False) if [group.count for group in s.scene.groups] == [1])
    other = "red" if sketch.scene.groups[0].colour != "red" else "blue"
    recoloured = judged(sketch, lambda group: msgspec.structs.replace(group, colour=other))
    assert (recoloured["counts"], recoloured["colours"], recoloured["places"]) == (True, False, True)

    def aside(group: Group) -> Group:
        (spot,) = group.spots
        step = spot.radius if spot.x < 0.5 else -spot.radius
        return msgspec.structs.replace(group, spots=(msgspec.structs.replace(spot, x=spot.x + step),))

    moved = judged(sketch, aside)
    assert (moved["counts"], moved["colours"], moved["places"]) == (True, True, False)


def test_layouts_that_are_left_as_they_are_keep_everything(tmp_path: Path) -> None:
    record, painter = Record(tmp_path / "record.jsonl", ABOUT), Painter()
    sketch_first(record, painter, 16, 7, STRENGTHS[:2])
    assert len(record.rows()) == 2 * (2 * len(GROUNDS) + 1)
    assert [len(record.marks(f"sketch first at 0.05, {ground}")) for ground in GROUNDS] == [4, 2]
    assert len(painter.asked) == sum(len(rows) for rows in record.rows().values())
    assert all(values["counts"] and values["changed"] == 0.0 for rows in record.rows().values() for values in rows)
    painter.asked.clear()
    sketch_first(Record(tmp_path / "record.jsonl", ABOUT), painter, 16, 7, STRENGTHS[:2])
    assert painter.asked == []


def test_the_starter_keeps_counts_at_the_strength_that_its_card_says() -> None:
    folder, strength = Folder(STARTER), recognise(STARTER).capabilities.sketch_strength
    asked = sketches("plain", 8, 11, True)
    marks = [
        judge_kept(sketch, layout, picture)
        for sketch, (layout, picture) in zip(asked, painted(folder, asked, range(8), strength), strict=True)
    ]
    assert sum(values["counts"] for values in marks) >= 7
    assert all(values["changed"] > 0.5 for values in marks)


def test_layouts_that_are_only_coded_are_the_ceiling(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl", ABOUT)
    sketches_coded(record, Folder(STARTER), 8, 7)
    assert set(record.rows()) == {f"layouts, {ground}{held}" for ground in GROUNDS for held in ("", ", held out")}
    assert all(values["counts"] for values in record.marks("layouts, plain"))


def test_full_strength_is_the_picture_of_the_words_alone() -> None:
    folder, asked = Folder(STARTER), sketches("plain", 1, 11, True)
    ((layout, little),) = painted(folder, asked, [1], 0.05)
    ((_, all_of_it),) = painted(folder, asked, [1], 1.0)
    (from_words,) = folder.make([asked[0].text], [1], folder.pace)
    assert np.abs(all_of_it.astype(int) - from_words).mean() < 1
    assert np.abs(little.astype(int) - layout).mean() < np.abs(all_of_it.astype(int) - layout).mean()
