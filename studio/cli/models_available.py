"""`studio models list --available`: the catalogue of what can be got, and what of it works with what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from studio.catalog.offered import Offer, offers
from studio.catalog.shelf import Shelf, in_bytes
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.families.contents import BASES
from studio.recipe.additions import CALLED


def show_available(shelf: Shelf, as_json: bool) -> Status:
    """Everything on the list, with what is here of it."""
    here = {note.id: "here" for note in shelf.notes()}
    here |= {half.note.id: "unfinished" for half in shelf.all_unfinished()}
    if as_json:
        print_json({"available": [_entry(offer, here.get(offer.id, "not here")) for offer in offers()]})
        return Status.DONE
    print_lines(_groups(here))
    if any(offer.unchecked for offer in offers()):
        say("What has a “?” was not looked up at the last review; what the hub says is shown before it comes.")
    say("LoRAs, ControlNets and IP-Adapters work with models of the same group, those that you have already too.")
    say("Get one with: studio models get NAME")
    return Status.DONE


def _groups(here: Mapping[str, str]) -> list[str]:
    """By the models that each belongs to, in one width of columns."""
    groups = [(base, [offer for offer in offers() if offer.base == base]) for base in BASES.values()]
    filled = [(base, group) for base, group in groups if group]
    lines = iter(table([_row(offer, here.get(offer.id, "")) for _, group in filled for offer in group]))
    shown: list[str] = []
    for base, group in filled:
        shown += [*([""] if shown else []), base, *(next(lines) for _ in group)]
    return shown


def _entry(offer: Offer, state: str) -> dict[str, Any]:
    return {**msgspec.to_builtins(offer), "state": state}


def _row(offer: Offer, state: str) -> tuple[str, ...]:
    size = in_bytes(offer.bytes) + ("?" if "bytes" in offer.unchecked else "")
    memory = f"{offer.memory_gb:g} GB memory{'?' if 'memory' in offer.unchecked else ''}, {offer.speed}"
    licence = offer.licence.name + ("?" if "licence" in offer.unchecked else "")
    use = {"yes": "", "conditions": ", conditions", "no": ", not commercial", "unknown": ", read it"}
    kind = "model" if offer.kind == "model" else CALLED[offer.kind]
    return offer.id, kind, size, memory, licence + use[offer.licence.commercial], state or "-", offer.summary
