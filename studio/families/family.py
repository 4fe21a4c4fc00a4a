"""What every family must know, and the files of a diffusers folder that it knows it from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from studio.errors import ModelDamaged
from studio.recipe.capabilities import Capabilities

Json = TypeVar("Json")
MAX_CONFIG_BYTES = 4 * 2**20


class PipelineIndex(msgspec.Struct, frozen=True, kw_only=True):
    """model_index.json: the pipeline's class, and each component as (library, class)."""

    pipeline: str
    components: dict[str, tuple[str, str]]
    switches: dict[str, bool] = {}
    """what it says of itself with yes or no, for example force_zeros_for_empty_prompt"""


class Taught(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a card that only this studio reads: what the model was taught."""

    vocabulary: tuple[str, ...] | None = None
    """every word, in lower case; None where nobody listed them: then no word counts as unknown"""
    words: dict[str, tuple[str, ...]] = {}
    """what to ask it for, in groups for people: group to words"""
    sizes: tuple[tuple[int, int], ...] = ()
    """(width, height) in pixels that it was trained at"""
    sketch_strength: float | None = None
    """above 0, up to 1: how far it may leave a drawn layout whose counts and places it is to keep, as measured"""
    sketch_scenery: bool = True
    """whether that holds over landscapes and textures too, not on plain grounds alone"""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """card.json beside model_index.json: what its maker says. Every blank is filled by the family."""

    id: str = ""
    name: str = ""
    family: str = ""
    licence: str = ""
    summary: str = ""
    native_size: int | tuple[int, int] | None = None
    size_multiple: int | None = None
    min_size: int | None = None
    max_size: int | None = None
    max_pixels: int | None = None
    steps: int | None = None
    guidance: float | None = None
    negative: bool | None = None
    scheduler: str = ""
    """as Recipe.scheduler, by diffusers' class name; anything else is prose and the folder's own counts"""
    studio: Taught = Taught()


msgspec.json.Decoder(Card)  # before any thread decodes it: see recipe/recipe.py


class Family(Protocol):
    """One model family."""

    @property
    def name(self) -> str:
        """As in ModelSource.family, for example "stable-diffusion"."""
        ...

    def claims(self, index: PipelineIndex) -> bool:
        """Whether a folder with this index is of the family."""
        ...

    def capabilities(self, parts: Mapping[str, Path], index: PipelineIndex, called: str) -> Capabilities:
        """What a model can do, from the configs in the folders of its `parts`; `called` has every name it goes by.

        Raises ModelDamaged, ModelUnsupported.
        """
        ...


def read_json(path: Path, kind: type[Json]) -> Json:
    """A JSON file of the folder as `kind`. Raises ModelDamaged that names the file."""
    where = f"{path.parent.name}/{path.name}"
    try:
        with path.open("rb") as file:
            content = file.read(MAX_CONFIG_BYTES + 1)
    except OSError as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise _damaged(f"{where} {reason}.", str(error)) from error
    if len(content) > MAX_CONFIG_BYTES:
        raise _damaged(f"{where} is too large to be a configuration.", "")
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise _damaged(f"{where} is not a valid configuration.", str(error)) from error


def read_index(folder: Path) -> PipelineIndex:
    """model_index.json of a diffusers folder; components that are switched off ([null, null]) are left out."""
    fields = read_json(folder / "model_index.json", dict[str, object])
    pipeline = fields.get("_class_name")
    if not isinstance(pipeline, str):
        raise _damaged(f"{folder.name}/model_index.json does not name a pipeline.", "")
    components: dict[str, tuple[str, str]] = {}
    switches: dict[str, bool] = {}
    for name, value in fields.items():
        match value:
            case [str(library), str(kind)] if not name.startswith("_"):
                components[_component_name(folder, name)] = (library, kind)
            case bool():
                switches[name] = value
            case _:
                pass
    return PipelineIndex(pipeline=pipeline, components=components, switches=switches)


def read_card(folder: Path) -> Card:
    """card.json, or an empty card where there is none."""
    path = folder / "card.json"
    return read_json(path, Card) if path.exists() else Card()


def _component_name(folder: Path, name: str) -> str:
    """A component is a folder right below: anything else could lead out of the model."""
    if name in (".", "..") or "/" in name or "\\" in name or "\0" in name:
        raise _damaged(f"{folder.name}/model_index.json names a component outside the folder.", name)
    return name


def _damaged(message: str, detail: str) -> ModelDamaged:
    return ModelDamaged(message, remedy="Get this model again, or mend its folder.", detail=detail)
