"""What is here by name and id: unique, plain, and people's own words where there are any."""

from __future__ import annotations

from pathlib import Path

from studio.catalog.anatomy import is_folder, is_weights
from studio.catalog.hub_cache import repo_of
from studio.catalog.offered import offer_got
from studio.catalog.shelf import got_note, plain_id
from studio.errors import ModelError
from studio.families.family import read_card

_NAMES_OF_MANY = frozenset({"pytorch_lora_weights", "diffusion_pytorch_model", "adapter_model", "model"})


def id_of(place: Path) -> str:
    """The card's id, else the name of the file or folder, or of the repository that it came from."""
    if is_weights(place):
        note = got_note(place)
        return plain_id(own_name(place)) if note is None else note.id
    name = repo_of(place).rpartition("/")[2] or place.name
    try:
        name = read_card(place).id or name
    except ModelError:
        return plain_id(name)
    return plain_id(name)


def unique(name: str, taken: set[str]) -> str:
    """`name`, with a number behind it where it is taken."""
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def name_of(place: Path, said: str = "") -> str:
    """For people: the catalogue's where it came from there, else what it says of itself, else its own."""
    note = got_note(place)
    offer = None if note is None else offer_got(note)
    return offer.name if offer is not None else said or own_name(place)


def own_name(place: Path) -> str:
    """The file's or folder's own; that of its repository where every one has the same, or a snapshot's."""
    note = got_note(place)
    repo = (repo_of(place) if note is None else note.repo).rpartition("/")[2]
    own = place.name if is_folder(place) else place.stem
    return repo if repo and (is_folder(place) or own in _NAMES_OF_MANY) else own
