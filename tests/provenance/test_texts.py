"""A1111 parameters and XMP, read by parsers of their own."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

from hypothesis import given

from studio.provenance.parameters import parameters
from studio.provenance.xmp import SOURCE_TYPE, packet
from studio.recipe.prompt import tidy
from studio.recipe.recipe import Recipe, StartImage
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


@given(RECIPES)
def test_parameters_are_read_back(recipe: Recipe) -> None:
    prompt, negative, fields = parsed(parameters(recipe))
    assert prompt.replace("\\:", ":", 1) == tidy(recipe.prompt) or prompt == tidy(recipe.prompt)
    assert negative == tidy(recipe.negative)
    assert fields["Model"] == tidy(recipe.model.id)
    assert (fields["Steps"], fields["Seed"]) == (str(recipe.steps), str(recipe.seed))
    assert fields["Size"] == f"{recipe.width}x{recipe.height}"
    assert ("Denoising strength" in fields) == isinstance(recipe.start, StartImage)
    assert fields.get("Hires resize") == (None if recipe.fit is None else f"{recipe.fit.width}x{recipe.fit.height}")


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
    assert found(text, "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType").text == SOURCE_TYPE
    assert found(text, "{http://ns.adobe.com/xap/1.0/}CreatorTool").text == "Blink Studio"
