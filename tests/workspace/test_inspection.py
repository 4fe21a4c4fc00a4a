"""What is said of a picture is what its recipe, receipt and file say; of many, what they share and add up to."""

from __future__ import annotations

from pathlib import Path

import msgspec

from studio.errors import EngineLost
from studio.recipe.asset import Asset, Mark
from studio.recipe.events import Cancelled, Failed
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import (
    SKETCH,
    SKETCH_EDITION,
    Addon,
    Control,
    ModelRef,
    Near,
    Recipe,
    Reference,
    Sketched,
    StartImage,
    variation,
)
from studio.workspace.inspection import (
    MIXED,
    Inspection,
    Row,
    base_recipe,
    inspect,
    receipt_sentence,
    shared_tags,
    summarise,
)
from studio.workspace.sets import PictureSet, SetFacts
from tests.workspace.scripted_core import a_recipe, progress

LOST = Failed.of(EngineLost("The engine ended.", remedy="Try again."))
SPENT = Seconds(load=1.0, encode=0.01, denoise=1.62, decode=0.3, save=0.1, total=3.1)
RECEIPT = Receipt(
    backend="local",
    device="cpu",
    dtype="float32",
    plan="exact",
    seconds=SPENT,
    warnings=("Words 78 to 90 were not read.",),
    versions={"torch": "2.11", "diffusers": "0.42"},
)


def an_asset(recipe: Recipe | None, index: int = 0, *, mark: Mark = "none", tags: tuple[str, ...] = ()) -> Asset:
    return Asset(
        id=f"{index:032x}",
        path=Path("/pictures/Sketches/red circle.png"),
        sha256="c" * 64,
        width=64,
        height=96,
        recipe=recipe,
        receipt=RECEIPT,
        project="Sketches",
        job="j",
        index=index,
        created=1_790_000_000.0,
        mark=mark,
        tags=tags,
    )


def a_set(recipe: Recipe, *assets: Asset, count: int = 3, job: str = "j") -> PictureSet:
    facts = SetFacts(
        job=job,
        prompt=recipe.prompt,
        negative=recipe.negative,
        width=recipe.width,
        height=recipe.height,
        count=count,
        seed=recipe.seed,
        steps=recipe.steps,
        model=recipe.model.id,
    )
    shown = PictureSet(facts)
    shown.show(assets)
    return shown


def rows_of(inspection: Inspection) -> dict[str, Row]:
    return {row.label: row for section in inspection.sections for row in section.rows}


def test_a_picture_says_its_recipe_receipt_and_file() -> None:
    recipe = msgspec.structs.replace(
        a_recipe(width=64, height=96), tile="x", negative="blur", start=StartImage(sha256="d" * 64, strength=0.45)
    )
    found = inspect(a_set(recipe, an_asset(recipe)), 0, {"starter": "Starter"})
    assert (found.title, found.subtitle) == ("Picture 1 of 3", "")
    assert [section.name for section in found.sections] == ["recipe", "receipt", "file"]
    rows = rows_of(found)
    said = {label: (row.value, row.text, row.part) for label, row in rows.items()}
    assert said["Prompt"] == ("a red circle", "a red circle", "prompt")
    assert said["Negative"] == ("blur", "blur", "negative")
    assert said["Size"] == ("64 × 96", "64x96", "size")
    assert said["Seamless"] == ("side by side", "x", "size")
    assert said["Seed"] == ("7", "7", "seed")
    assert said["Steps"] == ("4", "4", "sampling")
    assert said["Guidance"] == ("2.5", "2.5", "sampling")
    assert said["Scheduler"] == ("the model's own", "default", "sampling")
    assert said["Model"] == ("Starter  ·  aaaaaaaa", f"starter {'a' * 64}", "model")
    assert said["Started from"] == ("strength 0.45", "d" * 64, "start")
    assert rows["Started from"].start == "d" * 64
    assert rows["Warning"].value == "Words 78 to 90 were not read."
    assert rows["With"].value == "diffusers 0.42, torch 2.11"
    assert rows["Name"].value == "red circle.png"
    assert rows["Folder"].value == str(Path("/pictures/Sketches"))
    assert rows["Checksum"].text == "c" * 64
    assert "2026" in rows["Created"].value
    assert not any(row.differs for row in rows.values())


def test_the_receipt_in_plain_words() -> None:
    assert receipt_sentence(RECEIPT) == (
        "Made on this computer's processor in 3.1\u00a0s: loading 1.0\u00a0s, steps 1.6\u00a0s, "
        "decoding 0.3\u00a0s, saving 0.1\u00a0s, "
        "float32, exact plan."
    )
    card = msgspec.structs.replace(RECEIPT, device="cuda:0", dtype="bfloat16", plan="fast", seconds=Seconds(total=75.2))
    assert receipt_sentence(card) == "Made on this computer's graphics card in 1 min 15 s: bfloat16, fast plan."
    remote = msgspec.structs.replace(card, backend="Stability AI", device="", dtype="", seconds=Seconds())
    assert receipt_sentence(remote) == "Made by Stability AI: fast plan."


def test_what_differs_from_the_row_says_what_the_row_says() -> None:
    recipe = a_recipe()
    second = msgspec.structs.replace(variation(recipe, 1), guidance=1.0, negative="blur")
    rows = rows_of(inspect(a_set(recipe, an_asset(recipe), an_asset(second, 1)), 1))
    assert {row.label: row.differs for row in rows.values() if row.differs is not None} == {
        "Seed": "7",
        "Guidance": "2.5",
        "Negative": "nothing",
    }


def test_the_recipe_of_the_row_is_known_from_any_of_its_pictures() -> None:
    recipe = a_recipe(seed=2**32 - 1)
    shown = a_set(recipe, an_asset(variation(recipe, 2), 2))
    assert base_recipe(shown) == recipe
    assert base_recipe(a_set(recipe)) is None


def test_a_picture_without_a_recipe_says_so() -> None:
    found = inspect(a_set(a_recipe(), an_asset(None)), 0)
    assert "carries none" in found.sections[0].said
    assert [row.label for row in found.sections[0].rows] == ["Size"]
    bare = inspect(a_set(a_recipe(), msgspec.structs.replace(an_asset(None), receipt=None)), 0)
    assert "without a receipt" in bare.sections[1].said


def test_what_is_not_made_says_what_was_asked_for_and_why() -> None:
    shown = a_set(a_recipe())
    assert inspect(shown, 1).subtitle == "Waiting to be made."
    shown.apply(progress(1, 2))
    assert inspect(shown, 1).subtitle == "Being made: step 2 of 4."
    shown.apply(LOST)
    found = inspect(shown, 1)
    assert found.subtitle == "Not made. The engine ended. Try again."
    assert {row.label: row.value for row in found.sections[0].rows}["Seed"] == "8"
    cancelled = a_set(a_recipe())
    cancelled.apply(Cancelled())
    assert inspect(cancelled, 0).subtitle == "Not made: it was cancelled."
    deleted = a_set(a_recipe(), an_asset(a_recipe()))
    deleted.show(())
    assert inspect(deleted, 0).subtitle == "Deleted. Undo brings it back."


def test_many_say_what_they_share_and_add_up_to() -> None:
    one, other = a_recipe(), msgspec.structs.replace(a_recipe("a blue square"), negative="blur")
    first = a_set(one, an_asset(one, mark="starred"), an_asset(variation(one, 1), 1))
    second = a_set(other, an_asset(other, mark="rejected"), job="k")
    found = summarise([(first, 0), (first, 1), (second, 0)])
    assert (found.title, found.subtitle) == ("3 pictures", "of 2 rows, 1 starred, 1 rejected")
    rows = rows_of(found)
    assert rows["Prompt"].value == MIXED
    assert rows["Prompt"].text == "a red circle\na blue square"
    assert rows["Negative"].value == MIXED
    assert rows["Steps"].value == "4"
    assert rows["Time"].value == "9.3\u00a0s"
    assert "Name" not in rows


def test_many_without_recipes() -> None:
    shown = a_set(a_recipe(), an_asset(None), an_asset(None, 1))
    found = summarise([(shown, 0), (shown, 1)])
    assert found.sections[0].said == "None of them has a recipe."
    mixed = a_set(a_recipe(), an_asset(a_recipe()), an_asset(None, 1))
    assert rows_of(summarise([(mixed, 0), (mixed, 1)]))["Steps"].value == MIXED


def test_a_drawing_has_no_steps_and_says_so() -> None:
    recipe = msgspec.structs.replace(a_recipe(), model=ModelRef(id=SKETCH, weights="b" * 64), steps=1, guidance=1.0)
    for asset in (an_asset(recipe), None):
        shown = a_set(recipe, *([] if asset is None else [asset]), count=1)
        rows = rows_of(inspect(shown, 0, {SKETCH: "Sketch"}))
        assert rows["Model"].value == "Drawn by the sketch"
        assert not {"Steps", "Guidance", "Scheduler", "Decoder"} & rows.keys()
    drawn = msgspec.structs.replace(RECEIPT, backend="sketch")
    assert receipt_sentence(drawn) == "Drawn on this computer's processor in 3.1\u00a0s."


def test_a_sketch_that_was_drawn_first_is_said() -> None:
    start = Sketched(strength=0.45, layout=None, edition=SKETCH_EDITION)
    recipe = msgspec.structs.replace(a_recipe(), start=start)
    row = rows_of(inspect(a_set(recipe, an_asset(recipe)), 0))["Started from"]
    assert (row.value, row.part, row.start) == ("a sketch of the prompt, strength 45%", "start", "")
    kept = msgspec.structs.replace(recipe, start=msgspec.structs.replace(start, layout=7))
    row = rows_of(inspect(a_set(kept, an_asset(kept)), 0))["Started from"]
    assert row.value == "a sketch of the prompt, strength 45%, layout 7"


def test_tags_of_all_come_first() -> None:
    one, two = an_asset(None, tags=("sky", "client")), an_asset(None, 1, tags=("client", "night"))
    assert shared_tags((one, two)) == (("client", True), ("sky", False), ("night", False))
    assert shared_tags(()) == ()


def test_what_guided_a_picture_is_told() -> None:
    lora, net, look = (ModelRef(id=id, weights=id * 8) for id in ("ink", "canny", "look"))
    recipe = msgspec.structs.replace(
        a_recipe("a (red:1.3) cat"),
        near=Near(seed=123, amount=0.15),
        text="weighted",
        addons=(Addon(model=lora, weight=0.8), Addon(model=look, weight=-0.25)),
        controls=(
            Control(kind="edges", model=net, sha256="d" * 64, weight=0.7, begin=0.0, end=0.8),
            Control(kind="depth", model=net, sha256="e" * 64, weight=1.0),
        ),
        references=(Reference(model=look, sha256="f" * 64, weight=0.6, role="style"),),
    )
    found = inspect(a_set(recipe, an_asset(recipe)), 0, {"ink": "Ink drawing", "canny": "Canny"})
    rows = {row.label: row for row in found.sections[0].rows}
    said = {label: rows[label].value for label in rows}
    assert said["Near"] == "seed 123, 15%: a little different"
    assert said["Brackets"] == "read as weights"
    assert said["LoRAs"] == "Ink drawing, weight 0.8  ·  look, weight -0.25"
    assert said["Control"] == "edges, weight 0.7, from 0% to 80% of the steps, with Canny"
    assert said["Control 2"] == "depth, weight 1, with Canny"
    assert said["Reference"] == "its style, weight 0.6, with look"
    assert [rows[label].start for label in ("Control", "Control 2", "Reference")] == ["d" * 64, "e" * 64, "f" * 64]
    assert {rows[label].part for label in ("LoRAs", "Control", "Reference")} == {"additions"}
    assert rows["Near"].part == "seed"
    others = summarise([(a_set(recipe, an_asset(recipe), an_asset(a_recipe(), 1)), at) for at in (0, 1)])
    mixed = {row.label: row.value for row in others.sections[0].rows}
    assert (mixed["LoRAs"], mixed["Control 2"]) == (MIXED, MIXED)


def test_brackets_that_are_text_are_told_where_they_could_be_weights() -> None:
    plain = a_recipe("a (red) cat")
    shown = {row.label: row.value for row in inspect(a_set(plain, an_asset(plain)), 0).sections[0].rows}
    assert shown["Brackets"] == "read as they stand"
    without = a_recipe("a :-) cat")
    assert "Brackets" not in {row.label for row in inspect(a_set(without, an_asset(without)), 0).sections[0].rows}
