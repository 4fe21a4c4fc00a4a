"""What the studio knows of models before they are here: the reviewed list in resources/catalogue.json."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from studio.catalog.licences import Licence
from studio.catalog.shelf import Note
from studio.errors import ModelMissing
from studio.paths import resources_dir

Kind = Literal["model", "lora", "control", "adapter"]
Speed = Literal["live", "quick", "patient"]
Checked = Literal["id", "licence", "bytes", "memory", "steps"]


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One model of the list. What nobody could look up is named in `unchecked` and shown so."""

    id: str
    name: str
    repo: str
    kind: Kind
    family: str
    """stable-diffusion, stable-diffusion-xl"""
    base: str
    """which models of the family it is or belongs to, as families/contents.py names them"""
    loads_as: str
    """the class of diffusers that this is made for"""
    summary: str
    good_for: tuple[str, ...]
    bytes: int
    """of the files that are fetched"""
    memory_gb: float
    """of the graphics card, or of the computer without one, for a picture of the native size, roughly"""
    speed: Speed
    """live: while one writes; quick: seconds on a graphics card; patient: half a minute and more"""
    steps: int | None = None
    """None for what has no steps of its own"""
    licence: Licence
    files: tuple[str, ...] = ()
    """shell wildcards, where the files that are needed do not show by themselves"""
    needs: tuple[str, ...] = ()
    """ids of this list that it works with"""
    reviewed: str
    """date, YYYY-MM-DD"""
    unchecked: tuple[Checked, ...] = ()


class _Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    version: int
    models: tuple[Offer, ...]


msgspec.json.Decoder(_Catalogue)  # before any thread decodes it: see recipe/recipe.py


@cache
def offers() -> tuple[Offer, ...]:
    """All, in the order of the list."""
    return read_offers(resources_dir() / "catalogue.json")


def read_offers(path: Path) -> tuple[Offer, ...]:
    return msgspec.json.decode(path.read_bytes(), type=_Catalogue).models


def offer_of(name: str) -> Offer | None:
    """By its id in the list, or by the hub's name where only one of the list is meant by it."""
    named = [offer for offer in offers() if offer.id == name.lower()]
    meant = [offer for offer in offers() if offer.repo.lower() == name.lower()]
    return named[0] if named else (meant[0] if len(meant) == 1 else None)


def offer_got(note: Note) -> Offer | None:
    """The one of the list that was got with this note."""
    return next((offer for offer in offers() if (offer.id, offer.repo) == (note.id, note.repo)), None)


def unknown(name: str) -> ModelMissing:
    """The error for a name that is neither in the list nor a hub's."""
    near = difflib.get_close_matches(name, [offer.id for offer in offers()], n=1)
    hint = f"Did you mean “{near[0]}”? " if near else ""
    return ModelMissing(
        f"“{name}” is not in the catalogue.",
        remedy=f"{hint}Look at: studio models list --available. Any other model goes by its hub’s name: maker/model",
    )
