"""The catalogue of what is installed: models by id, and the folder behind a recipe's model."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

from studio.catalog.additions import InstalledAddition, deciding, listed
from studio.catalog.anatomy import WEIGHTS, deciding_files, is_folder, is_weights, require_index
from studio.catalog.fingerprints import Fingerprints, weights_of
from studio.catalog.installed import InstalledModel, broken
from studio.catalog.labels import Label, Labels
from studio.catalog.licences import licence_in
from studio.catalog.naming import id_of, name_of, unique
from studio.catalog.places import encoder_places, model_places, models_at, unreachable
from studio.catalog.reading import Unread, Watch, read, unheard, unread
from studio.catalog.shelf import Shelf
from studio.catalog.single_files import single_model
from studio.catalog.sketch import sketch_model, sketch_source
from studio.catalog.wanted import looked_for, meant_by, source_of
from studio.errors import ModelDamaged, ModelError, ModelMissing, ModelUnsupported
from studio.families.family import read_index
from studio.families.recognise import Recognised, recognise
from studio.paths import Home, models_dir
from studio.recipe.additions import CALLED, Addition
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import Draft
from studio.recipe.recipe import SKETCH, ModelRef
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from studio.wire.messages import AdditionSource, ModelSource

STARTER = "starter"
_NO_ADDITIONS = ("model", "encoder")
_ADDITIONS = ("lora", "control", "adapter")
_SHOWN = ("model", *_ADDITIONS)


class Place(NamedTuple):
    """Something that is listed, and under which id."""

    id: str
    path: Path
    label: Label


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
        self._labels = Labels(home.cache / "labels.json")

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
        places = self._listed("model")
        paths = tuple(place.path for place in places)
        found = tuple(self._inspect(place.id, place.path, paths) for place in places)
        self._fingerprints.keep()
        first = 1 if paths and paths[0] == self._embedded else 0
        return (*found[:first], sketch_model(), *found[first:])

    def additions(self) -> tuple[InstalledAddition, ...]:
        """Every LoRA, ControlNet and adapter, those that cannot be used with their reason; ids are none of a model's.

        No file is read beyond its header, and of no file twice: hundreds take well below a second. So the weights'
        hash stands in those alone that were used, or got, before: see `additions_for`.
        """
        encoders = encoder_places(self._home.models, self._named)
        return tuple(self._addition(place, encoders) for place in self._listed(*_ADDITIONS))

    def additions_for(
        self, draft: Draft, can: Capabilities, watch: Watch = unheard, stop: threading.Event | None = None
    ) -> tuple[Addition, ...]:
        """Those that can be used, for `resolve`: what this draft means of them has its weights' hash, so that its
        recipe has no blank.

        A file is read from end to end when it is meant for the first time (a second for each gigabyte or two); `watch`
        hears how far that is, and with `stop` set it ends with reading.Stopped. Raises as `resolve` does for additions
        that are missing or do not fit, and ModelDamaged.
        """
        if not (draft.addons or draft.controls or draft.references):
            return ()
        meant = meant_by(draft, can, looked_for(draft, self.additions(), self._fingerprints))
        self.read(self.unread(meant.blank), watch, stop)
        return meant.known(self._fingerprints)

    def place_of(self, id: str) -> Path | None:
        """Where the model or addition of this id lies, whole or not; None for the sketch and for what is not here."""
        return next((place.path for place in self._listed(*_SHOWN) if place.id == id), None)

    def addition_source(self, ref: ModelRef) -> AdditionSource:
        """Where exactly this addition lies, under whatever id. Raises ModelMissing, -Damaged, -Unsafe, -Unsupported.

        What nobody has read yet is read now: first what has the same id, then others, small ones first and not without
        end.
        """
        return source_of(ref, self.additions(), self._fingerprints)

    def unread(self, additions: Iterable[InstalledAddition] | None = None) -> Unread:
        """What would be read from end to end by `models`, or to know exactly what these `additions` are."""
        if additions is None:
            files = [file for place in self._listed("model") for file in _weights_at(place.path)]
        else:
            files = [file for one in additions for _, file in deciding(one.path, one.encoder)]
        return unread(files, self._fingerprints)

    def unread_in(self, folder: Path) -> Unread:
        """What would be read from end to end by `models_in`."""
        places = (place for place in models_at(folder) if self._labels.of(place).kind == "model")
        return unread((file for place in places for file in _weights_at(place)), self._fingerprints)

    def read(self, wanted: Unread, watch: Watch, stop: threading.Event | None = None) -> None:
        """Read it now, with `watch` told how far it is, and remember what it is. Raises reading.Stopped."""
        read(wanted, self._fingerprints, watch, stop)

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
        addition = next((one for one in self.additions() if one.id == wanted), None)
        if addition is not None:
            raise _no_model(addition)
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
        places = tuple(place.path for place in self._listed("model"))
        again = self._inspect(model.ref.id, model.folder, places, fresh=True)
        self._fingerprints.keep()
        return again.require_ready()

    def models_in(self, folder: Path) -> tuple[InstalledModel, ...]:
        """Every model in a user's folder, or the one in a file, whole or not; LoRAs and the like are no models.

        Raises ModelMissing where there is nothing at all.
        """
        places = self._at(folder)
        own = tuple(place for place in places if self._labels.of(place).kind == "model")
        lenders = (*own, *(place.path for place in self._listed("model")))
        found = tuple(self._inspect(unique(id_of(place), {SKETCH}), place, lenders) for place in own)
        self._fingerprints.keep()
        return found

    def additions_in(self, folder: Path) -> tuple[InstalledAddition, ...]:
        """Every LoRA, ControlNet and adapter in a user's folder, or the one in a file, whole or not.

        Raises ModelMissing where there is neither one of these nor a model.
        """
        encoders = encoder_places(self._home.models, (*self._named, str(folder)))
        places = (Place(id_of(path), path, self._labels.of(path)) for path in self._at(folder))
        found = tuple(self._addition(place, encoders) for place in places if place.label.kind not in _NO_ADDITIONS)
        self._labels.keep()
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

    @property
    def _named(self) -> tuple[str, ...]:
        return tuple(self._settings.get(MODELS_FOLDERS))

    def _at(self, folder: Path) -> tuple[Path, ...]:
        """What lies in a user's folder. Raises ModelMissing where it is nothing."""
        found = tuple(place for place in models_at(folder) if self._labels.of(place).kind != "encoder")
        if not found:
            raise ModelMissing(
                f"There is no model in {folder}.",
                remedy="Choose a folder with model_index.json or .safetensors files in it, or one a little above.",
            )
        return found

    def _listed(self, *kinds: str) -> tuple[Place, ...]:
        """Places of these kinds; ids are given to models first, so that no addition takes one away."""
        paths = model_places(self._embedded, self._home.models, self._named)
        labelled = [(path, self._labels.of(path)) for path in paths]
        self._labels.keep()
        taken = {SKETCH}
        found: list[Place] = []
        for path, label in sorted(labelled, key=lambda pair: pair[1].kind != "model"):
            if label.kind != "encoder":
                found.append(Place(unique(id_of(path), taken), path, label))
                taken.add(found[-1].id)
        return tuple(place for place in found if place.label.kind in kinds)

    def _addition(self, place: Place, encoders: tuple[Path, ...]) -> InstalledAddition:
        kind = place.label.kind
        assert kind not in _NO_ADDITIONS
        return listed(place.id, kind, place.path, place.label, encoders, self._fingerprints)

    def _inspect(
        self, model_id: str, folder: Path, lenders: tuple[Path, ...], *, fresh: bool = False
    ) -> InstalledModel:
        try:
            if is_weights(folder):
                whole = (place for place in lenders if is_folder(place))
                found = single_model(model_id, folder, whole, self._fingerprints, layouts=self._layouts, fresh=fresh)
                return msgspec.structs.replace(found, name=name_of(folder))
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
        name=found.name if found.name != folder.name else name_of(folder),
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


def _missing(model_id: str, installed: list[str]) -> ModelMissing:
    if model_id == STARTER:
        remedy = "It comes with the studio, in the folder models/starter: install or check out Blink Studio again."
    elif near := difflib.get_close_matches(model_id, installed, n=1):
        remedy = f"Did you mean “{near[0]}”?"
    else:
        remedy = "Installed are: " + ", ".join(installed) + "."
    return ModelMissing(f"The model “{model_id}” is not installed.", remedy=remedy)


def _weights_at(place: Path) -> tuple[Path, ...]:
    """The files that are read to know what a model is; none of one that is not whole."""
    if not is_folder(place):
        return (place,) if place.suffix == WEIGHTS else ()
    try:
        return deciding_files(place, read_index(place))
    except ModelError:
        return ()


def _no_model(one: InstalledAddition) -> ModelUnsupported:
    called = CALLED[one.addition.kind]
    return ModelUnsupported(
        f"“{one.id}” is {'an' if called[0] == 'I' else 'a'} {called}, which makes no pictures on its own.",
        remedy=f"Choose a model of {one.addition.base or 'its family'}, and use it together with that.",
    )


def _other_version(model: InstalledModel) -> ModelMissing:
    return ModelMissing(
        f"This recipe was made with another version of the model “{model.ref.id}” than the one installed.",
        remedy="Install that version, or make the picture anew with the installed one; it will look different.",
        detail=f"installed weights: {model.ref.weights}",
    )
