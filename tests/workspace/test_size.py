"""Shapes, free sides, the fixed ratio, and what the model can make instead."""

from __future__ import annotations

import msgspec
import pytest
from psygnal import Signal

from studio.recipe.capabilities import Capabilities, SizeRule
from studio.workspace.draft import DraftState
from studio.workspace.presets import SHAPES
from studio.workspace.size import SizeChoice
from tests.workspace.scripted_core import CAN

BIG = msgspec.structs.replace(
    CAN, size=SizeRule(width=512, height=512, multiple=8, smallest=128, largest=2048, max_pixels=2**20)
)


class Canvas:
    """A draft and its model, as the workspace has them."""

    model_changed = Signal()

    def __init__(self, can: Capabilities | None = BIG) -> None:
        self.can = can
        self.draft = DraftState()
        self.size = SizeChoice(self.draft, lambda: self.can, self.model_changed)

    @property
    def sides(self) -> tuple[int | None, int | None]:
        return self.draft.width, self.draft.height


@pytest.fixture
def canvas() -> Canvas:
    return Canvas()


def test_a_blank_is_the_models_own_size(canvas: Canvas) -> None:
    assert (canvas.size.width, canvas.size.height) == (512, 512)
    assert canvas.size.shape is SHAPES[0]
    assert canvas.sides == (None, None)


def test_a_shape_brings_its_first_size(canvas: Canvas) -> None:
    for shape in SHAPES:
        canvas.size.choose(shape)
        assert canvas.size.shape is shape
        assert canvas.size.sizes()[0] == canvas.sides
        assert canvas.size.nearest() is None


def test_free_sides(canvas: Canvas) -> None:
    canvas.size.set_width(504)
    assert canvas.sides == (504, None)
    assert canvas.size.shape is None
    assert canvas.size.sizes() == ()
    canvas.size.swap()
    assert canvas.sides == (512, 504)


def test_a_fixed_ratio_survives_every_key_of_a_number(canvas: Canvas) -> None:
    canvas.size.use(768, 512)
    canvas.size.lock(True)
    for typed in (6, 60, 600):
        canvas.size.set_width(typed)
    assert canvas.sides == (600, 400)
    canvas.size.set_height(512)
    assert canvas.sides == (768, 512)
    canvas.size.swap()
    canvas.size.set_width(256)
    assert canvas.sides == (256, 384)
    canvas.size.lock(False)
    canvas.size.set_width(300)
    assert canvas.sides == (300, 384)


def test_a_fixed_ratio_is_that_of_the_restored_size() -> None:
    canvas = Canvas()
    canvas.draft.restore(msgspec.structs.replace(canvas.draft.saved(), width=600, height=300, ratio_locked=True))
    canvas.size.set_width(800)
    assert canvas.sides == (800, 400)


def test_a_size_from_elsewhere_sets_the_ratio_even_while_it_is_fixed(canvas: Canvas) -> None:
    canvas.size.lock(True)
    canvas.draft.width, canvas.draft.height = 600, 300
    canvas.size.set_height(400)
    assert canvas.sides == (800, 400)


def test_the_nearest_size(canvas: Canvas) -> None:
    canvas.size.use(501, 512)
    assert canvas.size.nearest() == (504, 512)
    assert Canvas(None).size.nearest() is None


def test_changes_are_announced(canvas: Canvas) -> None:
    seen = list[tuple[int, int]]()
    canvas.size.changed.connect(lambda: seen.append((canvas.size.width, canvas.size.height)))
    canvas.size.use(640, 384)
    assert seen[-1] == (640, 384)
    canvas.can = CAN
    canvas.draft.width = canvas.draft.height = None
    canvas.model_changed.emit()
    assert seen[-1] == (64, 64)
