"""What the command line gives to guide a model: LoRAs, control images, references, a seed to stay near."""

from __future__ import annotations

import asyncio
import difflib
import os
import re
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, get_args

import msgspec

from studio.catalog.anatomy import WEIGHTS
from studio.core import Studio
from studio.errors import ImageError, InputError, ModelMissing, ModelUnsupported
from studio.families.header import read_header
from studio.recipe.draft import (
    DEFAULT_CONTROL_WEIGHT,
    DEFAULT_REFERENCE_WEIGHT,
    Draft,
    DraftAddon,
    DraftControl,
    DraftReference,
)
from studio.recipe.recipe import ControlKind, Near, ReferenceRole

Say = Callable[[str], None]
T = TypeVar("T", bound=str)

KINDS: tuple[ControlKind, ...] = get_args(ControlKind)
ROLES: tuple[ReferenceRole, ...] = get_args(ReferenceRole)
NEAR_AMOUNT = 0.3
"""where none is said: clearly another picture, clearly a relative"""

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
_LIKE_NUMBER = re.compile(r"[-+]?(nan|inf(inity)?|[.,]?\d[\d.,]*(e[-+]?\d*|%)?)", re.IGNORECASE)
_ELSEWHERE = {"canny": "edges", "lineart": "lines", "seg": "segments"}
"""what other programs call these kinds, where the words are not alike"""


class GivenLora(msgspec.Struct, frozen=True, kw_only=True):
    """A LoRA by its id, or by the file that it is."""

    name: str
    weight: float = 1.0

    @property
    def path(self) -> Path | None:
        """Ids are single words, so what has a folder or the ending of such files is a file."""
        path = Path(self.name)
        is_path = path.suffix.lower() == ".safetensors" or any(sign in self.name for sign in {"/", os.sep})
        return path if is_path else None


class GivenControl(msgspec.Struct, frozen=True, kw_only=True):
    """A picture to hold the model to."""

    path: Path
    kind: ControlKind = "edges"
    weight: float | None = None


class GivenReference(msgspec.Struct, frozen=True, kw_only=True):
    """A picture whose look is to be taken."""

    path: Path
    role: ReferenceRole = "whole"
    weight: float | None = None


class GivenAdditions(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, as they were asked for."""

    loras: tuple[GivenLora, ...] = ()
    controls: tuple[GivenControl, ...] = ()
    control_ready: bool | None = None
    """whether they are control images already; None: each is looked at"""
    control_weight: float | None = None
    """of those that say none"""
    references: tuple[GivenReference, ...] = ()

    def __post_init__(self) -> None:
        """Raises InputError for what has nothing to be applied to."""
        if not self.controls:
            for option, said in (("--control-ready", self.control_ready), ("--control-weight", self.control_weight)):
                if said is not None:
                    raise InputError(
                        f"{option} needs a control image.", remedy=f"Add --control IMG, or leave {option} out."
                    )

    @property
    def options(self) -> dict[str, bool]:
        """Which options were given."""
        return {
            "--lora": bool(self.loras),
            "--control": bool(self.controls),
            "--reference": bool(self.references),
        }


@contextmanager
def naming(path: Path) -> Generator[None]:
    """Refusals of a picture say which one is meant: several may be given."""
    try:
        yield
    except ImageError as error:
        if path.name in error.message:
            raise
        raise ImageError(f"{path.name}: {error.message}", remedy=error.remedy, detail=error.detail) from error


async def with_additions(studio: Studio, draft: Draft, given: GivenAdditions, say: Say) -> Draft:
    """The draft with all of them, its pictures kept. Raises ImageError, StorageError, InputError, ModelError."""
    return msgspec.structs.replace(
        draft,
        addons=tuple([await _lora(studio, lora, say) for lora in given.loras]),
        controls=tuple([await _control(studio, control, given, say) for control in given.controls]),
        references=tuple([await _reference(studio, reference, say) for reference in given.references]),
    )


async def _lora(studio: Studio, given: GivenLora, say: Say) -> DraftAddon:
    path = given.path
    name = given.name if path is None else await asyncio.to_thread(_listed, studio, path, say)
    return DraftAddon(id=name, weight=given.weight)


def _listed(studio: Studio, path: Path, say: Say) -> str:
    """Id of the LoRA that this file is; one that is not listed yet is from now on, where it lies."""
    path = path.expanduser().absolute()
    if path.is_dir():
        raise ModelUnsupported(f"{path} is a folder.", remedy="Give a LoRA’s .safetensors file, or its id.")
    if not path.is_file():
        raise InputError(f"There is no file {path}.", remedy="Check the path, or give the id of a LoRA that is listed.")
    catalog = studio.catalog
    known = _id_of(studio, path)
    if known is None:
        _require_lora(studio, path)
        catalog.name_folder(path)
        catalog.save_folders()
        known = _id_of(studio, path)
        if known is not None:
            say(f"{path.name} is listed from now on as {known}; it stays where it is.")
    if known is None:
        raise _no_lora(path)
    return known


def _require_lora(studio: Studio, path: Path) -> None:
    """Raise ModelError for a file that is none, or one that cannot be used."""
    try:
        found = studio.catalog.additions_in(path)
    except ModelMissing as error:
        raise _no_lora(path) from error
    for one in found:
        one.require_ready()
    if not any(one.addition.kind == "lora" for one in found):
        raise _no_lora(path)


def _no_lora(path: Path) -> ModelUnsupported:
    """Raises ModelDamaged where nobody can know, since the file is broken."""
    if path.suffix == WEIGHTS:
        read_header(path)
    return ModelUnsupported(f"{path.name} is not a LoRA.", remedy="Give a LoRA’s .safetensors file, or its id.")


def _id_of(studio: Studio, path: Path) -> str | None:
    found = (one for one in studio.catalog.additions() if one.path.absolute() == path)
    return next((one.id for one in found), None)


async def _control(studio: Studio, given: GivenControl, all_of: GivenAdditions, say: Say) -> DraftControl:
    with naming(given.path):
        made, notices = await studio.add_control(given.path, given.kind, ready=all_of.control_ready)
    for notice in notices:
        say(f"{given.path.name}: {notice}")
    weights = (given.weight, all_of.control_weight, DEFAULT_CONTROL_WEIGHT)
    return msgspec.structs.replace(made, weight=next(weight for weight in weights if weight is not None))


async def _reference(studio: Studio, given: GivenReference, say: Say) -> DraftReference:
    with naming(given.path):
        made, notices = await studio.add_reference(given.path, given.role)
    for notice in notices:
        say(f"{given.path.name}: {notice}")
    return msgspec.structs.replace(made, weight=DEFAULT_REFERENCE_WEIGHT if given.weight is None else given.weight)


def parse_lora(text: str) -> GivenLora:
    """ "detail", "detail:0.8", "C:\\loras\\detail.safetensors:0.8". Raises InputError."""
    rest, colon, last = text.rpartition(":")
    weight = _number(last)
    if not colon or _is_there(text):
        return GivenLora(name=text)
    if weight is None:
        _require_no_weight(last)
        return GivenLora(name=text)
    return GivenLora(name=rest, weight=weight)


def parse_control(text: str) -> GivenControl:
    """ "house.png", "house.png:scribble", "depth.png:depth:0.7". Raises InputError."""
    path, kind, weight = _marked(text, KINDS, "a kind of control image")
    return GivenControl(path=path, kind=kind or "edges", weight=weight)


def parse_reference(text: str) -> GivenReference:
    """ "mood.png", "mood.png:style", "mood.png:style:0.4". Raises InputError."""
    path, role, weight = _marked(text, ROLES, "something that can be taken from a reference")
    return GivenReference(path=path, role=role or "whole", weight=weight)


def parse_near(text: str | None) -> Near | None:
    """ "1234", or "1234:0.2" with how far to go away from it, 0 to 1. Raises InputError."""
    if text is None:
        return None
    match = re.fullmatch(r"\s*([0-9]{1,10})\s*(?::\s*([0-9]*\.?[0-9]+)\s*)?", text)
    if not match:
        raise InputError(
            f"“{text[:40]}” is not a seed to stay near.", remedy="Write a seed, or a seed and 0 to 1: 1234:0.2"
        )
    return Near(seed=int(match[1]), amount=NEAR_AMOUNT if match[2] is None else float(match[2]))


def _marked(text: str, words: Sequence[T], called: str) -> tuple[Path, T | None, float | None]:
    """A path, and the word and number behind its colons; a file that has colons in its name is found as well."""
    if _is_there(text):
        return Path(text), None, None
    rest, colon, last = text.rpartition(":")
    weight = _number(last) if colon else None
    if weight is not None:
        if _is_there(rest):
            return Path(rest), None, weight
        text = rest
        rest, colon, last = text.rpartition(":")
    elif colon:
        _require_no_weight(last)
    word = next((word for word in words if colon and word == last.strip().casefold()), None)
    if word is not None:
        return Path(rest), word, weight
    if colon and _is_there(rest):
        elsewhere = _ELSEWHERE.get(last.strip().casefold())
        near = [elsewhere] if elsewhere in words else difflib.get_close_matches(last.casefold(), words, n=1)
        known = f"Did you mean “{near[0]}”?" if near else f"Write one of: {', '.join(words)}."
        raise InputError(f"“{last[:40]}” is not {called}.", remedy=known)
    return Path(text), None, weight


def _require_no_weight(text: str) -> None:
    """Raise InputError for what was meant as a weight and cannot be read as one."""
    if _LIKE_NUMBER.fullmatch(text.strip()):
        raise InputError(f"“{text[:40]}” is not a weight.", remedy="Write a number with a point, like 0.8.")


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


def _is_there(text: str) -> bool:
    return os.path.exists(text)  # noqa: PTH110 (unlike Path.exists it takes text of any length)
