"""Layouts of single files: which tensors are which part of a model, and the configs that the file itself lacks.

Each is a folder of resources/families/: a diffusers folder without weights and tokenizers, and layout.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from studio.families.family import PipelineIndex, read_index, read_json
from studio.families.header import Header
from studio.paths import resources_dir


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """layout.json."""

    title: str
    """for people"""
    called: tuple[str, ...] = ()
    """parts of names, in lower case, that tell it from others of the same shapes; the one without is the usual one"""
    prefixes: dict[str, tuple[str, ...]]
    """part to what the names of its tensors may begin with"""
    marks: dict[str, tuple[int, ...]]
    """tensor name to shape: what a file must have to be of this layout"""


class TextConfig(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a text encoder's config that says which tokenizer it was trained with."""

    vocab_size: int = 49408
    pad_token_id: int | None = None
    """what a prompt is filled up with"""


for _config in (Layout, TextConfig):
    msgspec.json.Decoder(_config)  # before any thread decodes one: see recipe/recipe.py


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A layout and where its configs lie."""

    folder: Path
    layout: Layout
    index: PipelineIndex

    @property
    def parts(self) -> dict[str, Path]:
        """Part to the folder of its config; tokenizers have none."""
        return {part: self.folder / part for part in self.index.components if not part.startswith("tokenizer")}

    @property
    def tokenizers(self) -> dict[str, int]:
        """Tokenizer to how many words it must have."""
        pairs = {"tokenizer": "text_encoder", "tokenizer_2": "text_encoder_2"}
        wanted = {name: part for name, part in pairs.items() if name in self.index.components}
        return {name: text_config(self.folder / part).vocab_size for name, part in wanted.items()}

    def lacks(self, header: Header) -> tuple[str, ...]:
        """The parts of which a file with this header has no tensor."""
        return tuple(part for part in self.layout.prefixes if not prefix_in(self.layout, part, header.shapes))


def layouts_dir() -> Path:
    return resources_dir() / "families"


def placed(folder: Path) -> Placed:
    """The layout in a folder. Raises ModelDamaged."""
    return Placed(folder=folder, layout=read_json(folder / "layout.json", Layout), index=read_index(folder))


def text_config(folder: Path) -> TextConfig:
    """Raises ModelDamaged."""
    return read_json(folder / "config.json", TextConfig)


def prefix_in(layout: Layout, part: str, names: Mapping[str, object]) -> str:
    """What the names of a part's tensors begin with in a file of these names; empty if it has none of them."""
    for prefix in layout.prefixes.get(part, ()):
        if any(name.startswith(prefix) for name in names):
            return prefix
    return ""


def fitting(header: Header, layouts: Path) -> tuple[Placed, ...]:
    """Every layout below `layouts` that a file's shapes fit."""
    found = sorted(path.parent for path in layouts.glob("*/*/layout.json"))
    return tuple(one for folder in found if _fits(header, (one := placed(folder)).layout))


def _fits(header: Header, layout: Layout) -> bool:
    return all(header.shapes.get(name) == shape for name, shape in layout.marks.items())
