"""Whole models in one file, listed like others: what such a file lacks is lent by folders that are installed."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from studio.catalog.anatomy import PICKLES, WEIGHTS, part_files
from studio.catalog.fingerprints import Fingerprints, weights_of
from studio.catalog.installed import InstalledModel
from studio.catalog.licences import noted_licence
from studio.catalog.shelf import note_of
from studio.errors import ModelError, ModelUnsafe, ModelUnsupported
from studio.families.family import read_json
from studio.families.single_file import SingleFile, recognise_file
from studio.recipe.recipe import ModelRef

_DECIDING: Mapping[str, tuple[str, ...]] = {
    "text_encoder": ("hidden_size", "num_hidden_layers", "intermediate_size", "vocab_size"),
    "text_encoder_2": ("hidden_size", "num_hidden_layers", "intermediate_size", "vocab_size"),
    "vae": ("block_out_channels", "latent_channels", "scaling_factor"),
}
"""what of a part's config must be the same for another model's part to take its place"""


class _Tables(msgspec.Struct, frozen=True, kw_only=True):
    vocab: dict[str, int]


class _Tokenizer(msgspec.Struct, frozen=True, kw_only=True):
    model: _Tables


msgspec.json.Decoder(_Tokenizer)  # before any thread decodes it: see recipe/recipe.py


def single_model(
    model_id: str,
    path: Path,
    lenders: Iterable[Path],
    fingerprints: Fingerprints,
    *,
    layouts: Path | None = None,
    fresh: bool = False,
) -> InstalledModel:
    """The model in a file; `lenders` are model folders whose tokenizers and encoders may be used for it.

    Raises ModelUnsupported, ModelDamaged and ModelUnsafe: for what is no whole model, or lacks what nobody lends.
    """
    if path.suffix in PICKLES:
        raise ModelUnsafe(
            f"{path.name} is a pickle checkpoint, which can run any program when it is opened. It was not opened.",
            remedy="Get this model as .safetensors.",
        )
    file = recognise_file(path, layouts)
    lent = _lent(file, tuple(lenders))
    digest = fingerprints.sha256(path, fresh=fresh)
    borrowed = tuple(found for part in file.lacks for found in part_files(lent[part]))
    deciding = [("model" + WEIGHTS, digest)]
    deciding += [(_place(config), fingerprints.sha256(config, fresh=fresh)) for config in (*file.configs, *borrowed)]
    found, note = file.found, note_of(path.parent)
    return InstalledModel(
        ref=ModelRef(id=model_id, weights=weights_of(deciding)),
        name=found.name,
        family=found.family,
        licence=found.licence or ("" if note is None else noted_licence(note)),
        summary=found.summary,
        capabilities=found.capabilities,
        folder=path,
        bytes=path.stat().st_size,
        state="ready",
        layout=file.layout.folder,
        lent=lent,
    )


def _place(file: Path) -> str:
    """A name within the whole, wherever the studio or the lender lies."""
    return f"{file.parent.name}/{file.name}"


def _lent(file: SingleFile, lenders: tuple[Path, ...]) -> dict[str, Path]:
    """Part to the folder that it comes from instead of the file."""
    found = {} if file.schedule is None else {"scheduler": file.schedule}
    for part in file.lacks:
        found[part] = _lender(part, file.layout.folder / part, lenders)
    for part, words in file.layout.tokenizers.items():
        found[part] = _tokenizer(words, lenders)
    return found


def _lender(part: str, config: Path, lenders: tuple[Path, ...]) -> Path:
    for folder in lenders:
        if part in _DECIDING and _is_alike(part, config, folder / part):
            return folder / part
    names = {"unet": "UNet", "vae": "autoencoder (VAE)", "text_encoder": "text encoder"}
    raise ModelUnsupported(
        f"This file has no {names.get(part, part.replace('_', ' '))}, and no installed model has one that fits.",
        remedy="Install a model of the same family as a folder in the diffusers layout; its part is used then.",
        detail=part,
    )


def _is_alike(part: str, wanted: Path, offered: Path) -> bool:
    try:
        one, other = (read_json(folder / "config.json", dict[str, object]) for folder in (wanted, offered))
        return all(one.get(key) == other.get(key) for key in _DECIDING[part]) and bool(part_files(offered))
    except ModelError:
        return False


def _tokenizer(words: int, lenders: tuple[Path, ...]) -> Path:
    for folder in lenders:
        for name in ("tokenizer", "tokenizer_2"):
            if words_in(folder / name) == words:
                return folder / name
    raise ModelUnsupported(
        f"A single file has no tokenizer, and no installed model has the one that this model needs ({words} words).",
        remedy="Install any Stable Diffusion or SDXL model as a folder in the diffusers layout; its tokenizer is used "
        "then. The Starter has another one.",
    )


def words_in(tokenizer: Path) -> int:
    """How many words the tokenizer in a folder knows; 0 where there is none that can be read."""
    for name in ("tokenizer.json", "vocab.json"):
        path = tokenizer / name
        try:
            stat = path.stat()
        except OSError:
            continue
        return _words(path, stat.st_size, stat.st_mtime_ns)
    return 0


@functools.lru_cache(maxsize=64)
def _words(path: Path, _size: int, _changed: int) -> int:
    try:
        if path.name == "vocab.json":
            return len(read_json(path, dict[str, int]))
        return len(read_json(path, _Tokenizer).model.vocab)
    except ModelError:
        return 0
