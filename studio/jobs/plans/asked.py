"""What one row asks for: its cells, those of the defaults where it is blank, as numbers, sizes and seeds."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeVar

import msgspec

from studio.errors import InputError
from studio.jobs.plans.columns import COLUMNS
from studio.jobs.plans.plan import Cell, Cells, Row
from studio.jobs.plans.problems import Problems
from studio.recipe.channels import Channel
from studio.recipe.draft import Anchor
from studio.recipe.placement import read_place
from studio.recipe.recipe import MAX_SEED, SKETCH, Tile
from studio.recipe.shape import MAX_SIDE

T = TypeVar("T")

Seeds = range | Literal["random", "blank"]
"""seeds that are given, one that changes with every new picture, or one that follows from the row's content"""

_SIZE = re.compile(r"([0-9]{1,5})\s*(?:[x×*]\s*([0-9]{1,5}))?", re.IGNORECASE)
_SEEDS = re.compile(r"([0-9]{1,12})(?:\s*(?:-|–|\.\.)\s*([0-9]{1,12}))?")
_WHOLE = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)")
_TILES: Mapping[str, Tile] = {"x": "x", "y": "y", "both": "both", "yes": "both", "true": "both", "no": "", "false": ""}
_SIZES = ("size", "width", "height", "channel")


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """One size that a row asks for; None leaves a side to the model."""

    cell: Cell
    field: str
    width: int | None = None
    height: int | None = None
    channel: str = ""
    """id, where it is that of a channel"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A row, read. Cells keep their places, for what only the model can refuse."""

    row: Row
    cells: Mapping[str, Cells]
    """those of the row, and of the defaults where it is blank"""
    prompt: Cell
    negative: Cell | None
    count: int
    pick: int | None
    seeds: tuple[Seeds, ...]
    models: tuple[Cell | None, ...]
    sizes: tuple[Size | None, ...]
    steps: int | None
    guidance: float | None
    start: Cell | None
    """a file, or the word for a sketch"""
    mask: Cell | None
    strength: float | None
    references: Cells
    product: Cell | None
    product_at: Anchor | tuple[int, int]
    tile: Tile
    name: Cell | None

    @property
    def values(self) -> dict[str, str]:
        """What its templates may name: its own columns."""
        return {name: "; ".join(cell.text for cell in cells) for name, cells in self.cells.items()}

    @property
    def variables(self) -> dict[str, str]:
        """What its prompts may name."""
        return {name: text for name, text in self.values.items() if name not in COLUMNS}

    @property
    def seed_count(self) -> int:
        return sum(len(seeds) if isinstance(seeds, range) else 1 for seeds in self.seeds)

    @property
    def each(self) -> int:
        """Pictures for each of its prompts."""
        return self.seed_count * len(self.models) * len(self.sizes) * self.count

    @property
    def sketched(self) -> bool:
        """Whether its pictures start from a layout that is drawn."""
        return self.start is not None and self.start.text.strip().lower() == SKETCH

    def cell(self, field: str) -> Cell:
        """Where `field` stands; the row's prompt where it is blank."""
        return self.cells.get(field, (self.prompt,))[0]


def read_row(
    row: Row, defaults: Mapping[str, Cells], channels: Mapping[str, Channel], problems: Problems
) -> Asked | None:
    """None where it has no prompt. Every mistake goes to `problems`, and what it stands for is then blank."""
    return _RowReader(row, _with_defaults(row.cells, defaults), channels, problems).asked()


def _with_defaults(cells: Mapping[str, Cells], defaults: Mapping[str, Cells]) -> Mapping[str, Cells]:
    """A size of the row's own is not mixed with one of the defaults."""
    if "size" in cells or "channel" in cells:
        defaults = {name: value for name, value in defaults.items() if name not in _SIZES}
    elif "width" in cells or "height" in cells:
        defaults = {name: value for name, value in defaults.items() if name not in ("size", "channel")}
    return {**defaults, **cells}


class _RowReader:
    def __init__(
        self, row: Row, cells: Mapping[str, Cells], channels: Mapping[str, Channel], problems: Problems
    ) -> None:
        self._row = row
        self._cells = cells
        self._channels = channels
        self._problems = problems

    def asked(self) -> Asked | None:
        prompt = self._one("prompt")
        if prompt is None or not prompt.text.strip():
            here = Cell(text="", line=self._row.line, column=1)
            self._problems.error(prompt or here, "prompt", "This row has no prompt.", "Write what you want to see.")
            return None
        return Asked(
            row=self._row,
            cells=self._cells,
            prompt=prompt,
            negative=self._one("negative"),
            count=self._whole("count", 1) or 1,
            pick=self._whole("pick", 1),
            seeds=tuple(self._seeds()) or ("blank",),
            models=tuple(self._several("model")) or (None,),
            sizes=tuple(self._sizes()) or (None,),
            steps=self._whole("steps", 1),
            guidance=self._number("guidance"),
            start=self._one("start"),
            mask=self._one("mask"),
            strength=self._number("strength"),
            references=tuple(self._several("reference")),
            product=self._one("product"),
            product_at=self._place(),
            tile=self._tile(),
            name=self._one("name"),
        )

    def _one(self, field: str) -> Cell | None:
        cells = self._cells.get(field, ())
        if len(cells) > 1:
            self._problems.error(cells[1], field, f"“{field}” is one value, not a list.", "Make a row for each.")
        return cells[0] if cells and cells[0].text.strip() else None

    def _several(self, field: str) -> Iterator[Cell]:
        """The values of a list, and those that a semicolon parts."""
        for cell in self._cells.get(field, ()):
            for part in re.finditer(r"[^;]+", cell.text):
                text = part.group().strip()
                if text:
                    begin = part.start() + len(part.group()) - len(part.group().lstrip())
                    line, column = cell.place(begin)
                    yield Cell(text=text, line=line, column=column, writing=cell.writing)

    def _read(self, cell: Cell | None, field: str, read: Callable[[str], T | None], wants: str) -> T | None:
        if cell is None:
            return None
        value = read(cell.text.strip())
        if value is None:
            self._problems.error(cell, field, f"“{cell.text[:40]}” does not fit “{field}”.", f"Give {wants}.")
        return value

    def _whole(self, field: str, least: int) -> int | None:
        return self._read(
            self._one(field),
            field,
            lambda text: int(text) if _WHOLE.fullmatch(text) and int(text) >= least else None,
            f"a whole number from {least}",
        )

    def _number(self, field: str) -> float | None:
        return self._read(
            self._one(field),
            field,
            lambda text: float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None,
            "a number",
        )

    def _seeds(self) -> Iterator[Seeds]:
        cells = self._cells.get("seed", ())
        for cell in self._several("seed") if len(cells) != 1 else self._parted(cells[0]):
            if cell.text.lower() == "random":
                yield "random"
                continue
            seeds = self._read(cell, "seed", _seeds, f"numbers from 0 to {MAX_SEED}, a range like 1-4, or random")
            if seeds is not None:
                yield seeds

    def _parted(self, cell: Cell) -> Iterator[Cell]:
        """Seeds are parted by commas too."""
        for part in re.finditer(r"[^;,]+", cell.text):
            if text := part.group().strip():
                line, column = cell.place(part.start() + part.group().index(text))
                yield Cell(text=text, line=line, column=column, writing=cell.writing)

    def _sizes(self) -> Iterator[Size]:
        given = [field for field in _SIZES if field in self._cells and field != "height"]
        if len(given) > 1 or ("height" in self._cells and given not in ([], ["width"])):
            cell = self._cells[given[-1]][0]
            self._problems.error(
                cell, given[-1], "This row has several kinds of size.", "Give size, or channel, or width and height."
            )
            return
        for cell in self._several("size"):
            if found := self._read(cell, "size", _size, f"width x height, each up to {MAX_SIDE}, like 512x768"):
                yield Size(cell=cell, field="size", width=found[0], height=found[1])
        for cell in self._several("channel"):
            yield from self._channel(cell)
        if "width" in self._cells or "height" in self._cells:
            yield from self._sides()

    def _sides(self) -> Iterator[Size]:
        field = "width" if "width" in self._cells else "height"
        width, height = self._whole("width", 1), self._whole("height", 1)
        for name, side in (("width", width), ("height", height)):
            if side is not None and side > MAX_SIDE:
                cell = self._cells[name][0]
                self._problems.error(cell, name, f"The {name} is too large.", f"Give a number up to {MAX_SIDE}.")
                return
        yield Size(cell=self._cells[field][0], field=field, width=width, height=height)

    def _channel(self, cell: Cell) -> Iterator[Size]:
        channel = self._channels.get(cell.text.lower())
        if channel is not None:
            yield Size(cell=cell, field="channel", width=channel.width, height=channel.height, channel=channel.id)
            return
        near = difflib.get_close_matches(cell.text.lower(), self._channels, n=1)
        self._problems.error(
            cell,
            "channel",
            f"There is no channel “{cell.text[:60]}”.",
            f"Did you mean “{near[0]}”?" if near else "See the list: studio batch channels",
        )

    def _tile(self) -> Tile:
        return self._read(self._one("tile"), "tile", _tile, "x, y or both") or ""

    def _place(self) -> Anchor | tuple[int, int]:
        cell = self._one("product_at")
        if cell is None:
            return "centre"
        try:
            return read_place(cell.text)
        except InputError as error:
            self._problems.of(cell, "product_at", error)
            return "centre"


def _tile(text: str) -> Tile | None:
    return _TILES.get(text.lower())


def _seeds(text: str) -> range | None:
    found = _SEEDS.fullmatch(text)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return range(first, last + 1) if first <= last <= MAX_SEED else None


def _size(text: str) -> tuple[int, int] | None:
    found = _SIZE.fullmatch(text)
    if found is None:
        return None
    width, height = int(found[1]), int(found[2] or found[1])
    return (width, height) if min(width, height) >= 1 and max(width, height) <= MAX_SIDE else None
