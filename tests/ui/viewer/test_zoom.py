"""Where a picture stands: what is under the cursor stays there, nothing leaves its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ui.viewer.zoom import LEAST, MOST, Frame, percent

_frames = st.builds(
    Frame,
    width=st.integers(1, 20_000),
    height=st.integers(1, 20_000),
    room_width=st.integers(1, 4000),
    room_height=st.integers(1, 4000),
)


def a_frame(width: int = 1000, height: int = 500) -> Frame:
    return Frame(width=width, height=height, room_width=848, room_height=648)


def test_fitted_all_of_it_is_seen() -> None:
    frame = a_frame()
    assert frame.scale == 0.8
    assert frame.box == (24, 124, 800, 400)
    assert frame.overflows == (False, False)


def test_a_small_picture_is_fitted_smooth_and_crisp_when_zoomed() -> None:
    frame = a_frame(64, 64)
    assert frame.scale > 2
    assert not frame.crisp
    assert frame.zoomed(2.0).crisp
    assert not frame.zoomed(1.99).crisp


@given(frame=_frames, scale=st.floats(0.001, 100), at=st.tuples(st.floats(0, 4000), st.floats(0, 4000)))
def test_zooming_keeps_its_limits_and_its_edges(frame: Frame, scale: float, at: tuple[float, float]) -> None:
    found = frame.zoomed(scale, at)
    assert min(LEAST, frame.fit) <= found.scale <= MOST
    left, top, across, down = found.box
    for begin, length, room in ((left, across, frame.room_width), (top, down, frame.room_height)):
        margin = min(frame.margin, room // 4)
        if length <= room - 2 * margin:
            assert begin >= margin - 1
            assert begin + length <= room - margin + 1
        else:
            assert begin <= margin + 1
            assert begin + length >= room - margin - 1


def test_what_is_under_the_cursor_stays_there() -> None:
    frame = a_frame().zoomed(2.0)
    at = (300.0, 200.0)
    left, top, _, _ = frame.box
    before = ((at[0] - left) / frame.scale, (at[1] - top) / frame.scale)
    closer = frame.zoomed(5.0, at)
    left, top, _, _ = closer.box
    after = ((at[0] - left) / closer.scale, (at[1] - top) / closer.scale)
    assert before == pytest.approx(after, abs=0.5)


def test_steps_go_through_round_scales_to_both_ends() -> None:
    frame, seen = a_frame().zoomed(0.05), list[float]()
    while frame.scale < MOST:
        frame = frame.stepped(1)
        seen.append(frame.scale)
    assert {0.25, 0.5, 1.0, 2.0, 32.0} <= set(seen)
    assert frame.stepped(1).scale == MOST
    while frame.scale > LEAST:
        frame = frame.stepped(-1)
    assert frame.scale == LEAST


def test_the_next_picture_of_the_same_size_is_seen_at_the_same_place() -> None:
    frame = a_frame().zoomed(4.0, (100, 600))
    assert frame.of(1000, 500) == frame
    other = frame.of(500, 1000)
    assert (other.zoom, other.x, other.y) == (None, 0.5, 0.5)


def test_panning_stops_at_the_edges() -> None:
    frame = a_frame().zoomed(2.0).panned(10_000, 10_000)
    assert frame.box[:2] == (frame.margin, frame.margin)
    assert frame.panned(-10_000, 0).box[0] == frame.room_width - 2000 - frame.margin


def test_growing_from_the_middle_of_the_room_keeps_the_cursor_and_shrinking_centres() -> None:
    frame = Frame(width=100, height=100, room_width=1000, room_height=300).zoomed(1.0)
    closer = frame.zoomed(1.5, (460, 110))
    assert closer.box[:2] == (pytest.approx(460 - 10 * 1.5, abs=1), pytest.approx(110 - 10 * 1.5, abs=1))
    assert closer.zoomed(1.0, (0, 0)).box[:2] == (450, 100)


def test_percent() -> None:
    assert [percent(scale) for scale in (0.05, 1 / 3, 1.0, 32.0)] == ["5%", "33%", "100%", "3200%"]
