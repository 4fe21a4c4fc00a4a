"""`studio models add`: models that are on this machine already, used where they lie; finds those of other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from studio.catalog.additions import InstalledAddition
from studio.catalog.anatomy import WEIGHTS, is_weights
from studio.catalog.catalog import Catalog
from studio.catalog.finding import Found, each_once, file_found, found_in_tool, to_name
from studio.catalog.finding_cache import found_in_cache
from studio.catalog.hub_cache import cache_folder
from studio.catalog.installed import InstalledModel
from studio.catalog.shelf import in_bytes
from studio.catalog.tool_folders import usual_folders
from studio.cli.models_reading import read_first
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.errors import InputError, ModelMissing, ModelUnsafe, ModelUnsupported
from studio.paths import default_home
from studio.recipe.additions import CALLED
from studio.settings import Settings


def add_folder(path: Path, as_json: bool) -> Status:
    """List the models, LoRAs and the like of a folder, or the one in a file, from now on, in place."""
    home = default_home()
    settings = Settings.load(home.settings)
    catalog = Catalog(home, settings)
    if path.is_file():
        _require_usable(path)
    elif is_weights(path):
        raise ModelMissing(f"There is no file {path}.", remedy="Check the path.")
    additions = catalog.additions_in(path)
    read_first(catalog, catalog.unread_in(path))
    models = catalog.models_in(path)
    if not any(one.state == "ready" for one in (*models, *additions)):
        (*models, *additions)[0].require_ready()
    catalog.name_folder(path)
    catalog.save_folders()
    for one in (*models, *additions):
        told = one.problem + " " + one.remedy if one.problem else f"{in_bytes(one.bytes)}, stays where it is"
        kind = "" if isinstance(one, InstalledModel) else f"{CALLED[one.addition.kind]}, "
        say(_told(one.name, kind + told))
    if as_json:
        print_json({"added": [_added(one) for one in (*models, *additions)]})
    return Status.DONE


def _added(one: InstalledModel | InstalledAddition) -> dict[str, Any]:
    if isinstance(one, InstalledModel):
        return {"name": one.name, "kind": "model", "place": str(one.folder), "state": one.state}
    return {"name": one.name, "kind": one.addition.kind, "place": str(one.path), "state": one.state}


def find(places: Sequence[Path], use: bool, as_json: bool) -> Status:
    """Show what other programs have, here or in `places`; with `use`, list what can be used from now on."""
    for place in places:
        if not place.is_dir():
            raise InputError(f"There is no folder {place}.", remedy="Give the folder of ComfyUI, A1111 or InvokeAI.")
    found = found_models(places)
    usable = [one for one in found if one.usable]
    if use and usable:
        home = default_home()
        catalog = Catalog(home, Settings.load(home.settings))
        for place in dict.fromkeys(map(to_name, usable)):
            catalog.name_folder(place)
        catalog.save_folders()
    if as_json:
        print_json({"found": [_entry(one) for one in found], "added": len(usable) if use else 0})
    else:
        print_lines(table([_row(one) for one in found]))
    say(_summary(len(found), len(usable), use))
    return Status.DONE


def found_models(places: Sequence[Path]) -> tuple[Found, ...]:
    """In Hugging Face's cache and in the usual folders of other programs; in `places` instead if there are any."""
    folders = tuple(places) or usual_folders(Path.home())
    found = [] if places else list(found_in_cache(cache_folder()))
    for folder in folders:
        found += found_in_tool(folder)
        found += found_in_cache(folder)
    return each_once(found)


def _require_usable(path: Path) -> None:
    """Raise ModelUnsupported or ModelUnsafe for a file that is neither a whole model nor a LoRA or the like."""
    found = file_found("", "checkpoint", path)
    if found is None:
        raise ModelUnsupported(
            f"{path} holds no weights of a model.",
            remedy="Give the folder or file of a model, LoRA, ControlNet or adapter.",
        )
    if not found.usable:
        kind = ModelUnsupported if path.suffix == ".safetensors" else ModelUnsafe
        raise kind(_told(path.name, found.problem), remedy=found.remedy)


def _told(name: str, said: str) -> str:
    """Some sentences begin with the name of the file."""
    return said if said.startswith((f"{name} ", f"{name}{WEIGHTS} ")) else f"{name}: {said}"


def _summary(count: int, usable: int, use: bool) -> str:
    if not count:
        return "Nothing was found. Name a folder of ComfyUI, A1111 or InvokeAI: studio models add --find FOLDER"
    if not usable:
        return f"{count} found, none that can be used as it is."
    if use:
        return f"{usable} of {count} are listed from now on, where they lie."
    return (
        f"{usable} of {count} can be used where they lie: add --yes lists them, “studio models add PATH” one of them."
    )


def _entry(found: Found) -> dict[str, Any]:
    return {
        "tool": found.tool,
        "kind": found.kind,
        "name": found.name,
        "family": found.family,
        "bytes": found.bytes,
        "place": str(found.path),
        "usable": found.usable,
        "problem": found.problem,
        "remedy": found.remedy,
    }


def _row(found: Found) -> tuple[str, ...]:
    verdict = "can be used" if found.usable else found.problem
    return found.tool, found.kind, found.name, in_bytes(found.bytes), f"{verdict}  {found.path}"
