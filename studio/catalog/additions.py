"""A LoRA, ControlNet or adapter on this machine, as the studio lists it: what it is, and which files decide it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from studio.catalog.anatomy import is_folder, part_files
from studio.catalog.fingerprints import Fingerprints, weights_of
from studio.catalog.installed import State
from studio.catalog.labels import Label
from studio.catalog.licences import licence_in, noted_licence
from studio.catalog.naming import name_of
from studio.catalog.offered import offer_got
from studio.catalog.shelf import Note, got_note
from studio.errors import ModelDamaged, ModelError, ModelUnsafe, ModelUnsupported
from studio.families.adapter import encoder_for, without_encoder
from studio.recipe.additions import CALLED, Addition, AdditionKind
from studio.recipe.recipe import ModelRef

_ERRORS: Mapping[State, type[ModelError]] = {
    "damaged": ModelDamaged,
    "unsafe": ModelUnsafe,
    "unsupported": ModelUnsupported,
}


class InstalledAddition(msgspec.Struct, frozen=True, kw_only=True):
    """One file or folder: what it is, what it belongs to, and what is wrong with it.

    `addition.ref.weights` is empty unless the state is ready, and also while nobody has needed it: hundreds of LoRAs
    are listed by their headers, and each is read from end to end when it is first used (Catalog.additions_for).
    """

    addition: Addition
    name: str
    """for people"""
    licence: str = ""
    """SPDX identifier, or empty when nobody says"""
    summary: str = ""
    words: tuple[str, ...] = ()
    """that wake it in a prompt, where it says so (trigger words)"""
    path: Path
    """a file, or a folder in the diffusers layout"""
    encoder: Path | None = None
    """of an adapter: the folder or file of the image encoder that it was trained with"""
    bytes: int = 0
    """of all its files, an adapter's encoder included; 0 where they cannot be read"""
    state: State = "ready"
    problem: str = ""
    """plain sentence; empty when ready"""
    remedy: str = ""
    detail: str = ""

    @property
    def id(self) -> str:
        """Unique among additions and models together."""
        return self.addition.ref.id

    def require_ready(self) -> InstalledAddition:
        """This one, or its problem as an error: ModelDamaged, ModelUnsafe or ModelUnsupported."""
        if self.state == "ready":
            return self
        message = f"The {CALLED[self.addition.kind]} “{self.id}” cannot be used: {self.problem}"
        raise _ERRORS[self.state](message, remedy=self.remedy, detail=self.detail)


def listed(
    id: str, kind: AdditionKind, path: Path, label: Label, encoders: Iterable[Path], fingerprints: Fingerprints
) -> InstalledAddition:
    """What lies at `path`; `encoders` are where image encoders may lie besides around it. Reads no weights."""
    note = got_note(path)
    offer = None if note is None else offer_got(note)
    encoder = None if label.reads is None else encoder_for(path, label.reads, tuple(encoders))
    state, problem, remedy = label.state, label.problem, label.remedy
    if label.reads is not None and encoder is None and state == "ready":
        state, (problem, remedy) = "unsupported", without_encoder(label.reads)
    files = deciding(path, encoder)
    return InstalledAddition(
        addition=Addition(
            ref=ModelRef(id=id, weights="" if state != "ready" else _known(files, fingerprints)),
            kind=kind,
            family=label.family,
            base=label.base,
            context=label.context,
            controls=label.controls,
            pace=label.pace,
        ),
        name=name_of(path, label.title),
        licence=_licence(path, note) or label.licence,
        summary="" if offer is None else offer.summary,
        words=label.words,
        path=path,
        encoder=encoder,
        bytes=sum(_size(file) for _, file in files),
        state=state,
        problem=problem,
        remedy=remedy,
        detail=label.detail,
    )


def deciding(path: Path, encoder: Path | None) -> tuple[tuple[str, Path], ...]:
    """(name, file) of everything that decides what it does; of what is damaged, what is there of it."""
    own = _files(path, "addition")
    return own if encoder is None else own + _files(encoder, "encoder")


def weights(files: tuple[tuple[str, Path], ...], fingerprints: Fingerprints, *, fresh: bool = False) -> str:
    """The hash that names it: of a single file its own sha256, by which it is known elsewhere too. Raises
    ModelDamaged."""
    digests = [(name, fingerprints.sha256(path, fresh=fresh)) for name, path in files]
    return digests[0][1] if len(digests) == 1 else weights_of(digests)


def _known(files: tuple[tuple[str, Path], ...], fingerprints: Fingerprints) -> str:
    """As `weights`, where it is known of every file; else empty."""
    return weights(files, fingerprints) if all(fingerprints.known(path) for _, path in files) else ""


def _files(path: Path, called: str) -> tuple[tuple[str, Path], ...]:
    if not is_folder(path):
        return ((f"{called}{path.suffix}", path),)
    try:
        return tuple((f"{called}/{file.name}", file) for file in part_files(path))
    except ModelError:
        return ()


def _licence(path: Path, note: Note | None) -> str:
    if note is not None:
        return noted_licence(note)
    return licence_in(path) if is_folder(path) else ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
