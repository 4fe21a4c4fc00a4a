"""A set moves as events say: pictures that came stay, progress never goes backwards, time left follows the speed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import EngineLost
from studio.recipe.events import Accepted, Cancelled, Event, Failed, Finished, Notice, Progress
from studio.recipe.job import Job, NewJob
from studio.recipe.recipe import Tile
from studio.recipe.speed import Speed, spoken
from studio.workspace.manner import seamless
from studio.workspace.sets import PictureSet, Pixels, SetFacts, facts_of
from studio.workspace.stopwatch import Stopwatch
from tests.workspace.scripted_core import a_recipe, picture, preview, progress

FACTS = SetFacts(job="j", prompt="p", width=1000, height=1000, count=3, seed=2**32 - 2, steps=4, model="m")
LOST = Failed.of(EngineLost("The engine ended.", remedy="Try again."))

_indexes = st.integers(0, 2)
_events = st.one_of(
    st.builds(Accepted),
    st.builds(progress, _indexes, st.integers(0, 4)),
    st.builds(Progress, index=_indexes, phase=st.sampled_from(["starting", "loading", "saving"])),
    st.builds(preview, _indexes, st.integers(0, 4)),
    st.builds(picture, _indexes, st.just(a_recipe(width=8, height=8))),
    st.builds(Notice, message=st.just("hm")),
    st.sampled_from([Finished(), Cancelled(), LOST]),
)


def a_set() -> PictureSet:
    return PictureSet(FACTS)


def states(shown: PictureSet) -> list[str]:
    return [cell.state for cell in shown.cells]


@pytest.mark.parametrize(
    ("tile", "said"), [("", ""), ("x", "seamless across"), ("y", "seamless down"), ("both", "seamless")]
)
def test_how_a_set_repeats_is_known(tile: Tile, said: str) -> None:
    recipe = msgspec.structs.replace(a_recipe(), tile=tile)
    order = NewJob(recipe=recipe, count=1, project="Sketches")
    job = Job(id="0" * 32, order=order, state="done", made=(), attempts=0, created=1.0)
    assert seamless(facts_of(job).tile) == said


def test_from_waiting_to_done() -> None:
    shown, recipe = a_set(), a_recipe()
    for event in (Accepted(), progress(0, 1), preview(0, 1)):
        shown.apply(event)
    assert (shown.state, states(shown)) == ("running", ["working", "waiting", "waiting"])
    assert isinstance(shown.cells[0].image, Pixels)
    for index in range(3):
        shown.apply(picture(index, recipe))
    shown.apply(Finished())
    assert (shown.state, states(shown), shown.fraction()) == ("done", ["made"] * 3, 1.0)


def test_what_came_stays_when_the_rest_fails() -> None:
    shown = a_set()
    shown.apply(picture(1, a_recipe()))
    shown.apply(LOST)
    assert states(shown) == ["failed", "made", "failed"]
    assert shown.failure == LOST


def test_a_late_preview_does_not_cover_a_picture() -> None:
    shown = a_set()
    shown.apply(picture(0, a_recipe()))
    before = shown.cells[0].image
    shown.apply(preview(0, 3))
    assert shown.cells[0].image is before


def test_a_cancel_is_said_at_once_and_pictures_stay() -> None:
    shown = a_set()
    shown.apply(picture(0, a_recipe()))
    shown.stop()
    assert shown.state == "stopping"
    shown.apply(progress(1, 2))
    assert shown.state == "stopping"
    shown.apply(Cancelled())
    assert states(shown) == ["made", "cancelled", "cancelled"]


def test_files_take_the_place_of_pixels() -> None:
    shown = a_set()
    shown.apply(picture(0, a_recipe()))
    shown.show_file(0, Path("a.png"))
    shown.show_file(7, Path("b.png"))
    assert shown.cells[0].image == Path("a.png")


@given(st.lists(_events, max_size=30))
def test_pictures_are_never_lost(events: list[Event]) -> None:
    shown, made = a_set(), set[int]()
    for event in events:
        shown.apply(event)
        now = {cell.index for cell in shown.cells if cell.state == "made"}
        assert made <= now
        assert 0.0 <= shown.fraction() <= 1.0
        made = now


def test_seeds_count_up_and_wrap() -> None:
    assert [FACTS.seed_of(index) for index in range(3)] == [2**32 - 2, 2**32 - 1, 0]


def test_time_left_shrinks_to_nothing() -> None:
    shown, speed, left = a_set(), Speed(load=5.0, step=1.0, rest=2.0), list[float]()
    for index in range(3):
        for step in range(5):
            shown.apply(progress(index, step))
            left.append(shown.seconds_left(speed) or 0.0)
        shown.apply(picture(index, a_recipe()))
    shown.apply(Finished())
    assert left[0] == 3 * (4 * 1.0 + 2.0)
    assert left == sorted(left, reverse=True)
    assert shown.seconds_left(speed) == 0.0


def test_time_left_is_unknown_before_anything_was_seen() -> None:
    assert a_set().seconds_left(Speed()) is None


def test_loading_counts_while_it_lasts() -> None:
    shown, speed = a_set(), Speed(load=5.0, step=1.0, rest=2.0)
    shown.apply(Progress(index=0, phase="loading"))
    assert shown.seconds_left(speed) == 5.0 + 18.0


def test_the_stopwatch_learns_load_step_and_rest() -> None:
    watch, speed, now = Stopwatch(FACTS), Speed(), 100.0
    speed = watch.see(Progress(index=0, phase="loading"), now, speed)
    now += 3.0
    speed = watch.see(progress(0, 0), now, speed)
    for step in range(1, 5):
        now += 0.5
        speed = watch.see(progress(0, step), now, speed)
    speed = watch.see(picture(0, a_recipe()), now + 1.0, speed)
    assert (speed.load, speed.step, speed.rest) == (3.0, 0.5, 1.0)


def test_one_hiccup_does_not_spoil_the_speed() -> None:
    assert Speed(step=1.0).with_step(3600.0, 10**6).step == 1.0 + 0.3 * 3.0
    assert Speed(step=1.0).with_step(0.5, 10**6).step == 0.85


def test_times_in_words() -> None:
    spoken_times = [spoken(seconds) for seconds in (0.2, 3.4, 41.0, 200.0, 9000.0)]
    assert spoken_times == ["under 1 s", "about 3 s", "about 40 s", "about 3 min", "about 2.5 h"]
