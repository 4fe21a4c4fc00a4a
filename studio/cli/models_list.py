"""`studio models list`: models, LoRAs, ControlNets and adapters on this machine, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from studio.catalog.additions import InstalledAddition
from studio.catalog.catalog import Catalog
from studio.catalog.installed import InstalledModel
from studio.catalog.licences import licence_shown, noted_licence
from studio.catalog.offered import offer_got
from studio.catalog.shelf import Shelf, Unfinished, got_note, in_bytes
from studio.catalog.sketch import FOLDER as SKETCH_FOLDER
from studio.cli.models_reading import read_first
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.families.contents import BASES
from studio.recipe.additions import CALLED, AdditionKind, Pace
from studio.recipe.capabilities import Capabilities, Mode
from studio.recipe.scheduling import scheduling
from studio.settings import Settings

_MODES: Mapping[AdditionKind, Mode] = {"lora": "addon", "control": "control", "adapter": "reference"}
"""what a model must be able to do to take one"""
Row = tuple[str, ...]


def show_installed(catalog: Catalog, settings: Settings, shelf: Shelf, as_json: bool) -> Status:
    """What is here. Asks nobody outside."""
    for notice in (*settings.notices, *catalog.notices):
        say(notice)
    read_first(catalog, catalog.unread())
    models, additions, halves = catalog.models(), catalog.additions(), shelf.all_unfinished()
    if as_json:
        entries = [*map(_entry, models), *map(_addition_entry, additions), *map(_half_entry, halves)]
        print_json({"models": entries})
    else:
        print_lines(_groups(models, additions, halves))
    for one in (*models, *additions):
        if one.problem:
            say(f"{_id(one)}: {one.problem} {one.remedy}")
    for half in halves:
        say(f"{half.note.id}: {half.problem} {half.go_on}")
    return Status.DONE


def _groups(
    models: Sequence[InstalledModel], additions: Sequence[InstalledAddition], halves: Sequence[Unfinished]
) -> list[str]:
    """One table, so that its columns stand below each other; a heading for each kind where there are several."""
    groups: list[tuple[str, list[Row]]] = [("Models", [_row(model) for model in models])]
    for kind, called in CALLED.items():
        groups.append((f"{called}s", [_addition_row(one) for one in additions if one.addition.kind == kind]))
    groups.append(("Half fetched", [_half_row(half) for half in halves]))
    filled = [(title, rows) for title, rows in groups if rows]
    lines = table([row for _, rows in filled for row in rows])
    if len(filled) < 2:
        return lines
    shown: list[str] = []
    for title, rows in filled:
        shown += [*([""] if shown else []), title, *lines[: len(rows)]]
        lines = lines[len(rows) :]
    return shown


def _id(one: InstalledModel | InstalledAddition) -> str:
    return one.ref.id if isinstance(one, InstalledModel) else one.id


def _entry(model: InstalledModel) -> dict[str, Any]:
    family, licence, size = _told(model)
    return {
        "id": model.ref.id,
        "name": model.name,
        "kind": "model",
        "family": family,
        "base": BASES.get(model.capabilities.context, ""),
        "modes": model.capabilities.modes,
        **_pace(model.capabilities if model.state == "ready" and model.folder != SKETCH_FOLDER else None),
        "licence": licence,
        **_licence(licence, model),
        "bytes": size,
        "place": str(model.folder),
        "state": model.state,
        "weights": model.ref.weights,
        "problem": model.problem,
        "remedy": model.remedy,
    }


def _pace(one: Capabilities | Pace | None) -> dict[str, Any]:
    """What blanks of a draft become, and what a LoRA of few steps makes of them; null where that is nothing."""
    if one is None:
        return {"steps": None, "guidance": None, "scheduler": None}
    return {"steps": one.steps, "guidance": one.guidance, "scheduler": scheduling(one.scheduler).shown}


def _addition_entry(one: InstalledAddition) -> dict[str, Any]:
    told = one.addition
    return {
        "id": one.id,
        "name": one.name,
        "kind": told.kind,
        "family": told.family,
        "base": told.base,
        "modes": (_MODES[told.kind],),
        **_pace(told.pace),
        "controls": told.controls,
        "words": one.words,
        "licence": one.licence,
        **_licence(one.licence, one),
        "bytes": one.bytes,
        "place": str(one.path),
        "state": one.state,
        "weights": told.ref.weights,
        "problem": one.problem,
        "remedy": one.remedy,
    }


def _half_entry(half: Unfinished) -> dict[str, Any]:
    note = half.note
    return {
        "id": note.id,
        "name": note.repo,
        "kind": note.kind,
        "family": note.family,
        "modes": (),
        **_pace(None),
        "licence": noted_licence(note),
        "bytes": half.bytes,
        "place": str(half.folder),
        "state": "unfinished",
        "weights": "",
        "problem": half.problem,
        "remedy": half.go_on,
    }


def _licence(said: str, one: InstalledModel | InstalledAddition) -> dict[str, str]:
    shown = _shown(said, one)
    return {"licence_name": shown[0], "licence_link": shown[1]}


def _shown(said: str, one: InstalledModel | InstalledAddition) -> tuple[str, str]:
    """Name and link, for people."""
    note = got_note(one.folder if isinstance(one, InstalledModel) else one.path)
    offer = None if note is None else offer_got(note)
    return licence_shown(said, None if offer is None else offer.licence)


def _told(model: InstalledModel) -> tuple[str, str, int]:
    """Family, licence and bytes; of what cannot be used, as the hub told them."""
    note = got_note(model.folder)
    if note is None:
        return model.family, model.licence, model.bytes
    return model.family or note.family, model.licence or noted_licence(note), model.bytes or note.bytes


def _row(model: InstalledModel) -> Row:
    family, licence, count = _told(model)
    size = in_bytes(count) if count else "-"
    place = "part of Blink Studio" if model.folder == SKETCH_FOLDER else str(model.folder)
    return model.ref.id, model.state, family or "-", size, _shown(licence, model)[0] or "-", place


def _addition_row(one: InstalledAddition) -> Row:
    size = in_bytes(one.bytes) if one.bytes else "-"
    licence = _shown(one.licence, one)[0] or "-"
    return one.id, one.state, one.addition.base or "-", size, licence, str(one.path)


def _half_row(half: Unfinished) -> Row:
    note = half.note
    return note.id, "unfinished", note.family or "-", in_bytes(half.bytes), noted_licence(note) or "-", str(half.folder)
