"""A1111 parameters and XMP, read by parsers of their own."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from msgspec.structs import replace

from studio.provenance.parameters import parameters
from studio.provenance.source_type import source_type
from studio.provenance.xmp import packet
from studio.recipe.prompt import tidy
from studio.recipe.recipe import (
    Addon,
    Blank,
    Control,
    ModelRef,
    Near,
    Product,
    Recipe,
    Reference,
    Sketched,
    Start,
    StartImage,
    Tile,
)
from studio.sketch.drawing import MODEL
from tests.provenance.samples import RECIPE, RECIPES

_FIELD = re.compile(r'\s*([\w ]+):\s*("(?:\\.|[^\\"])*"|[^,]*)(?:,|$)')
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def parsed(text: str) -> tuple[str, str, dict[str, str]]:
    """(prompt, negative prompt, settings), by the rules that readers of this text share."""
    *lines, last = text.split("\n")
    prompt, negative = [], []
    into = prompt
    for line in lines:
        if line.startswith("Negative prompt:"):
            into = negative
            line = line.removeprefix("Negative prompt:").strip()
        into.append(line)
    fields = {key.strip(): json.loads(value) if value[:1] == '"' else value for key, value in _FIELD.findall(last)}
    return "\n".join(prompt), "\n".join(negative), fields


def test_parameters_by_example() -> None:
    assert parameters(RECIPE).split("\n") == [
        "a red fox 🦊 in 東京, ثعلب: <b>&</b>",
        'Negative prompt: blur, "noise"',
        "Steps: 20, Sampler: DDIM, CFG scale: 7.5, Seed: 7, Size: 4x2, Model hash: 0123456789, Model: starter, "
        "Denoising strength: 0.6, Version: Blink Studio",
    ]


GUIDED = replace(
    RECIPE,
    start=Blank(),
    near=Near(seed=3, amount=0.25),
    addons=(Addon(model=ModelRef(id="ink", weights="ab" * 32), weight=0.8),),
    controls=(
        Control(kind="edges", model=ModelRef(id="canny", weights="cd" * 32), sha256="", weight=0.5, begin=0.1, end=0.9),
    ),
    references=(Reference(model=ModelRef(id="plus", weights="ef" * 32), sha256="", weight=0.6, role="style"),),
)


def test_parameters_name_what_guides_as_other_tools_do() -> None:
    prompt, _, settings = parameters(GUIDED).split("\n")
    assert prompt.endswith("</b> <lora:ink:0.8>")
    assert "Seed: 3, Variation seed: 7, Variation seed strength: 0.25, Size" in settings
    unit = "Module: {}, Model: {}, Weight: {}, Resize Mode: Crop and Resize, Guidance Start: {}, Guidance End: {}"
    canny = unit.format("none", "canny [cdcdcdcd]", 0.5, 0.1, 0.9)
    plus = unit.format("ip-adapter-auto", "plus [efefefef]", 0.6, 0, 1)
    assert f'ControlNet 0: "{canny}", ControlNet 1: "{plus}", Version: Blink Studio' in settings
    assert settings.endswith(', Hashes: {"lora:ink":"ababababab"}')
    assert parsed(parameters(GUIDED))[2]["ControlNet 1"] == plus


def test_loras_are_found_by_the_rules_that_readers_share() -> None:
    """Civitai's: tags in the prompt, and hashes in one unquoted object."""
    two = replace(GUIDED, addons=(*GUIDED.addons, Addon(model=ModelRef(id="chalk-2", weights="12" * 32), weight=1.0)))
    text = parameters(two)
    assert re.findall(r"<(lora|hypernet):([a-zA-Z0-9_.\-]+):([0-9.]+)>", text) == [
        ("lora", "ink", "0.8"),
        ("lora", "chalk-2", "1"),
    ]
    found = re.search(r", Hashes:\s*({[^}]+})", text)
    assert found is not None
    assert json.loads(found[1]) == {"lora:ink": "ababababab", "lora:chalk-2": "1212121212"}


@given(RECIPES)
def test_parameters_are_read_back(recipe: Recipe) -> None:
    prompt, negative, fields = parsed(parameters(recipe))
    assert prompt.replace("\\:", ":", 1) == tidy(recipe.prompt) or prompt == tidy(recipe.prompt)
    assert negative == tidy(recipe.negative)
    assert fields["Model"] == tidy(recipe.model.id)
    assert (fields["Steps"], fields["Seed"]) == (str(recipe.steps), str(recipe.seed))
    assert fields["Size"] == f"{recipe.width}x{recipe.height}"
    assert ("Denoising strength" in fields) == (not recipe.drawn and not isinstance(recipe.start, Blank))
    assert ("Sampler" in fields) == ("CFG scale" in fields) == ("Model hash" in fields) == (not recipe.drawn)
    assert len(fields) >= 3  # fewer are taken for a line of the prompt
    assert fields.get("Hires resize") == (None if recipe.fit is None else f"{recipe.fit.width}x{recipe.fit.height}")


def test_parameters_of_a_drawing_name_no_sampler() -> None:
    drawn = Recipe(
        prompt="two stars", width=64, height=48, seed=9, steps=1, guidance=1, scheduler="default", model=MODEL
    )
    line = parameters(drawn).split("\n")[-1]
    assert line == "Steps: 1, Seed: 9, Size: 64x48, Model: sketch, Version: Blink Studio"


@pytest.mark.parametrize(
    ("tile", "said"),
    [("both", "Tiling: True, V"), ("x", "Tile X: True, Tile Y: False, V"), ("", f"Model: {RECIPE.model.id}, V")],
)
def test_parameters_say_tiling_as_other_tools_do(tile: Tile, said: str) -> None:
    blank = replace(RECIPE, tile=tile, start=Blank(), fit=None)
    assert said in parameters(blank).split("\n")[-1]


def test_parameters_of_a_picture_that_began_as_a_sketch() -> None:
    begun = replace(RECIPE, start=Sketched(strength=0.5, layout=12, edition=1))
    assert "Denoising strength: 0.5, Start: sketch, Layout seed: 12, Version" in parameters(begun)


PRODUCT = Product(sha256="12" * 32, x=0, y=0)


@pytest.mark.parametrize(
    ("model", "start", "product", "term"),
    [
        (MODEL, Blank(), None, "algorithmicMedia"),
        (MODEL, Blank(), PRODUCT, "composite"),
        (RECIPE.model, Blank(), None, "trainedAlgorithmicMedia"),
        (RECIPE.model, StartImage(sha256="ab" * 32, strength=1), None, "trainedAlgorithmicMedia"),
        (RECIPE.model, StartImage(sha256="ab" * 32, strength=0.9), None, "compositeWithTrainedAlgorithmicMedia"),
        (
            RECIPE.model,
            StartImage(sha256="ab" * 32, strength=1, mask="cd" * 32),
            None,
            "compositeWithTrainedAlgorithmicMedia",
        ),
        (RECIPE.model, Sketched(strength=0.6, edition=1), None, "compositeWithTrainedAlgorithmicMedia"),
        (RECIPE.model, Blank(), PRODUCT, "compositeSynthetic"),
    ],
)
def test_what_iptc_calls_it(model: ModelRef, start: Start, product: Product | None, term: str) -> None:
    recipe = replace(RECIPE, model=model, start=start, product=product)
    assert source_type(recipe) == f"http://cv.iptc.org/newscodes/digitalsourcetype/{term}"


def test_a_prompt_that_looks_like_a_negative_prompt_stays_a_prompt() -> None:
    recipe = Recipe(
        prompt="Negative prompt: x",
        width=1,
        height=1,
        seed=0,
        steps=1,
        guidance=1,
        scheduler="default",
        model=RECIPE.model,
    )
    prompt, negative, _ = parsed(parameters(recipe))
    assert (prompt, negative) == ("Negative prompt\\: x", "")


def found(text: str, name: str) -> ET.Element:
    (element,) = ET.fromstring(text).iter(name)
    return element


@given(RECIPES)
def test_xmp_is_whole_and_says_the_prompt(recipe: Recipe) -> None:
    text = packet(recipe)
    item = found(text, f"{RDF}li")
    assert (item.text or "") == tidy(recipe.prompt).replace("\ufffe", "").replace("\uffff", "")
    assert found(text, "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType").text == source_type(recipe)
    assert found(text, "{http://ns.adobe.com/xap/1.0/}CreatorTool").text == "Blink Studio"
