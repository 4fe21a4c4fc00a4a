"""What the inspector says of one picture or of many, in plain words: rows to read, copy and reuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, assert_never

import msgspec

from studio.recipe.asset import Asset
from studio.recipe.receipt import Receipt, Seconds
from studio.recipe.recipe import MAX_CONTROLS, MAX_REFERENCES, MAX_SEED, SKETCH, Blank, Recipe, Sketched, StartImage
from studio.recipe.scheduling import scheduling
from studio.workspace.draft import Part
from studio.workspace.inspection_additions import brackets, control_said, loras_said, numbered, reference_said
from studio.workspace.manner import DRAWN, near_words, spoken_distance
from studio.workspace.sets import Cell, PictureSet, SetFacts

SectionName = Literal["recipe", "receipt", "file"]

MIXED = "mixed"

_HASH = 8
"""characters of a sha256 that tell two apart at a glance"""

_ORDER = (
    "Prompt",
    "Negative",
    "Size",
    "Seamless",
    "Seed",
    "Near",
    "Brackets",
    "Steps",
    "Guidance",
    "Scheduler",
    "Model",
    "LoRAs",
    "Decoder",
    "Started from",
    *(numbered("Control", place) for place in range(MAX_CONTROLS)),
    *(numbered("Reference", place) for place in range(MAX_REFERENCES)),
)
"""labels of a recipe's rows as they are read"""

_STAGES: tuple[tuple[str, str], ...] = (
    ("load", "loading"),
    ("encode", "reading the prompt"),
    ("denoise", "steps"),
    ("decode", "decoding"),
    ("save", "saving"),
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One fact."""

    label: str
    value: str
    copied: str = ""
    """what copying it puts on the clipboard; empty for the value itself"""
    part: Part | None = None
    """what of the recipe can be reused beside it"""
    differs: str | None = None
    """what the recipe of the row of pictures says instead; None where it says the same"""
    start: str = ""
    """sha256 of the picture that the row is about: one to start from, or one that guides"""
    block: bool = False
    """a text that wants the whole width"""

    @property
    def text(self) -> str:
        return self.copied or self.value


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that belong together."""

    name: SectionName
    title: str
    rows: tuple[Row, ...] = ()
    said: str = ""
    """a sentence where there are no rows"""


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """Everything to say of what is chosen, in the order in which it is said."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]


def inspect(shown: PictureSet, index: int, names: Mapping[str, str] | None = None) -> Inspection:
    """Of one place of a set; `names` are what models are called, by id."""
    cell, names = shown.cells[index], names or {}
    sections = (_recipe_section(shown, cell, names), *_receipt_section(cell), *_file_section(cell))
    return Inspection(
        title=f"Picture {index + 1} of {shown.facts.count}",
        subtitle=state_sentence(cell, shown),
        sections=sections,
    )


def state_sentence(cell: Cell, shown: PictureSet) -> str:
    """What became of it, where that needs saying."""
    match cell.state:
        case "waiting":
            return "Waiting to be made."
        case "working":
            return _working_sentence(cell, shown.facts)
        case "made":
            return ""
        case "failed":
            failure = shown.failure
            return "Not made." if failure is None else f"Not made. {failure.message} {failure.remedy}".rstrip()
        case "cancelled":
            return "Not made: it was cancelled."
        case "deleted":
            return "Deleted. Undo brings it back."
        case _:
            assert_never(cell.state)


def _working_sentence(cell: Cell, facts: SetFacts) -> str:
    if facts.drawn:
        return "Being drawn."
    return f"Being made: step {cell.step} of {cell.steps}." if cell.steps else "Being made."


def base_recipe(shown: PictureSet) -> Recipe | None:
    """The recipe of the row: that of its picture 0. None while no picture of it carries one."""
    for cell in shown.cells:
        recipe = None if cell.asset is None else cell.asset.recipe
        if recipe is not None:
            return msgspec.structs.replace(
                recipe,
                prompt=shown.facts.prompt,
                negative=shown.facts.negative,
                width=shown.facts.width,
                height=shown.facts.height,
                steps=shown.facts.steps,
                seed=shown.facts.seed % (MAX_SEED + 1),
            )
    return None


def summarise(places: Sequence[tuple[PictureSet, int]], names: Mapping[str, str] | None = None) -> Inspection:
    """Of many: what they have in common, and what they add up to."""
    cells = [shown.cells[index] for shown, index in places]
    assets = [cell.asset for cell in cells if cell.asset is not None]
    recipes = [asset.recipe for asset in assets if asset.recipe is not None]
    sets = len({shown.id for shown, _ in places})
    common = _in_common(recipes, len(assets) - len(recipes), names or {})
    sections = (
        Section(name="recipe", title="In common", rows=common, said="" if common else "None of them has a recipe."),
        *_sums(assets),
    )
    return Inspection(
        title=_plural(len(cells), "picture"),
        subtitle=f"{'of 1 row' if sets == 1 else f'of {sets} rows'}{_marks(assets)}",
        sections=sections,
    )


def _recipe_section(shown: PictureSet, cell: Cell, names: Mapping[str, str]) -> Section:
    asset = cell.asset
    if asset is None:
        return Section(name="recipe", title="Recipe", rows=_asked(shown.facts, cell.index, names))
    if asset.recipe is None:
        size = Row(label="Size", value=_size(asset.width, asset.height), copied=f"{asset.width}x{asset.height}")
        said = "This picture was not made here, or its recipe was taken out of the file: it carries none."
        return Section(name="recipe", title="Recipe", rows=(size,), said=said)
    base = base_recipe(shown) or asset.recipe
    mine, rows = recipe_rows(asset.recipe, names), {row.label: row for row in recipe_rows(base, names)}
    return Section(name="recipe", title="Recipe", rows=tuple(_against(row, rows.get(row.label)) for row in mine))


def _against(row: Row, base: Row | None) -> Row:
    if base is None:
        return msgspec.structs.replace(row, differs="nothing")
    return row if base.text == row.text else msgspec.structs.replace(row, differs=base.value)


def recipe_rows(recipe: Recipe, names: Mapping[str, str]) -> tuple[Row, ...]:
    """Everything that a recipe says; what is blank is left out."""
    rows = [Row(label="Prompt", value=recipe.prompt or "(empty)", copied=recipe.prompt, part="prompt", block=True)]
    if recipe.negative:
        rows.append(Row(label="Negative", value=recipe.negative, part="negative", block=True))
    rows += [
        Row(
            label="Size",
            value=_finished(recipe),
            copied="{}x{}".format(*recipe.size),
            part="size",
        ),
        *_seamless_rows(recipe),
        Row(label="Seed", value=str(recipe.seed), part="seed"),
        *_reading_rows(recipe),
        *_making_rows(recipe, names),
        *_start_rows(recipe),
        *_guide_rows(recipe, names),
    ]
    if recipe.product is not None:
        said = f"a cut-out at {recipe.product.x}, {recipe.product.y}"
        rows.append(Row(label="Product", value=said, copied=recipe.product.sha256, part="start"))
    return tuple(rows)


def _seamless_rows(recipe: Recipe) -> tuple[Row, ...]:
    match recipe.tile:
        case "":
            return ()
        case "x":
            said = "side by side"
        case "y":
            said = "one below the other"
        case "both":
            said = "both ways"
    return (Row(label="Seamless", value=said, copied=recipe.tile, part="size"),)


def _reading_rows(recipe: Recipe) -> tuple[Row, ...]:
    """What else decides the noise, and how the words are read; a drawing knows neither."""
    rows = list[Row]()
    if recipe.near is not None:
        said = f"{near_words(recipe.near)}: {spoken_distance(recipe.near.amount).lower()}"
        copied = f"{recipe.near.seed} {recipe.near.amount:g}"
        rows.append(Row(label="Near", value=said.removeprefix("near "), copied=copied, part="seed"))
    if not recipe.drawn and (said := brackets(recipe)):
        rows.append(Row(label="Brackets", value=said, part="prompt"))
    return tuple(rows)


def _guide_rows(recipe: Recipe, names: Mapping[str, str]) -> tuple[Row, ...]:
    """Control images and references, each with its picture."""
    controls = (
        Row(
            label=numbered("Control", place),
            value=control_said(one, names),
            copied=f"{one.kind} {one.sha256}",
            part="additions",
            start=one.sha256,
        )
        for place, one in enumerate(recipe.controls)
    )
    references = (
        Row(
            label=numbered("Reference", place),
            value=reference_said(one, names),
            copied=one.sha256,
            part="additions",
            start=one.sha256,
        )
        for place, one in enumerate(recipe.references)
    )
    return (*controls, *references)


def _making_rows(recipe: Recipe, names: Mapping[str, str]) -> tuple[Row, ...]:
    """Which model and how it works; a drawing is made without steps."""
    made = f"{recipe.model.id} {recipe.model.weights}"
    if recipe.drawn:
        return (Row(label="Model", value=DRAWN, copied=made, part="model"),)
    name = names.get(recipe.model.id, recipe.model.id)
    return (
        Row(label="Steps", value=str(recipe.steps), part="sampling"),
        Row(label="Guidance", value=f"{recipe.guidance:g}", part="sampling"),
        Row(label="Scheduler", value=scheduling(recipe.scheduler).shown, copied=recipe.scheduler, part="sampling"),
        Row(label="Model", value=f"{name}  ·  {recipe.model.weights[:_HASH]}", copied=made, part="model"),
        *_lora_rows(recipe, names),
        Row(label="Decoder", value="the model's own" if recipe.decoder == "full" else "tiny, for drafts"),
    )


def _lora_rows(recipe: Recipe, names: Mapping[str, str]) -> tuple[Row, ...]:
    if not recipe.addons:
        return ()
    copied = "\n".join(f"{one.model.id} {one.weight:g} {one.model.weights}" for one in recipe.addons)
    return (Row(label="LoRAs", value=loras_said(recipe.addons, names), copied=copied, part="additions"),)


def _start_rows(recipe: Recipe) -> tuple[Row, ...]:
    match recipe.start:
        case Blank():
            return ()
        case StartImage(sha256=sha256, strength=strength, mask=mask):
            said = f"strength {strength:g}{', inside a mask' if mask else ''}"
            return (Row(label="Started from", value=said, copied=sha256, part="start", start=sha256),)
        case Sketched(strength=strength, layout=layout):
            said = f"a sketch of the prompt, strength {strength:.0%}"
            mine = "" if layout is None else f", layout {layout}"
            return (Row(label="Started from", value=f"{said}{mine}", part="start"),)


def _finished(recipe: Recipe) -> str:
    size = _size(*recipe.size)
    return size if recipe.fit is None else f"{size}, made at {_size(recipe.width, recipe.height)}"


def _asked(facts: SetFacts, index: int, names: Mapping[str, str]) -> tuple[Row, ...]:
    """Of a picture that is not there: what was asked for."""
    rows = [Row(label="Prompt", value=facts.prompt or "(empty)", copied=facts.prompt, part="prompt", block=True)]
    if facts.negative:
        rows.append(Row(label="Negative", value=facts.negative, part="negative", block=True))
    size = _size(facts.width, facts.height)
    rows.append(Row(label="Size", value=size, copied=f"{facts.width}x{facts.height}", part="size"))
    if facts.model:  # else it was found without a recipe: nobody asked for anything
        rows += [
            Row(label="Seed", value=str(facts.seed_of(index)), part="seed"),
            *_working_rows(facts, names),
        ]
    return tuple(rows)


def _working_rows(facts: SetFacts, names: Mapping[str, str]) -> tuple[Row, ...]:
    if facts.drawn:
        return (Row(label="Model", value=DRAWN, copied=facts.model, part="model"),)
    model = Row(label="Model", value=names.get(facts.model, facts.model), copied=facts.model, part="model")
    start = Row(label="Started from", value=f"a sketch of the prompt, strength {facts.sketched:.0%}", part="start")
    return (
        Row(label="Steps", value=str(facts.steps), part="sampling"),
        model,
        *((start,) if facts.sketched else ()),
    )


def _receipt_section(cell: Cell) -> tuple[Section, ...]:
    asset = cell.asset
    if asset is None:
        return ()
    receipt, rows = asset.receipt, list[Row]()
    if receipt is not None:
        rows.append(Row(label="Receipt", value=receipt_sentence(receipt), block=True))
        rows += [Row(label="Adjusted", value=text, block=True) for text in receipt.adjustments]
        rows += [Row(label="Warning", value=text, block=True) for text in receipt.warnings]
        if receipt.cost > 0:
            rows.append(Row(label="Cost", value=_dollars(receipt.cost)))
        if receipt.versions:
            rows.append(Row(label="With", value=", ".join(f"{k} {v}" for k, v in sorted(receipt.versions.items()))))
    said = "" if rows else "Nothing is known of how it was made: it was found in its file, without a receipt."
    return (Section(name="receipt", title="How it was made", rows=tuple(rows), said=said),)


def receipt_sentence(receipt: Receipt) -> str:
    """Where, how long, in which precision and plan; a drawing has neither of the two."""
    took = f" in {_seconds(receipt.seconds.total)}" if receipt.seconds.total > 0 else ""
    if receipt.backend == SKETCH:
        return f"Drawn {_where(receipt)}{took}."
    stages = _stages(receipt.seconds)
    parts = [*([stages] if stages else []), receipt.dtype, f"{receipt.plan} plan"]
    return f"Made {_where(receipt)}{took}: {', '.join(part for part in parts if part)}."


def _where(receipt: Receipt) -> str:
    if receipt.backend not in ("local", SKETCH):
        return f"by {receipt.backend}"
    match receipt.device.partition(":")[0]:
        case "cpu":
            return "on this computer's processor"
        case "cuda":
            return "on this computer's graphics card"
        case "mps":
            return "on this Mac's graphics processor"
        case other:
            return f"on this computer ({other})" if other else "on this computer"


def _stages(seconds: Seconds) -> str:
    """The stages that one would notice."""
    spent = [(getattr(seconds, field), word) for field, word in _STAGES]
    return ", ".join(f"{word} {_seconds(time)}" for time, word in spent if time >= 0.05)


def _file_section(cell: Cell) -> tuple[Section, ...]:
    asset = cell.asset
    path = asset.path if asset is not None else cell.image if isinstance(cell.image, Path) else None
    if path is None:
        return ()
    rows = [
        Row(label="Name", value=path.name),
        Row(label="Folder", value=str(path.parent)),
    ]
    if asset is not None and asset.created > 0:
        rows.append(Row(label="Created", value=_when(asset.created)))
    if asset is not None:
        rows.append(Row(label="Checksum", value=asset.sha256[:_HASH], copied=asset.sha256))
    return (Section(name="file", title="File", rows=tuple(rows)),)


def _in_common(recipes: Sequence[Recipe], without: int, names: Mapping[str, str]) -> tuple[Row, ...]:
    """Each row that any of them has: its value, or that it is mixed."""
    if not recipes:
        return ()
    tables = [{row.label: row for row in recipe_rows(recipe, names)} for recipe in recipes]
    labels = [label for label in _ORDER if any(label in table for table in tables)]
    return tuple(_shared(label, [table.get(label) for table in tables] + [None] * without) for label in labels)


def _shared(label: str, rows: Sequence[Row | None]) -> Row:
    first = rows[0]
    if first is not None and all(row == first for row in rows):
        return first
    return Row(label=label, value=MIXED, copied="\n".join(dict.fromkeys(row.text for row in rows if row is not None)))


def _sums(assets: Sequence[Asset]) -> tuple[Section, ...]:
    receipts = [asset.receipt for asset in assets if asset.receipt is not None]
    rows = list[Row]()
    if receipts and (total := sum(receipt.seconds.total for receipt in receipts)) > 0:
        rows.append(Row(label="Time", value=_seconds(total)))
    if (cost := sum(receipt.cost for receipt in receipts)) > 0:
        rows.append(Row(label="Cost", value=_dollars(cost)))
    if assets:
        pixels = sum(asset.width * asset.height for asset in assets)
        rows.append(Row(label="Pixels", value=f"{pixels / 1e6:.1f} megapixels"))
    return (Section(name="receipt", title="Together", rows=tuple(rows)),) if rows else ()


def _marks(assets: Iterable[Asset]) -> str:
    marks = [asset.mark for asset in assets]
    counts = ((marks.count("starred"), "starred"), (marks.count("rejected"), "rejected"))
    return "".join(f", {count} {word}" for count, word in counts if count)


def shared_tags(assets: Sequence[Asset]) -> tuple[tuple[str, bool], ...]:
    """(tag, whether all of them carry it): first those of all, then the others, each in the order first met."""
    everywhere, somewhere = list[str](), list[str]()
    for tag in dict.fromkeys(tag for asset in assets for tag in asset.tags):
        (everywhere if all(tag in asset.tags for asset in assets) else somewhere).append(tag)
    return (*((tag, True) for tag in everywhere), *((tag, False) for tag in somewhere))


def _size(width: int, height: int) -> str:
    return f"{width} × {height}"


def _seconds(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{seconds:.1f}\u00a0s" if seconds < 60 else f"{minutes} min {rest} s"


def _dollars(cost: float) -> str:
    return f"${cost:.2f}" if cost >= 0.01 else f"${cost:.4f}"


def _when(created: float) -> str:
    """In the time of this computer."""
    when = datetime.fromtimestamp(created, tz=UTC).astimezone()
    return f"{when.day} {when:%B %Y, %H:%M}"


def _plural(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
