"""Whether weights are a LoRA, a ControlNet or an adapter, and all that their header says: looked up once a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from studio import __version__
from studio.catalog.anatomy import GET_AGAIN, PICKLES, WEIGHTS, is_folder, part_files
from studio.catalog.hub_cache import repo_of
from studio.catalog.remembered import Remembered
from studio.catalog.shelf import Note, got_note
from studio.catalog.tool_folders import kind_named
from studio.errors import ModelDamaged, ModelError, ModelUnsafe, ModelUnsupported
from studio.families.adapter import ENCODER_PARTS, AdapterFacts, adapter_of
from studio.families.contents import Contents, contents_of
from studio.families.control import control_of, is_control_folder
from studio.families.header import Header, read_header
from studio.families.lora import lora_of
from studio.recipe.additions import AdditionKind, Pace
from studio.recipe.prompt import tidy
from studio.recipe.recipe import ControlKind

_VERSION = f"2 {__version__}"
"""a newer studio may know more of the same file; count up whenever it would be told otherwise"""
_KINDS: Mapping[str | None, AdditionKind] = {"lora": "lora", "control": "control", "adapter": "adapter"}
_LONGEST = 120
"""characters of what a file calls itself"""
_FAR = 3
"""folders above a file whose names say what is kept there"""

LabelKind = AdditionKind | Literal["model", "encoder"]
"""model: anything that is no addition; encoder: the image encoder of adapters, which is nothing to choose"""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What one place is; as in recipe.additions.Addition."""

    kind: LabelKind
    title: str = ""
    """what it calls itself; empty where it does not"""
    licence: str = ""
    family: str = ""
    base: str = ""
    context: int = 0
    controls: tuple[ControlKind, ...] = ()
    pace: Pace | None = None
    words: tuple[str, ...] = ()
    reads: AdapterFacts | None = None
    """of an adapter: which image encoder it wants"""
    state: Literal["ready", "damaged", "unsafe", "unsupported"] = "ready"
    problem: str = ""
    remedy: str = ""
    detail: str = ""


msgspec.json.Decoder(Label)  # before any thread decodes it: see recipe/recipe.py

_MODEL = Label(kind="model")


def label_of(place: Path) -> Label:
    """Of a file or folder that is looked at once. Never fails."""
    if is_folder(place):
        return _of_folder(place, read_header) if is_control_folder(place) else _MODEL
    return _of_file(place, got_note(place), None)


class Labels:
    """Looks into each file once. Safe to use from several threads."""

    def __init__(self, cache: Path) -> None:
        self._remembered = Remembered(cache, _VERSION)

    def of(self, place: Path) -> Label:
        """Never fails: what is wrong with an addition is a part of its label."""
        if is_folder(place):
            return _of_folder(place, self._require_sound) if is_control_folder(place) else _MODEL
        try:
            stat = place.stat()
        except OSError:  # gone, or a link in circles: the list of models tells of it
            return _MODEL
        known = self._remembered.of(place, stat, Label)
        if known is None:
            known = _of_file(place, got_note(place), self._remembered.before(place, Label))
            self._remembered.learn(place, stat, known)
        return known

    def keep(self) -> None:
        """Write what was learnt."""
        self._remembered.keep()

    def _require_sound(self, path: Path) -> None:
        """Raise what is wrong with the header of a part's weights, which is read once."""
        stat = path.stat()
        if self._remembered.of(path, stat, str) is None:
            read_header(path)
            self._remembered.learn(path, stat, "sound")


def _of_file(path: Path, note: Note | None, before: Label | None) -> Label:
    """`before` is what it was until it changed: so much is known of a file that is damaged now."""
    kept = _kept_as(path, note) or (_KINDS.get(before.kind) if before is not None else None)
    if path.suffix in PICKLES:
        return _MODEL if kept is None else _broken(kept, _pickle(path))
    try:
        header = read_header(path)
    except ModelError as error:
        return _MODEL if kept is None else _broken(kept, error)
    if all(name.startswith(ENCODER_PARTS) for name in header.shapes) and header.has(ENCODER_PARTS[0]):
        return Label(kind="encoder")
    contents = contents_of(header)
    kind = _KINDS.get(contents.kind)
    if kind is None:
        return _MODEL if kept is None or contents.kind else _broken(kept, _unknown(contents))
    called = " ".join((path.stem, path.parent.name, repo_of(path) if note is None else note.repo))
    try:
        label = _facts(kind, path, header, called)
    except ModelError as error:
        label = _broken(kind, error)
    return msgspec.structs.replace(
        label,
        title=_noted(header, "title"),
        licence=_noted(header, "license"),
        base=label.base or contents.base,
    )


def _noted(header: Header, name: str) -> str:
    """What its maker wrote there, as one line: it is shown in lists and on terminals."""
    return tidy(header.metadata.get(f"modelspec.{name}", ""))[:_LONGEST].rstrip()


def _facts(kind: AdditionKind, path: Path, header: Header, called: str) -> Label:
    """Raises ModelUnsupported that says what it is."""
    match kind:
        case "lora":
            lora = lora_of(header, called)
            return Label(
                kind=kind, family=lora.family, base=lora.base, context=lora.context, pace=lora.pace, words=lora.words
            )
        case "control":
            return _control(path, called)
        case "adapter":
            adapter = adapter_of(header)
            return _control(path, called) if adapter is None else _adapter(adapter, contents_of(header))


def _control(path: Path, called: str) -> Label:
    facts = control_of(path, called)
    return Label(kind="control", family=facts.family, base=facts.base, context=facts.context, controls=facts.controls)


def _adapter(facts: AdapterFacts, contents: Contents) -> Label:
    problem, remedy = facts.problem, facts.remedy
    if not problem and facts.base and not facts.family:
        problem = contents.said
        remedy = "Choose an adapter for Stable Diffusion 1.x, Stable Diffusion 2.x or SDXL."
    return Label(
        kind="adapter",
        family=facts.family,
        base=facts.base,
        context=facts.context,
        reads=facts,
        state="unsupported" if problem else "ready",
        problem=problem,
        remedy=remedy,
    )


def _of_folder(folder: Path, sound: Callable[[Path], object]) -> Label:
    """A ControlNet in the diffusers layout. `sound` raises what is wrong with a file of weights."""
    note = got_note(folder)
    try:
        label = _control(folder, "" if note is None else note.repo)
        for path in part_files(folder):
            if path.suffix == WEIGHTS:
                sound(path)
    except ModelError as error:
        return _broken("control", error)
    except OSError as error:
        return _broken("control", ModelDamaged("Its files cannot be read.", remedy=GET_AGAIN, detail=str(error)))
    return label


def _kept_as(path: Path, note: Note | None) -> AdditionKind | None:
    """What a file that says nothing was got as, or what is kept in the folder that it lies in; None for models."""
    if note is not None and note.kind in _KINDS:
        return _KINDS[note.kind]
    for folder in list(path.parents)[:_FAR]:
        kept = kind_named(folder)
        if kept in _KINDS:
            return _KINDS[kept]
    return None


def _pickle(path: Path) -> ModelUnsafe:
    return ModelUnsafe(
        f"{path.name} is a pickle, which can run any program when it is opened. It was not opened.",
        remedy="Look for the same one as .safetensors.",
    )


def _unknown(contents: Contents) -> ModelUnsupported:
    return ModelUnsupported(contents.said, remedy="Look on the page that it came from what it is made for.")


def _broken(kind: AdditionKind, error: ModelError) -> Label:
    state = "unsafe" if isinstance(error, ModelUnsafe) else "damaged"
    if isinstance(error, ModelUnsupported):
        state = "unsupported"
    return Label(kind=kind, state=state, problem=error.message, remedy=error.remedy, detail=error.detail)
