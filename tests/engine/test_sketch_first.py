"""Sketch first: a layout is drawn for each picture or one for all, told and shown, and kept as the strength says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from studio.engine import schedulers
from studio.engine.schedulers import Schedule
from studio.pixels.compositing import Rows
from studio.recipe.events import Cancelled, Finished, Notice, Picture, Preview, Progress
from studio.recipe.recipe import SKETCH_EDITION, Near, Recipe, Sketched, StartImage, variation
from studio.sketch.drawing import drawn
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe, source

STARTER = Path(__file__).resolve().parents[2] / "models" / "starter"
SCHEDULERS = list(schedulers._MODULES)  # pyright: ignore[reportPrivateUsage]
PROMPT = "three red circles on a white background"


def sketched(model: ModelSource, strength: float = 0.5, layout: int | None = None, **changes: object) -> Recipe:
    start = Sketched(strength=strength, layout=layout, edition=SKETCH_EDITION)
    return recipe(model, prompt=PROMPT, start=start, **changes)


def rows_of(event: Picture | Preview) -> Rows:
    return np.frombuffer(event.data, np.uint8).reshape(event.height, event.width, 3)


def apart(first: Rows, second: Rows) -> float:
    """Mean difference of 255."""
    return float(np.abs(first.astype(int) - second).mean())


@pytest.fixture(scope="module")
def starter() -> ModelSource:
    return source(STARTER)


def asked_of_starter(starter: ModelSource, strength: float, **changes: Any) -> Recipe:
    return sketched(starter, strength, width=256, height=256, steps=4, guidance=1.0, **changes)


def test_near_another_seed_the_layout_is_that_ones(engine: EngineClient, model: ModelSource):
    there, here = sketched(model, seed=3), sketched(model, seed=9)
    at = [msgspec.structs.replace(here, near=Near(seed=3, amount=amount)) for amount in (0.0, 0.3, 1.0)]
    made = [engine.make(model, asked).pictures[0].data for asked in (there, *at, here)]
    assert made[0] == made[1]
    assert made[3] == made[4]
    assert (drawn(at[1]) == drawn(there)).all()
    assert made[2] not in (made[0], made[4])


def test_weights_are_for_the_model_and_not_for_the_layout(engine: EngineClient, kl: ModelSource):
    heavy = msgspec.structs.replace(sketched(kl), prompt="three (red:1.3) circles BREAK on a white background")
    asked = msgspec.structs.replace(heavy, text="weighted")
    assert (drawn(asked) == drawn(sketched(kl))).all()
    told = [event.message for event in engine.make(kl, asked).events if isinstance(event, Notice)]
    assert not any("1.3" in message or "BREAK" in message for message in told), told
    assert any("1.3" in event.message for event in engine.make(kl, heavy).events if isinstance(event, Notice))


@pytest.mark.parametrize("plan", ["exact", "fast"])
def test_every_picture_starts_from_the_layout_of_its_own_seed(engine: EngineClient, model: ModelSource, plan: str):
    asked = sketched(model)
    outcome = engine.make(model, asked, indexes=(0, 1, 2), plan=plan)
    assert outcome.ending == Finished()
    for index in range(3):
        first = next(preview for preview in outcome.previews if preview.index == index)
        assert first.step == 0
        assert (rows_of(first) == drawn(variation(asked, index))).all()
    assert [picture.recipe for picture in outcome.pictures.values()] == [variation(asked, i) for i in range(3)]


def test_the_same_bits_in_a_set_and_alone_and_nearly_those_in_the_fast_plan(engine: EngineClient, model: ModelSource):
    asked = sketched(model)
    exact = engine.make(model, asked, indexes=(0, 1, 2)).pictures
    fast = engine.make(model, asked, indexes=(0, 1, 2), plan="fast").pictures
    alone = engine.make(model, variation(asked, 2), previews=False).pictures[0]
    assert alone.data == exact[2].data
    for index, picture in exact.items():
        difference = np.abs(rows_of(picture).astype(int) - rows_of(fast[index]))
        assert difference.max() <= 2, f"picture {index}: {difference.max()} of 255, mean {difference.mean():.3f}"


def test_the_drawing_is_a_start_picture_like_any_other(engine: EngineClient, model: ModelSource):
    """At full strength both make every step, so the pictures must be the same."""
    asked = sketched(model, 1.0)
    given = msgspec.structs.replace(asked, start=StartImage(sha256="0", strength=1.0))
    rows = drawn(asked)
    assert (
        engine.make(model, asked).pictures[0].data == engine.make(model, given, start=rows.tobytes()).pictures[0].data
    )


@pytest.mark.parametrize("plan", ["exact", "fast"])
def test_one_layout_for_a_whole_set(engine: EngineClient, tiny: ModelSource, plan: str):
    asked = sketched(tiny, 0.3, layout=5)
    outcome = engine.make(tiny, asked, indexes=(0, 1, 2), plan=plan)
    layout = drawn(asked)
    assert [preview.index for preview in outcome.previews if preview.step == 0] == [0, 1, 2]
    assert all((rows_of(preview) == layout).all() for preview in outcome.previews if preview.step == 0)
    assert len({picture.data for picture in outcome.pictures.values()}) == 3
    alone = engine.make(tiny, variation(asked, 2), plan=plan).pictures[0]
    assert apart(rows_of(alone), rows_of(outcome.pictures[2])) < (1e-9 if plan == "exact" else 1.0)


def test_what_was_not_understood_is_told_once_and_stands_in_every_receipt(engine: EngineClient, tiny: ModelSource):
    asked = msgspec.structs.replace(sketched(tiny), prompt="three red zorgles and a blurfl", width=64)
    outcome = engine.make(tiny, asked, indexes=(0, 1), plan="fast")
    notices = [event.message for event in outcome.events if isinstance(event, Notice)]
    assert "“blurfl”" in notices[0]
    assert "layout" in notices[0]
    assert len(set(notices)) == len(notices)
    for picture in outcome.pictures.values():
        assert picture.receipt.adjustments == tuple(notices)
        assert "skia" in picture.receipt.versions


def test_another_edition_is_made_all_the_same_and_said(engine: EngineClient, tiny: ModelSource):
    asked = sketched(tiny)
    newer = msgspec.structs.replace(asked, start=Sketched(strength=0.5, edition=SKETCH_EDITION + 1))
    plain, warned = (engine.make(tiny, each).pictures[0] for each in (asked, newer))
    assert plain.receipt.warnings == ()
    (warning,) = warned.receipt.warnings
    assert "newer edition" in warning
    assert warned.data == plain.data


def test_every_step_is_made_whatever_the_strength(engine: EngineClient, model: ModelSource):
    for strength in (0.1, 0.5, 1.0):
        outcome = engine.make(model, sketched(model, strength, steps=3))
        steps = [event.step for event in outcome.events if isinstance(event, Progress) and event.phase == "denoising"]
        assert steps == [0, 1, 2, 3]
        assert outcome.pictures[0].receipt.adjustments == ()


@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_every_scheduler_starts_as_far_from_the_picture_as_the_strength_says(scheduler: str):
    """Order 2 makes two evaluations a step, and the first step of some repeats: at least so many, from so early."""
    config = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "skip_prk_steps": True}
    for strength in (0.25, 0.5, 0.8):
        schedule = Schedule(scheduler, config, 8, torch.device("cpu"))
        assert not schedule.spread_over(strength)
        assert 8 <= len(schedule.timesteps) <= 17
        assert float(schedule.timesteps[0]) == pytest.approx(1000 * strength, abs=170)
        assert float(schedule.timesteps[-1]) < 1000 * strength / 4


def test_a_strength_below_what_the_times_allow_is_raised_and_said(engine: EngineClient, tiny: ModelSource):
    picture = engine.make(tiny, sketched(tiny, 0.0005, steps=2)).pictures[0]
    assert picture.receipt.adjustments == ("strength raised so that every step is made",)


def test_little_strength_gives_nearly_the_layout_and_all_of_it_forgets_the_layout(
    engine: EngineClient, starter: ModelSource
):
    differences: list[float] = []
    for strength in (0.02, 0.3, 1.0):
        asked = asked_of_starter(starter, strength)
        picture = rows_of(engine.make(starter, asked, previews=False).pictures[0])
        differences.append(apart(picture, drawn(asked)))
    assert differences == sorted(differences)
    assert differences[0] < 4, f"{differences[0]:.1f} of 255"
    forgotten = [
        engine.make(starter, asked_of_starter(starter, 1.0, layout=layout), previews=False).pictures[0].data
        for layout in (1, 2)
    ]
    assert forgotten[0] == forgotten[1]


@pytest.mark.parametrize("frugal", [1, 2])
def test_the_memory_ladder_holds_for_layouts_too(engine: EngineClient, tiny: ModelSource, frugal: int):
    asked = sketched(tiny, width=512, height=512, steps=2)
    plain, saved = (engine.make(tiny, asked, frugal=rung).pictures[0] for rung in (0, frugal))
    assert "put together from tiles to save memory" in saved.receipt.adjustments
    assert apart(rows_of(plain), rows_of(saved)) < 2


def test_a_large_layout_is_shown_small(engine: EngineClient, tiny: ModelSource):
    outcome = engine.make(tiny, sketched(tiny, width=1024, height=512, steps=1))
    first = outcome.previews[0]
    assert (first.step, first.width, first.height) == (0, 512, 256)
    assert engine.make(tiny, sketched(tiny), previews=False).previews == []


def test_a_cancel_between_drawing_and_encoding_is_obeyed(engine: EngineClient, kl: ModelSource):
    outcome = engine.make_and_cancel(kl, sketched(kl, width=512, height=512), Preview, 1, indexes=tuple(range(8)))
    assert outcome.ending == Cancelled()
    assert len(outcome.pictures) < 8
    assert engine.make(kl, sketched(kl)).ending == Finished()


def test_an_engine_that_never_sketches_does_not_load_the_sketch(engine_log: Path, tiny: ModelSource, tmp_path: Path):
    import sys

    code = (
        "import atexit, sys\n"
        f"atexit.register(lambda: open({str(tmp_path / 'seen')!r}, 'w').write(str('skia' in sys.modules)))\n"
        "from studio.engine.main import main\nraise SystemExit(main())"
    )
    for asked, seen in ((recipe(tiny), "False"), (sketched(tiny), "True")):
        with EngineClient(engine_log, (sys.executable, "-c", code)) as client:
            client.await_ready()
            assert client.make(tiny, asked).ending == Finished()
            assert client.quit() == 0
        assert (tmp_path / "seen").read_text() == seen
