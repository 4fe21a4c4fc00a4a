"""What the engine says while nobody reads: everything in order, but only the newest preview of a picture."""

from __future__ import annotations

import io
import threading
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from studio.engine.line import Outbox
from studio.recipe.events import Preview, Progress
from studio.wire.frames import read_from_engine
from studio.wire.messages import FromEngine, Report


class SlowReader(io.BytesIO):
    """A stream whose first write waits until the other side reads at last."""

    def __init__(self) -> None:
        super().__init__()
        self.entered = threading.Event()
        self.gate = threading.Event()

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self.entered.set()
        assert self.gate.wait(10)
        return super().write(data)


def said(messages: list[FromEngine]) -> list[FromEngine]:
    """What arrives of `messages`, put while the first is still being written."""
    stream = SlowReader()
    outbox = Outbox(stream)
    outbox.put(messages[0])
    assert stream.entered.wait(10)
    for message in messages[1:]:
        outbox.put(message)
    stream.gate.set()
    outbox.close(10)
    stream.seek(0)
    return [cast(FromEngine, read_from_engine(stream)) for _ in iter(lambda: stream.tell() < len(stream.getvalue()), 0)]


def progress(index: int, step: int) -> Report:
    return Report(run="r", event=Progress(index=index, phase="denoising", step=step, steps=99))


def preview(index: int, step: int) -> Report:
    return Report(run="r", event=Preview(index=index, step=step, width=1, height=1, data=bytes(3)))


def test_everything_but_previews_arrives_in_order():
    messages: list[FromEngine] = [progress(0, step) for step in range(20)]
    assert said(messages) == messages


def test_an_unsent_preview_gives_way_to_a_newer_one_of_the_same_picture():
    messages: list[FromEngine] = [progress(0, 0), preview(0, 1), preview(1, 1), progress(0, 1), preview(0, 2)]
    assert said(messages) == [progress(0, 0), preview(1, 1), progress(0, 1), preview(0, 2)]


@given(st.lists(st.tuples(st.sampled_from([progress, preview]), st.integers(0, 2)), min_size=1, max_size=12))
def test_the_newest_preview_of_each_picture_always_arrives(steps: list[tuple[object, int]]):
    messages: list[FromEngine] = [kind(index, step) for step, (kind, index) in enumerate(steps)]  # type: ignore[operator]
    arrived = said(messages)
    assert [m for m in arrived if m in messages] == arrived
    for index in range(3):
        newest = [m for m in messages if isinstance(m, Report) and m == preview(index, getattr(m.event, "step", -1))]
        assert newest[-1:] == [m for m in arrived if m in newest][-1:]
    assert [m for m in messages if isinstance(m, Report) and isinstance(m.event, Progress)] == [
        m for m in arrived if isinstance(m, Report) and isinstance(m.event, Progress)
    ]
