"""`studio models verify`: every file read again, what is broken named, and only that fetched again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from studio.catalog.catalog import STARTER, Catalog
from studio.catalog.checking import Checked, checked
from studio.catalog.fingerprints import Fingerprints
from studio.catalog.shelf import Shelf, got_folder, got_note, note_of
from studio.cli.output import Status, print_json, say, say_error
from studio.errors import ModelMissing, StudioError
from studio.paths import Home, default_home
from studio.recipe.recipe import SKETCH
from studio.settings import Settings


class Here(msgspec.Struct, frozen=True, kw_only=True):
    """A model or addition that is looked at."""

    id: str
    place: Path
    encoder: Path | None = None
    """of an adapter"""


class Verdict(msgspec.Struct, kw_only=True):
    """What was found in one of them."""

    here: Here
    files: int
    broken: tuple[Checked, ...]
    repaired: tuple[str, ...] = ()
    error: StudioError | None = None
    """why it could not be repaired"""

    @property
    def ok(self) -> bool:
        return not self.broken

    def document(self) -> dict[str, Any]:
        return {
            "id": self.here.id,
            "place": str(self.here.place),
            "files": self.files,
            "problems": [{"path": one.path, "problem": one.problem} for one in self.broken],
            "repaired": list(self.repaired),
            "ok": self.ok,
        }


def verify_models(model_id: str | None, *, repair: bool, mirror: str, as_json: bool) -> Status:
    """Check one model or all; with `repair` fetch again what is broken."""
    home = default_home()
    catalog = Catalog(home, Settings.load(home.settings))
    fingerprints = Fingerprints(home.cache / "weights.json")
    verdicts = [_verify(here, fingerprints) for here in _asked(home, catalog, model_id)]
    if repair:
        for verdict in verdicts:
            _repair(home, verdict, mirror, fingerprints)
    fingerprints.keep()
    for verdict in verdicts:
        _say_remedy(verdict, repair)
    if as_json:
        print_json({"models": [verdict.document() for verdict in verdicts], "ok": all(one.ok for one in verdicts)})
    return Status.DONE if all(verdict.ok for verdict in verdicts) else Status.FAILED


def _asked(home: Home, catalog: Catalog, model_id: str | None) -> Sequence[Here]:
    models = [Here(id=model.ref.id, place=model.folder) for model in catalog.models()]
    every = models + [Here(id=one.id, place=one.path, encoder=one.encoder) for one in catalog.additions()]
    if model_id is None:
        return [here for here in every if here.id != SKETCH]  # its code is the studio's own
    found = [here for here in every if here.id == model_id]
    half = Shelf(home.models).unfinished(model_id)
    if not found and half is not None:
        raise ModelMissing(f"The model “{model_id}” is not whole. {half.problem}", remedy=half.go_on)
    if not found:
        ids = ", ".join(here.id for here in every)
        raise ModelMissing(f"The model “{model_id}” is not installed.", remedy=f"Installed are: {ids}.")
    return found


def _verify(here: Here, fingerprints: Fingerprints) -> Verdict:
    say(f"{here.id} ...")
    if here.id == SKETCH:
        say("  part of Blink Studio: it has no weights")
        return Verdict(here=here, files=0, broken=())
    files = list(checked(here.place, fingerprints, here.encoder))
    broken = tuple(one for one in files if one.problem)
    for one in broken:
        say(f"  {one.path} {one.problem}" if one.path else f"  {one.problem}")
    if not broken:
        say("  1 file, as it should be" if len(files) == 1 else f"  {len(files)} files, all as they should be")
    return Verdict(here=here, files=len(files), broken=broken)


def _repair(home: Home, verdict: Verdict, mirror: str, fingerprints: Fingerprints) -> None:
    here = verdict.here
    folder = got_folder(here.place)
    note = note_of(folder)
    wrong = tuple(one.noted for one in verdict.broken if one.noted is not None)
    if note is None or not wrong:
        return
    from studio.cli.models_get import mend_model  # the hub's client is only for those who ask a hub

    try:
        mend_model(home, folder, note, wrong, mirror)
    except StudioError as error:
        verdict.error = error
        return
    verdict.repaired = tuple(file.path for file in wrong)
    verdict.broken = tuple(one for one in checked(here.place, fingerprints, here.encoder) if one.problem)
    say(f"{here.id}: fetched again: {', '.join(verdict.repaired)}")


def _say_remedy(verdict: Verdict, repair: bool) -> None:
    if verdict.ok:
        return
    here = verdict.here
    if verdict.error is not None:
        say_error(verdict.error)
    elif here.id == STARTER:
        say("  It comes with the studio: install or check out Blink Studio again.")
    elif got_note(here.place) is None:
        say("  It did not come through the studio: get it again from where it came, or: studio models get MAKER/MODEL")
    elif not repair:
        say(f"  Fetch what is broken again: studio models verify {here.id} --repair")
