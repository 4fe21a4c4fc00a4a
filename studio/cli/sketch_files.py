"""What `studio sketch` writes: each kind's pictures, under names that go together and never overwrite."""

from __future__ import annotations

import contextlib
import difflib
import io
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, PngImagePlugin

from studio.cli.sketch_outcome import File
from studio.errors import FileClash, InputError
from studio.library.disk import names_in, part_name, publish, storage_error, usable_folder, write_synced
from studio.library.names import key, legal, numbered, picture_names
from studio.provenance.pictures import COMPRESS_LEVEL, XMP_KEY, encode_png
from studio.provenance.profile import srgb_profile
from studio.provenance.xmp import packet
from studio.recipe.recipe import Recipe
from studio.sketch.drawing import drawn
from studio.sketch.guides import depth, edges, masks, parts
from studio.sketch.layers import Layer, layer_names, layers, name_of
from studio.sketch.scene import Scene

_TIMES = "×"
_MOST = 24
"""characters, and bytes in UTF-8, of a layer's name within a file's"""


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A file before it is written."""

    kind: str
    name: str
    ending: str
    """of the file's name, after the stem that all share"""
    content: bytes
    pictured: bool = True


Maker = Callable[[Recipe, Scene], Iterator[_Draft]]


def kinds_in(text: str) -> tuple[str, ...]:
    """ "picture,depth" as kinds, each once, in the order given; "all" is every one. Raises InputError."""
    asked = list(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    for word in asked:
        if word not in KINDS and word != "all":
            near = difflib.get_close_matches(word, [*KINDS, "all"], n=1, cutoff=0.5)
            remedy = f"Did you mean “{near[0]}”? " if near else ""
            raise InputError(f"--as does not know “{word[:40]}”.", remedy=f"{remedy}There are: {', '.join(KINDS)}.")
    if not asked:
        raise InputError("--as names nothing to draw.", remedy=f"Choose from: {', '.join(KINDS)}.")
    return KINDS if "all" in asked else tuple(asked)


def write(recipe: Recipe, scene: Scene, kinds: Sequence[str], folder: Path) -> Iterator[File]:
    """Draws and writes one file after another; what was yielded is whole on disk. Raises StorageError."""
    usable_folder(folder)
    stem = _free_stem(recipe, scene, kinds, names_in(folder))
    for kind in kinds:
        for draft in _MAKERS[kind](recipe, scene):
            path = _put(draft.content, folder, stem + draft.ending)
            size = (recipe.width, recipe.height) if draft.pictured else (None, None)
            yield File(path=path, kind=draft.kind, name=draft.name, width=size[0], height=size[1])


def _free_stem(recipe: Recipe, scene: Scene, kinds: Sequence[str], taken: frozenset[str]) -> str:
    """The first stem under which none of the files is there yet, so that those of one run share theirs."""
    endings = [ending for kind in kinds for ending in _endings(kind, scene)]
    stems = (name.removesuffix(".png") for name in picture_names(recipe.prompt, recipe.seed, ".png"))
    return next(stem for stem in stems if not any(key(stem + ending) in taken for ending in endings))


def _endings(kind: str, scene: Scene) -> list[str]:
    match kind:
        case "picture":
            return [".png"]
        case "masks":
            return [_ending("mask", k, name) for k, name in enumerate(["ground", *map(name_of, scene.groups)])]
        case "parts":
            return ["-parts.png", "-parts.json"]
        case "layers":
            return [_ending("layer", k, name) for k, name in enumerate(layer_names(scene))]
        case _:
            return [f"-{kind}.png"]


def _ending(kind: str, number: int, name: str) -> str:
    return f"-{kind}-{number}-{legal(name.replace(_TIMES, ''), kind, _MOST, _MOST)}.png"


def _put(content: bytes, folder: Path, name: str) -> Path:
    part = folder / part_name()
    try:
        write_synced(part, content)
        return next(place for place in map(folder.joinpath, numbered(name)) if _published(part, place))
    except OSError as error:
        raise storage_error(error, folder) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _published(part: Path, place: Path) -> bool:
    """Whether the name was free."""
    try:
        publish(part, place)
    except FileClash:
        return False
    return True


def _picture(recipe: Recipe, scene: Scene) -> Iterator[_Draft]:
    content = encode_png(drawn(recipe).tobytes(), recipe.width, recipe.height, recipe)
    yield _Draft(kind="picture", name="picture", ending=".png", content=content)


def _guide(kind: str, draw: Callable[[Scene, int, int], NDArray[np.uint8]]) -> Maker:
    def made(recipe: Recipe, scene: Scene) -> Iterator[_Draft]:
        picture = draw(scene, recipe.width, recipe.height)
        yield _Draft(kind=kind, name=kind, ending=f"-{kind}.png", content=_png(picture, recipe))

    return made


def _masks(recipe: Recipe, scene: Scene) -> Iterator[_Draft]:
    for k, mask in enumerate(masks(scene, recipe.width, recipe.height)):
        content = _png(mask.picture, recipe)
        yield _Draft(kind="masks", name=mask.name, ending=_ending("mask", k, mask.name), content=content)


def _parts(recipe: Recipe, scene: Scene) -> Iterator[_Draft]:
    made = parts(scene, recipe.width, recipe.height)
    yield _Draft(kind="parts", name="parts", ending="-parts.png", content=_png(made.picture, recipe))
    legend: list[dict[str, Any]] = [
        {"name": area.name, "colour": "#" + bytes(area.colour).hex()} for area in made.legend
    ]
    text = json.dumps({"parts": legend}, ensure_ascii=False, indent=2) + "\n"
    yield _Draft(kind="legend", name="legend", ending="-parts.json", content=text.encode(), pictured=False)


def _layers(recipe: Recipe, scene: Scene) -> Iterator[_Draft]:
    def draft(number: int, layer: Layer) -> _Draft:
        ending = _ending("layer", number, layer.name)
        return _Draft(kind="layers", name=layer.name, ending=ending, content=_png(layer.picture, recipe))

    yield from map(draft, itertools.count(), layers(scene, recipe.width, recipe.height))


_MAKERS: dict[str, Maker] = {
    "picture": _picture,
    "edges": _guide("edges", edges),
    "lineart": _guide("lineart", lambda scene, width, height: edges(scene, width, height, "lineart")),
    "scribble": _guide("scribble", lambda scene, width, height: edges(scene, width, height, "scribble")),
    "depth": _guide("depth", depth),
    "masks": _masks,
    "parts": _parts,
    "layers": _layers,
}
KINDS = tuple(_MAKERS)
"""What can be written, by the words of --as."""


def _png(picture: NDArray[np.uint8], recipe: Recipe) -> bytes:
    """A PNG file that says what it was drawn from and how, without being that recipe's picture."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt(XMP_KEY, packet(recipe))
    buffer = io.BytesIO()
    Image.fromarray(picture).save(
        buffer, "PNG", compress_level=COMPRESS_LEVEL, pnginfo=info, icc_profile=srgb_profile(), optimize=False
    )
    return buffer.getvalue()
