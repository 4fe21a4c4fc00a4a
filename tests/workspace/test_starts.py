"""What the canvas begins with is chosen, set aside, undone; layouts are tried and kept."""

from __future__ import annotations

import pytest

from studio.errors import JobError
from studio.recipe.draft import DraftSketch
from studio.recipe.recipe import SKETCH
from studio.workspace.choices import Choices
from studio.workspace.draft import DraftState, StartPicture
from studio.workspace.layouts import Layouts
from studio.workspace.starts import Starts
from studio.workspace.undo import Undo

PICTURE = StartPicture(sha256="a" * 64, name="a.png")


class Begun:
    """A draft with its starts and layouts; `project` is the open one."""

    def __init__(self, draft: DraftState) -> None:
        self.draft = draft
        self.undo = Undo()
        self.project = "Sketches"
        self.starts = Starts(draft, Choices(draft, self.undo, lambda: self.project))
        self.layouts = Layouts(draft, self.starts)


def begun(**fields: object) -> Begun:
    return Begun(DraftState(**fields))  # pyright: ignore[reportArgumentType]


async def test_a_picture_comes_back_after_the_sketch() -> None:
    one = begun(start=PICTURE)
    one.starts.choose("sketch")
    assert one.draft.frozen().start == DraftSketch()
    one.starts.choose("picture")
    assert (one.draft.start, one.draft.aside) == (PICTURE, None)
    one.starts.choose("nothing")
    assert (one.starts.kind, one.draft.frozen().start) == ("nothing", None)
    for label, kind in (
        ("start from nothing", "picture"),
        ("start from the picture", "sketch"),
        ("sketch first", "picture"),
    ):
        assert one.undo.undo_label == label
        await one.undo.undo()
        assert one.starts.kind == kind
    assert not one.undo.can_undo
    await one.undo.redo()
    assert (one.starts.kind, one.draft.aside) == ("sketch", PICTURE)


async def test_choosing_what_is_chosen_is_no_step() -> None:
    one = begun()
    for kind in ("nothing", "picture"):
        one.starts.choose(kind)
    assert not one.undo.can_undo
    one.starts.choose("sketch")
    one.starts.lay_out(7)
    one.starts.choose("sketch")
    assert one.draft.start == DraftSketch(layout=7)
    assert one.undo.undo_label == "keep the layout"


def test_the_sketch_is_turned_on_and_off() -> None:
    one = begun(start=PICTURE)
    one.starts.turn_sketch()
    one.starts.turn_sketch()
    assert one.draft.start == PICTURE
    one.starts.take_away()
    one.starts.turn_sketch()
    one.starts.turn_sketch()
    assert (one.draft.start, one.draft.aside) == (None, None)


async def test_the_draft_of_another_project_is_left_alone() -> None:
    one = begun(start=PICTURE)
    one.starts.choose("sketch")
    one.project = "Posters"
    one.draft.start = None
    with pytest.raises(JobError, match="Sketches"):
        await one.undo.undo()
    assert one.draft.start is None


def test_strength_of_the_sketch_is_its_own() -> None:
    one = begun(start=PICTURE, strength=0.9)
    one.starts.strengthen(0.1)
    assert one.draft.start == PICTURE
    one.starts.choose("sketch")
    one.starts.strengthen(0.3)
    assert one.draft.frozen().start == DraftSketch(strength=0.3)
    one.starts.strengthen(None)
    assert (one.draft.frozen().start, one.draft.strength) == (DraftSketch(), 0.9)


def test_a_layout_that_is_looked_at_is_kept_for_all() -> None:
    one = begun(start=DraftSketch(), seed=5)
    assert (one.layouts.use, one.layouts.seed, one.layouts.kept) == ("start", 5, False)
    one.layouts.another()
    tried = one.layouts.seed
    assert tried != 5
    assert one.draft.frozen().start == DraftSketch()
    one.layouts.keep(True)
    assert one.draft.frozen().start == DraftSketch(layout=tried)
    assert one.layouts.sentence == "All pictures share this layout."
    one.layouts.another()
    assert one.layouts.kept
    assert one.layouts.seed != tried
    one.layouts.keep(False)
    assert one.draft.frozen().start == DraftSketch()
    assert one.layouts.sentence == "Each picture gets a layout of its own."


def test_of_a_drawing_the_seed_is_kept() -> None:
    one = begun(model=SKETCH, seed=5, start=DraftSketch(layout=9))
    assert (one.layouts.use, one.layouts.seed, one.layouts.kept) == ("picture", 5, False)
    one.layouts.another()
    tried = one.layouts.seed
    assert (one.draft.seed, tried == 5) == (5, False)
    one.layouts.keep(True)
    assert one.draft.frozen().seed == tried
    assert one.layouts.sentence == "The first picture is this one; the others vary."
    one.layouts.another()
    assert (one.layouts.kept, one.layouts.seed) == (True, one.draft.seed)
    one.layouts.keep(False)
    assert one.draft.frozen().seed is None


def test_what_was_tried_gives_way_to_another_seed() -> None:
    one = begun(start=DraftSketch(), seed=5)
    told: list[int] = []
    one.layouts.another()
    one.layouts.changed.connect(lambda: told.append(one.layouts.seed))
    one.draft.seed = 6
    assert told == [6]


def test_without_a_drawing_there_is_no_layout() -> None:
    one = begun(start=PICTURE)
    assert (one.layouts.use, one.layouts.kept) == ("nothing", False)
    one.layouts.keep(True)
    assert (one.draft.start, one.draft.seed_locked) == (PICTURE, False)
