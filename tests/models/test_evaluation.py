"""The evaluation: intervals, a record that goes on where it stopped, and judges of variety and of edits."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.evaluation.judges import Picture
from models.evaluation.manners import difference, edge, edited, judge_edit, judge_fill, mask_of, replaced
from models.evaluation.model import Mask, Pace, judged
from models.evaluation.prompts import CATEGORIES, prompts
from models.evaluation.record import Record
from models.evaluation.run import adherence, by_steps, drawn, edits, fills, made_by, variety
from models.evaluation.sheet import sheet, sketch_sheet
from models.evaluation.table import percent, table, wilson
from studio.sketch.captions import usual
from studio.sketch.render import draw
from studio.sketch.sample import HELD_OUT
from studio.sketch.scene import painted

ABOUT = {"model": "renderer", "seed": 7}


class Painter:
    """A model that paints every picture in one grey, and leaves start pictures as they are."""

    pace = Pace(4, 1.0)
    size = (256, 256)

    def __init__(self) -> None:
        self.asked: list[tuple[str, int, int]] = []
        self.tiles = 0

    def named(self) -> str:
        return "painter"

    def make(
        self, texts: Sequence[str], seeds: Sequence[int], pace: Pace, side: int = 1, tile: bool = False
    ) -> list[Picture]:
        self.tiles += len(texts) if tile else 0
        self.asked += [(text, seed, pace.steps) for text, seed in zip(texts, seeds, strict=True)]
        return [np.full((256, 256, 3), 128, np.uint8) for _ in texts]

    def remake(
        self, texts: Sequence[str], starts: Sequence[Picture], seeds: Sequence[int], pace: Pace, strength: float
    ) -> list[Picture]:
        return list(starts)

    def paint_over(
        self, texts: Sequence[str], layouts: Sequence[Picture], seeds: Sequence[int], pace: Pace, strength: float
    ) -> list[Picture]:
        self.asked += [(text, seed, pace.steps) for text, seed in zip(texts, seeds, strict=True)]
        return [judged(layout) for layout in layouts]

    def refill(
        self, texts: Sequence[str], starts: Sequence[Picture], masks: Sequence[Mask], seeds: Sequence[int], pace: Pace
    ) -> list[Picture]:
        return [np.where(mask[..., None], np.uint8(128), start) for mask, start in zip(masks, starts, strict=True)]


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0), (81, 263, 0.255, 0.366)],
)
def test_wilson_intervals(right: int, of: int, low: float, high: float) -> None:
    """81 of 263: Newcombe's example (1998), method 3."""
    assert wilson(right, of) == pytest.approx((low, high), abs=6e-4)


def test_shares_are_told_with_their_interval() -> None:
    assert percent(5, 10) == "50 (24-76)"
    made = table({"single": [{"shape": True, "apart": 1.0}, {"shape": False, "apart": 2.0}, {"apart": 6.0}]})
    assert made.splitlines()[-1] == "| single | 3 | shape 50 (9-91), apart 3.0 |"


def test_more_prompts_begin_with_the_same_ones() -> None:
    for category in CATEGORIES:
        few, many = prompts(category, 8, 7), prompts(category, 32, 7)
        assert few == many[: len(few)]
        assert len(many) > len(few)


def test_held_out_categories_show_only_what_training_never_showed() -> None:
    for category in CATEGORIES:
        shown = {pair for prompt in prompts(category, 20, 7) for pair in painted(prompt.scene)}
        assert shown <= HELD_OUT if category.held_out else not shown & HELD_OUT


def test_an_evaluation_goes_on_where_it_stopped(tmp_path: Path) -> None:
    whole = Record(tmp_path / "whole.jsonl", ABOUT)
    adherence(whole, drawn, 3, 7)
    path = tmp_path / "parts.jsonl"
    adherence(Record(path, ABOUT), drawn, 1, 7)
    path.write_text(path.read_text("utf-8") + '{"category": "single", "ma', "utf-8")
    resumed = Record(path, ABOUT)
    assert len(resumed.marks("single")) == 1
    adherence(resumed, drawn, 3, 7)
    assert resumed.rows() == whole.rows() == Record(path, ABOUT).rows()


def test_a_record_of_another_evaluation_is_not_mixed_in(tmp_path: Path) -> None:
    Record(tmp_path / "record.jsonl", ABOUT)
    with pytest.raises(SystemExit, match="another evaluation"):
        Record(tmp_path / "record.jsonl", {**ABOUT, "seed": 8})


def test_a_grey_picture_gets_no_marks(tmp_path: Path) -> None:
    record, painter = Record(tmp_path / "record.jsonl", ABOUT), Painter()
    by_steps(record, painter, 8, 7)
    assert {steps for _text, _seed, steps in painter.asked} == {2, 4, 8, 16}
    assert len(record.rows()) == 12
    assert not any(values["all"] for rows in record.rows().values() for values in rows)


def test_seeds_that_make_no_difference_are_told(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl", ABOUT)
    variety(record, Painter(), 32, 7)
    rows = [values for values in record.rows().values() for values in values]
    assert all(values["apart"] == 0 and not values["different"] for values in rows)
    assert any(values["drawn apart"] > 5 for values in rows)


def test_difference_is_of_all_pairs() -> None:
    black, white = np.zeros((64, 64, 3), np.uint8), np.full((64, 64, 3), 255, np.uint8)
    assert difference([black, white]) == 255
    assert difference([black, black, white]) == pytest.approx(170)


def test_an_edit_is_judged_by_what_it_keeps_and_what_it_changes() -> None:
    rng = random.Random(3)
    for prompt in prompts(CATEGORIES[0], 12, 7):
        start = draw(prompt.scene, 256, 256)
        wanted = edited(prompt, rng)
        assert not set(painted(wanted.scene)) & HELD_OUT
        assert all(judge_edit(wanted.scene, start, draw(wanted.scene, 256, 256)).values())
        unchanged = judge_edit(wanted.scene, start, start)
        assert unchanged.pop("new colour") == (wanted.text == usual(prompt.scene))
        assert all(unchanged.values())


def test_edits_that_change_nothing_have_no_new_colour(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl", ABOUT)
    edits(record, Painter(), 8, 7)
    assert set(record.rows()) == {"recoloured at 0.3", "recoloured at 0.5", "recoloured at 0.75"}
    assert all(values["shape kept"] for values in record.marks("recoloured at 0.5"))


def test_tiles_are_asked_for_as_tiles(tmp_path: Path) -> None:
    painter = Painter()
    adherence(Record(tmp_path / "record.jsonl", ABOUT), made_by(painter, painter.pace), 2, 7)
    assert painter.tiles == sum(category.tile for category in CATEGORIES)


def test_a_filled_mask_is_judged_by_what_it_shows_and_by_its_edge() -> None:
    rng = random.Random(4)
    for prompt in [p for p in prompts(CATEGORIES[0], 16, 7) if p.scene.groups[0].size != "large"]:
        start, mask, wanted = draw(prompt.scene, 256, 256), mask_of(prompt.scene), replaced(prompt, rng)
        assert not set(painted(wanted.scene)) & HELD_OUT
        filled = np.where(mask[..., None], draw(wanted.scene, 256, 256), start)
        assert all(judge_fill(wanted.scene, start, mask, filled).values())
        assert not judge_fill(wanted.scene, start, mask, start)["new shape"]
        tinted = np.where(mask[..., None], filled // 2 + 60, filled)
        assert edge(tinted, mask) > edge(filled, mask) + 6
        assert not judge_fill(wanted.scene, start, mask, filled // 2)["outside kept"]


def test_masks_filled_with_grey_keep_what_is_outside(tmp_path: Path) -> None:
    record = Record(tmp_path / "record.jsonl", ABOUT)
    fills(record, Painter(), 32, 7)
    rows = record.marks("filled masks")
    assert len(rows) == 8
    assert all(values["outside kept"] for values in rows)
    assert not all(values["no edge"] for values in rows)


def test_a_sheet_has_a_row_for_each_prompt(tmp_path: Path) -> None:
    sheet(Painter(), ["one", "two"], 3, Pace(4, 1.0), tmp_path / "sheet.jpg")
    with Image.open(tmp_path / "sheet.jpg") as made:
        assert made.size == (3 * 128, 2 * 128)


def test_a_sheet_of_sketches_has_the_layout_first(tmp_path: Path) -> None:
    sketch_sheet(Painter(), ["one red circle", "two stars"], (0.1, 0.5), Pace(4, 1.0), tmp_path / "sheet.jpg")
    with Image.open(tmp_path / "sheet.jpg") as made:
        assert made.size == (3 * 128, 2 * 128)
