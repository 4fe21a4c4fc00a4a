"""Weighted and long prompts: what fits and has no brackets keeps its bits; the rest counts as it says, none is cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from studio.engine.device import choose_device
from studio.engine.load import Resident
from studio.engine.pictures import Pictures
from studio.engine.stop import Stop
from studio.engine.text import Told
from studio.recipe.events import Cancelled, Finished, Notice, Preview, Progress
from studio.recipe.recipe import Recipe
from studio.wire.messages import ModelSource
from tests.engine.client import EngineClient, recipe

LONG = "a red circle on a blue ground, " * 6 + "and at the very end a small green hexagon"


def weighted(model: ModelSource, prompt: str = "a red circle", **changes: object) -> Recipe:
    return recipe(model, prompt=prompt, text="weighted", **changes)


def made(engine: EngineClient, model: ModelSource, asked: Recipe, **how: Any) -> bytes:
    outcome = engine.make(model, asked, previews=False, **how)
    assert outcome.ending == Finished(), outcome.ending
    return outcome.pictures[0].data


def told(model: ModelSource, asked: Recipe) -> Told:
    """What the network is told."""
    loaded, _ = Resident(choose_device()).get(model, Stop())
    with torch.inference_mode():
        return loaded.condition(asked, Pictures()).state.told


def notices(engine: EngineClient, model: ModelSource, asked: Recipe) -> list[str]:
    return [event.message for event in engine.make(model, asked).events if isinstance(event, Notice)]


@pytest.mark.parametrize(("prompt", "negative"), [("a red circle", ""), ("a red circle", "blue, ugly"), ("é  ü", "x")])
def test_what_fits_and_has_no_brackets_has_the_bits_of_a_plain_reading(
    engine: EngineClient, model: ModelSource, prompt: str, negative: str
):
    asked = weighted(model, prompt, negative=negative)
    assert made(engine, model, asked) == made(engine, model, recipe(model, prompt=prompt, negative=negative))


def test_a_weight_of_one_is_no_weight_and_brackets_of_the_text_are_text(engine: EngineClient, model: ModelSource):
    plain = made(engine, model, recipe(model, prompt="a red (circle)"))
    assert made(engine, model, weighted(model, r"(a:1) red \(circle\)")) == plain
    assert made(engine, model, weighted(model, "a red (circle)")) != plain


@pytest.mark.parametrize("negative", ["", "(blue:1.5)"])
def test_more_weight_is_more_difference(engine: EngineClient, model: ModelSource, negative: str):
    pictures = [
        np.frombuffer(made(engine, model, weighted(model, f"a (red:{weight}) circle", negative=negative)), np.uint8)
        for weight in (1, 1.2, 2)
    ]
    little, much = (np.abs(pictures[0].astype(int) - other).mean() for other in pictures[1:])
    assert 0 < little < much


def test_weights_stand_where_their_words_stand(model: ModelSource):
    plain, heavy = (told(model, weighted(model, prompt, guidance=1.0)) for prompt in ("red ox", "red (ox:2)"))
    changed = (plain.embeddings != heavy.embeddings).any(dim=-1)[0]
    assert changed.nonzero().flatten().tolist() == [4, 5]  # the mark that begins it, three letters, and these two
    assert all(torch.equal(plain.added[name], heavy.added[name]) for name in plain.added)


def test_a_long_prompt_is_told_whole(engine: EngineClient, model: ModelSource):
    asked = weighted(model, LONG)
    others = [weighted(model, LONG.replace("hexagon", "octagon")), recipe(model, prompt=LONG)]
    assert len({made(engine, model, one) for one in (asked, *others)}) == 3
    embeddings = told(model, asked).embeddings
    assert embeddings.shape[0] == 2
    assert embeddings.shape[1] % 77 == 0
    assert embeddings.shape[1] > 77
    assert not any("cut" in notice for notice in notices(engine, model, weighted(model, "a " * 100)))


def test_what_a_network_pools_is_of_the_first_part(model: ModelSource):
    short, long = (told(model, weighted(model, prompt, guidance=1.0)) for prompt in ("a red ox", "a red ox BREAK sun"))
    assert torch.equal(short.embeddings, long.embeddings[:, :77])
    assert long.embeddings.shape[1] == 2 * 77
    for name, one in short.added.items():
        assert torch.equal(one, long.added[name])


def test_a_unet_that_pools_states_itself_is_given_the_first_part(tiny: ModelSource):
    loaded, _ = Resident(choose_device()).get(tiny, Stop())
    pool = loaded._unet.add_embedding  # type: ignore[attr-defined]
    with torch.inference_mode():
        states = torch.randn(2, 3 * 77, 32)
        assert torch.equal(pool(states), pool(states[:, :77]))
        assert not torch.equal(pool(states), pool(states[:, 77:]))


def test_both_prompts_are_filled_up_to_the_same_length(engine: EngineClient, model: ModelSource):
    for asked in (weighted(model, "sun", negative=LONG), weighted(model, LONG, negative="sun"), weighted(model, LONG)):
        assert told(model, asked).embeddings.shape[0] == 2
        assert made(engine, model, asked)


def test_very_many_parts_are_told(engine: EngineClient, model: ModelSource):
    said = notices(engine, model, weighted(model, " BREAK ".join("abcdef")))
    assert len(said) == 1
    assert "6 parts" in said[0]


def test_a_weight_out_of_range_is_told(engine: EngineClient, kl: ModelSource):
    said = notices(engine, kl, weighted(kl, "a (red:30) circle", negative="(blue:-1)"))
    assert ["negative prompt" in notice for notice in said] == [True, False]


@pytest.mark.parametrize("frugal", [0, 2])
def test_with_little_memory_and_in_batches(engine: EngineClient, model: ModelSource, frugal: int):
    asked = weighted(model, f"(sun:1.4) {LONG}", negative="(rain)", width=128, height=128)
    exact, fast = (engine.make(model, asked, indexes=(0, 1), plan=plan, frugal=frugal) for plan in ("exact", "fast"))
    assert exact.ending == fast.ending == Finished()
    for index, picture in exact.pictures.items():
        ours, theirs = (np.frombuffer(one.data, np.uint8).astype(int) for one in (picture, fast.pictures[index]))
        assert np.abs(ours - theirs).max() <= 2
    assert made(engine, model, exact.pictures[1].recipe, frugal=frugal) == exact.pictures[1].data


def test_previews_and_a_cancel_at_every_step(engine: EngineClient, model: ModelSource):
    asked = weighted(model, f"(sun:1.4) {LONG}", width=128, height=128)
    whole = engine.make(model, asked)
    assert any(isinstance(event, Preview) for event in whole.events)
    for nth in range(1, asked.steps + 2):
        outcome = engine.make_and_cancel(model, asked, Progress, nth, indexes=tuple(range(30)))
        assert outcome.ending == Cancelled()
    assert made(engine, model, asked) == whole.pictures[0].data
