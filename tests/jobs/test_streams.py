"""Every event once, nothing lost for those who lag, nothing remembered of what has ended."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.jobs.streams import MAX_PENDING_PREVIEWS, Streams
from studio.recipe.events import Cancelled, Event, Failed, Finished, Picture, Preview, Progress
from tests.jobs.scripted_backend import RECIPE, picture

ENDINGS = (Finished(), Cancelled(), Failed(kind="EngineLost", message="Gone."))


def streams() -> tuple[Streams, list[tuple[str, Event]]]:
    told: list[tuple[str, Event]] = []
    return Streams(lambda job, event: told.append((job, event))), told


@given(indexes=st.lists(st.integers(0, 5)), ending=st.sampled_from(ENDINGS))
def test_a_picture_is_told_once_and_the_ending_last(indexes: list[int], ending: Finished | Cancelled | Failed):
    some, told = streams()
    some.expect("job")
    for index in indexes:
        some.tell("job", picture(RECIPE, index))
    some.end("job", ending)
    some.end("job", ending)
    seen = [event.index for _, event in told if isinstance(event, Picture)]
    assert seen == list(dict.fromkeys(indexes))
    assert told[-1] == ("job", ending)
    assert len(told) == len(seen) + 1
    assert some.expected == frozenset()


def test_an_ending_that_nobody_expects_is_not_told_from_the_store():
    some, told = streams()
    some.end("job", Finished())
    assert told == []


def test_what_is_untold():
    some, _ = streams()
    assert some.untold("job", (0, 1)) == frozenset()
    some.expect("job")
    some.tell("job", picture(RECIPE, 0))
    assert some.untold("job", (0, 1)) == {1}
    some.mark_told("job", frozenset({1}))
    assert some.untold("job", (0, 1)) == frozenset()


def test_a_listener_that_lags_misses_previews_only():
    some, _ = streams()
    preview = Preview(index=0, step=1, width=1, height=1, data=b"rgb")
    with some.listening("job") as inbox, some.listening("other") as silent:
        for _ in range(10 * MAX_PENDING_PREVIEWS):
            some.tell("job", preview)
        some.tell("job", Progress(index=0, phase="decoding"))
        some.tell("job", picture(RECIPE, 0))
        some.tell("job", Finished())
        events = [inbox.get_nowait() for _ in range(inbox.qsize())]
        assert silent.empty()
    assert [type(event) for event in events[-3:]] == [Progress, Picture, Finished]
    assert len(events) < 2 * MAX_PENDING_PREVIEWS
    some.tell("job", preview)
    assert inbox.empty()
