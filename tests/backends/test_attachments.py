"""What travels with a run: every picture in the size that the engine wants, or a reason why not."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from studio.backends.attachments import attachments
from studio.backends.local import LocalBackend
from studio.errors import ImageError
from studio.recipe.recipe import Control, Fit, ModelRef, Product, Recipe, Reference, StartImage
from studio.wire.cargo import Cargo, wanted
from studio.wire.messages import REFERENCE_SIDE
from tests.backends.scripted_engine import Script
from tests.backends.test_local import RECIPE, Blobs, _source, all_of, pictures, request  # pyright: ignore

ADDITION = ModelRef(id="guide", weights="0" * 64)
HELD = Control(kind="edges", model=ADDITION, sha256="start", weight=1.0)
LOOK = Reference(model=ADDITION, sha256="start", weight=1.0)
MASKED = StartImage(sha256="start", strength=1.0, mask="mask")


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """A start picture and its mask of 90x60, and a product of 7x5."""
    noise = np.random.default_rng(2)
    for name, shape in (("start", (60, 90, 3)), ("mask", (60, 90)), ("shoe", (5, 7, 4))):
        Image.fromarray(noise.integers(0, 256, shape, dtype=np.uint8)).save(tmp_path / name, "PNG")
    return Blobs(tmp_path)


def asked(**changes: object) -> Recipe:
    return msgspec.structs.replace(RECIPE, **changes)


def described(cargo: Cargo) -> list[tuple[str, int, int]]:
    return [(told.role, told.width, told.height) for told in cargo.told]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"start": StartImage(sha256="start", strength=0.5)}, [("start", 64, 64)]),
        ({"start": MASKED}, [("start", 64, 64), ("mask", 64, 64)]),
        ({"start": StartImage(sha256="start", strength=0.5), "fit": Fit(width=90, height=60)}, [("start", 64, 64)]),
        (
            {"start": MASKED, "fit": Fit(width=90, height=60), "product": Product(sha256="shoe", x=83, y=55)},
            [("start", 64, 64), ("mask", 64, 64), ("kept", 90, 60), ("kept mask", 90, 60), ("product", 7, 5)],
        ),
        (
            {"references": (LOOK, LOOK), "controls": (HELD,), "fit": Fit(width=90, height=60)},
            [("control", 64, 64), *[("reference", REFERENCE_SIDE, REFERENCE_SIDE)] * 2],
        ),
    ],
)
def test_every_picture_in_its_size(blobs: Blobs, changes: dict[str, object], expected: list[tuple[str, int, int]]):
    recipe = asked(**changes)
    cargo = attachments(recipe, blobs)
    assert described(cargo) == expected
    assert [told.bytes for told in cargo.told] == [len(data) for data in cargo.data]
    assert [one.role for one in wanted(recipe)] == [told.role for told in cargo.told]


def test_a_control_image_lies_as_the_start_picture_does(blobs: Blobs):
    """Else its lines would be drawn beside what they are the lines of."""
    start = StartImage(sha256="start", strength=0.5)
    for fit in (None, Fit(width=50, height=200), Fit(width=300, height=40)):
        cargo = attachments(asked(start=start, controls=(HELD,), fit=fit), blobs)
        assert [told.role for told in cargo.told] == ["start", "control"]
        assert cargo.data[0] == cargo.data[1]


@pytest.mark.parametrize("guide", [{"controls": (HELD,)}, {"references": (LOOK,)}])
def test_what_guides_and_is_gone_is_told(blobs: Blobs, guide: dict[str, object]):
    blobs.path("start").unlink()
    with pytest.raises(ImageError) as refusal:
        attachments(asked(**guide), blobs)
    assert refusal.value.remedy


def test_what_is_kept_in_a_finished_size_of_its_own_is_not_scaled(blobs: Blobs):
    cargo = attachments(asked(start=MASKED, fit=Fit(width=90, height=60)), blobs)
    with Image.open(blobs.path("start")) as start:
        assert cargo.data[2] == start.tobytes()


@pytest.mark.parametrize("start", [MASKED, msgspec.structs.replace(MASKED, mask="gone")])
def test_a_mask_that_is_gone_or_of_another_shape(blobs: Blobs, start: StartImage):
    Image.new("L", (60, 60)).save(blobs.path("mask"), "PNG")
    with pytest.raises(ImageError, match="mask") as caught:
        attachments(asked(start=start), blobs)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("product", "says"),
    [
        (Product(sha256="gone", x=0, y=0), "product"),
        (Product(sha256="shoe", x=58, y=0), "7x5"),
        (Product(sha256="shoe", x=0, y=60), "0,60"),
        (Product(sha256="shoe", x=-1, y=0), "inside"),
    ],
)
def test_a_product_that_is_gone_or_lies_outside(blobs: Blobs, product: Product, says: str):
    with pytest.raises(ImageError, match=says) as caught:
        attachments(asked(product=product), blobs)
    assert caught.value.remedy


async def test_rows_of_a_plan_that_share_their_pictures_read_them_once(blobs: Blobs, tmp_path: Path):
    class Counting(Blobs):
        read = 0

        def path(self, sha256: str) -> Path:
            self.read += 1
            return super().path(sha256)

    counting = Counting(tmp_path)
    text = msgspec.json.encode(Script(lives=str(tmp_path / "lives"))).decode()
    backend = LocalBackend(_source, counting, command=("-m", "tests.backends.scripted_engine", text))
    try:
        for run, prompt, x, read in (("a", "one", 0, 1), ("b", "two", 0, 1), ("c", "two", 1, 2)):
            product = Product(sha256="shoe", x=x, y=0)
            assert pictures(await all_of(backend.run(request(run, prompt=prompt, product=product)))) == [0, 1]
            assert counting.read == read
    finally:
        await backend.close()
