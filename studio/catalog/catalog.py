"""The catalogue of what is installed: models by id, and the folder behind a recipe's model."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from studio.catalog.anatomy import deciding_files, is_weights, require_index
from studio.catalog.finding_cache import repo_of
from studio.catalog.fingerprints import Fingerprints, weights_of
from studio.catalog.installed import InstalledModel, broken
from studio.catalog.licences import licence_in
from studio.catalog.places import model_places, models_at, unreachable
from studio.catalog.shelf import Shelf, note_of, plain_id
from studio.catalog.single_files import single_model
from studio.catalog.sketch import sketch_model, sketch_source
from studio.errors import ModelDamaged, ModelError, ModelMissing
from studio.families.family import read_card, read_index
from studio.families.recognise import Recognised, recognise
from studio.paths import Home, models_dir
from studio.recipe.recipe import SKETCH, ModelRef
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from studio.wire.messages import ModelSource

STARTER = "starter"


class Catalog:
    """Models on this machine. Looks at the disk at every call; hashes only what changed since it last did."""

    def __init__(
        self, home: Home, settings: Settings, *, embedded: Path | None = None, layouts: Path | None = None
    ) -> None:
        """`embedded` is where the studio's own model lies, models_dir()/"starter" if not given; `layouts` those of
        single files, resources/families if not given."""
        self._layouts = layouts
        self._home = home
        self._settings = settings
        self._embedded = models_dir() / STARTER if embedded is None else embedded
        self._fingerprints = Fingerprints(home.cache / "weights.json")

    @property
    def default_id(self) -> str:
        return self._settings.get(MODEL_DEFAULT)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know about the places: named folders that are not there."""
        missing = unreachable(self._settings.get(MODELS_FOLDERS))
        return tuple(f"The model folder {folder} is not there." for folder in missing)

    def models(self) -> tuple[InstalledModel, ...]:
        """All, those that cannot be used included: the embedded one, the sketch, then the others; ids are unique."""
        places = self._places()
        taken = {SKETCH}
        listed: list[InstalledModel] = []
        for place in places:
            model_id = _unique(_id_of(place), taken)
            taken.add(model_id)
            listed.append(self._inspect(model_id, place, places))
        self._fingerprints.keep()
        first = 1 if places and places[0] == self._embedded else 0
        return (*listed[:first], sketch_model(), *listed[first:])

    def get(self, model_id: str | None = None) -> InstalledModel:
        """A model that can be used; None means the default. Raises ModelMissing, -Damaged, -Unsafe, -Unsupported."""
        wanted = model_id or self.default_id
        if wanted == SKETCH:
            return sketch_model()
        models = self.models()
        for model in models:
            if model.ref.id == wanted:
                return model.require_ready()
        half = Shelf(self._home.models).unfinished(wanted)
        if half is not None:
            raise ModelMissing(f"The model “{wanted}” is not whole. {half.problem}", remedy=half.go_on)
        raise _missing(wanted, [model.ref.id for model in models])

    def source(self, ref: ModelRef) -> ModelSource:
        """The folder with exactly these weights, under whatever id. Raises as `get`, and ModelMissing for others."""
        if ref.id == SKETCH:
            return sketch_source(ref)
        models = self.models()
        for model in models:
            if model.state == "ready" and model.ref.weights == ref.weights:
                return _source(ref, model)
        for model in models:
            if model.ref.id == ref.id:
                raise _other_version(model.require_ready())
        raise _missing(ref.id, [model.ref.id for model in models])

    def verify(self, model_id: str | None = None) -> InstalledModel:
        """As `get`, but every file is read again instead of trusting what is remembered of it."""
        model = self.get(model_id)
        if model.ref.id == SKETCH:  # its files are the studio's own
            return model
        again = self._inspect(model.ref.id, model.folder, self._places(), fresh=True)
        self._fingerprints.keep()
        return again.require_ready()

    def models_in(self, folder: Path) -> tuple[InstalledModel, ...]:
        """Every model in a user's folder, or the one in a file, whole or not. Raises ModelMissing without one."""
        places = tuple(models_at(folder))
        lenders = (*places, *self._places())
        found = tuple(self._inspect(_unique(_id_of(place), {SKETCH}), place, lenders) for place in places)
        self._fingerprints.keep()
        if not found:
            raise ModelMissing(
                f"There is no model in {folder}.",
                remedy="Choose the folder that has model_index.json in it, or the one right above it.",
            )
        return found

    def learn(self, folder: Path, digests: Iterable[tuple[str, str]]) -> None:
        """Take (relative path, sha256) of files that were just checked while they came, so that none is read twice."""
        for name, digest in digests:
            self._fingerprints.learn(folder / name, digest)
        self._fingerprints.keep()

    def name_folder(self, folder: Path) -> None:
        """From now on models of this folder are listed; `save_folders` makes it last."""
        named = self._settings.get(MODELS_FOLDERS)
        self._settings.set(MODELS_FOLDERS, tuple(dict.fromkeys((*named, str(folder.absolute())))))

    def save_folders(self) -> None:
        """Write the settings. Raises DiskFull or FolderUnusable."""
        self._settings.save()

    def _places(self) -> tuple[Path, ...]:
        return model_places(self._embedded, self._home.models, self._settings.get(MODELS_FOLDERS))

    def _inspect(
        self, model_id: str, folder: Path, lenders: tuple[Path, ...], *, fresh: bool = False
    ) -> InstalledModel:
        try:
            if is_weights(folder):
                whole = (place for place in lenders if place.is_dir())
                return single_model(model_id, folder, whole, self._fingerprints, layouts=self._layouts, fresh=fresh)
            require_index(folder)
            files = deciding_files(folder, read_index(folder))
            digests = [
                (path.relative_to(folder).as_posix(), self._fingerprints.sha256(path, fresh=fresh)) for path in files
            ]
            size = sum(path.stat().st_size for path in files)
            ref = ModelRef(id=model_id, weights=weights_of(digests))
            return _ready(ref, folder, recognise(folder), size)
        except ModelError as error:
            return broken(model_id, folder, error)
        except OSError as error:  # a file that went away while it was looked at
            gone = ModelDamaged("Its files changed while they were read.", remedy="Try again.", detail=str(error))
            return broken(model_id, folder, gone)


def _ready(ref: ModelRef, folder: Path, found: Recognised, size: int) -> InstalledModel:
    return InstalledModel(
        ref=ref,
        name=found.name,
        family=found.family,
        licence=found.licence or licence_in(folder),
        summary=found.summary,
        capabilities=found.capabilities,
        folder=folder,
        bytes=size,
        state="ready",
        vocabulary=found.vocabulary,
        knows=found.knows,
    )


def _source(ref: ModelRef, model: InstalledModel) -> ModelSource:
    return ModelSource(
        ref=ref,
        family=model.family,
        folder=str(model.folder.absolute()),
        layout="" if model.layout is None else str(model.layout.absolute()),
        lent={part: str(folder.absolute()) for part, folder in model.lent.items()},
    )


def _id_of(folder: Path) -> str:
    """The card's id, else the name of the folder, or of the model whose snapshot in Hugging Face's cache it is."""
    if is_weights(folder):
        note = note_of(folder.parent)
        return plain_id(folder.stem) if note is None else note.id
    name = repo_of(folder).rpartition("/")[2] or folder.name
    try:
        name = read_card(folder).id or name
    except ModelError:
        return plain_id(name)
    return plain_id(name)


def _unique(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def _missing(model_id: str, installed: list[str]) -> ModelMissing:
    if model_id == STARTER:
        remedy = "It comes with the studio, in the folder models/starter: install or check out Blink Studio again."
    elif near := difflib.get_close_matches(model_id, installed, n=1):
        remedy = f"Did you mean “{near[0]}”?"
    else:
        remedy = "Installed are: " + ", ".join(installed) + "."
    return ModelMissing(f"The model “{model_id}” is not installed.", remedy=remedy)


def _other_version(model: InstalledModel) -> ModelMissing:
    return ModelMissing(
        f"This recipe was made with another version of the model “{model.ref.id}” than the one installed.",
        remedy="Install that version, or make the picture anew with the installed one; it will look different.",
        detail=f"installed weights: {model.ref.weights}",
    )
