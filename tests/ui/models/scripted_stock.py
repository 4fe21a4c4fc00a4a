"""A stock that does what a test says: the hub answers, and bytes come, when the test lets them."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec

from studio.catalog.checking import Checked
from studio.catalog.coming import Progress, Watch
from studio.catalog.finding import Found
from studio.catalog.licences import KNOWN
from studio.catalog.offered import offer_of
from studio.catalog.reading import Reading
from studio.catalog.reading import Watch as WatchReading
from studio.catalog.removing import Removal
from studio.catalog.shelf import Note, NotedFile, Unfinished
from studio.errors import StudioError
from studio.recipe.recipe import ModelRef
from studio.workspace.model_stock import Checkup, Kept, Say, Wanted
from tests.workspace.scripted_core import ScriptedModel, ScriptedModels

TOTAL = 2_000_000_000


class ScriptedStock:
    """`asked` tells what was asked of the network. What comes is installed in the scripted catalogue."""

    def __init__(self, catalog: ScriptedModels) -> None:
        self.catalog = catalog
        self.asked: list[str] = []
        self.refusal: StudioError | None = None
        """raised by the next question"""
        self.done = 500_000_000
        """bytes that come before the line is stuck"""
        self.go = threading.Event()
        """lets the rest come"""
        self.tokens: list[str] = []
        self.broken: tuple[Checked, ...] = ()
        self.others: tuple[Found, ...] = ()
        self.unread = 0
        """bytes that nobody has read yet"""
        self._agreed = False
        self._halves: dict[str, Unfinished] = {}

    def kept(self) -> Kept:
        return Kept(halves=tuple(self._halves.values()))

    def ask(self, name: str, stop: threading.Event, say: Say) -> Wanted | None:
        self.asked.append(name)
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        return Wanted(
            name=name,
            note=note_of(name),
            licence=KNOWN["cc-by-nc-4.0"],
            agreed=self._agreed,
            host="huggingface.co",
            have=self._halves[name].bytes if name in self._halves else 0,
            free=9 * TOTAL,
        )

    def agree(self, wanted: Wanted) -> None:
        self._agreed = True

    def fetch(self, wanted: Wanted, stop: threading.Event, say: Say, watch: Watch) -> Path | None:
        note = wanted.note
        watch(Progress(done=self.done, total=TOTAL, fetched=self.done, file="unet"))
        self._halves[wanted.name] = Unfinished(note=note, folder=Path("half"), bytes=self.done)
        while not stop.is_set() and not self.go.wait(0.01):
            pass
        if not stop.is_set():
            self._halves.pop(wanted.name)
            self.catalog.installed.append(a_model(note.id))
        return None

    def keep_token(self, token: str) -> None:
        self.tokens.append(token)

    def read(self, place: Path | None, stop: threading.Event, watch: WatchReading) -> bool:
        """Sticks at a third of what is `unread` until the test lets it go on."""
        if self.unread:
            watch(Reading(done=self.unread // 3, total=self.unread, file="photo.safetensors"))
            while not stop.is_set() and not self.go.wait(0.01):
                pass
        return not stop.is_set()

    def check(self, place: Path, stop: threading.Event, watch: WatchReading) -> Checkup | None:
        return Checkup(files=3, broken=self.broken, note=note_of("photo"))

    def mend(self, place: Path, checkup: Checkup, stop: threading.Event, say: Say, watch: Watch) -> None:
        self.broken = ()

    def removal(self, model_id: str) -> Removal:
        return Removal(id=model_id, folder=Path("/home/models") / model_id, what="delete", bytes=TOTAL)

    def delete(self, removal: Removal) -> None:
        self._halves.pop(removal.id, None)
        self.catalog.installed = [model for model in self.catalog.installed if model.ref.id != removal.id]
        self.catalog.added = [one for one in self.catalog.added if one.id != removal.id]

    def unname(self, removal: Removal) -> bool:
        return False

    def find(self, place: Path | None, stop: threading.Event) -> tuple[Found, ...]:
        return self.others


def note_of(name: str) -> Note:
    file = NotedFile(path="unet", source="unet", size=TOTAL)
    return Note(id=name, repo=f"maker/{name}", commit="c", endpoint="https://huggingface.co", files=(file,))


def a_model(id: str) -> ScriptedModel:
    offer = offer_of(id)
    name = id if offer is None else offer.name
    return msgspec.structs.replace(
        ScriptedModel(), ref=ModelRef(id=id, weights="c" * 64), name=name, folder=Path("/home/models") / id, bytes=TOTAL
    )
