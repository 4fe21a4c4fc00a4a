"""What the canvas begins with: nothing, a picture or a sketch. Each choice can be undone."""

from __future__ import annotations

from typing import Literal

import msgspec

from studio.recipe.draft import DraftSketch
from studio.workspace.choices import Choices
from studio.workspace.draft import DraftState, StartPicture
from studio.workspace.masking import strength_unmasked

Kind = Literal["nothing", "picture", "sketch"]
KINDS: tuple[Kind, ...] = ("nothing", "picture", "sketch")
_Held = tuple[StartPicture | DraftSketch | None, StartPicture | None]
"""(start, what is set aside)"""


class Starts:
    def __init__(self, draft: DraftState, choices: Choices) -> None:
        self._draft = draft
        self._choices = choices

    @property
    def kind(self) -> Kind:
        match self._draft.start:
            case None:
                return "nothing"
            case StartPicture():
                return "picture"
            case DraftSketch():
                return "sketch"

    @property
    def sketch(self) -> DraftSketch | None:
        """None where something else is begun with."""
        start = self._draft.start
        return start if isinstance(start, DraftSketch) else None

    def choose(self, kind: Kind) -> None:
        """A picture that was begun with before comes back; without one, nothing is begun with until it is given."""
        draft = self._draft
        picture = draft.start if isinstance(draft.start, StartPicture) else draft.aside
        match kind:
            case "nothing":
                self._put("start from nothing", (None, picture))
            case "picture":
                self._put("start from the picture", (picture, None))
            case "sketch":
                self._put("sketch first", (self.sketch or DraftSketch(), picture))

    def sketch_first(self, layout: int | None) -> None:
        """With this layout, or one for each picture."""
        draft = self._draft
        picture = draft.start if isinstance(draft.start, StartPicture) else draft.aside
        self._put("sketch first", (msgspec.structs.replace(self.sketch or DraftSketch(), layout=layout), picture))

    def turn_sketch(self) -> None:
        """Sketch first; or, where that is chosen, what was begun with before."""
        if self.sketch is None:
            self.choose("sketch")
        else:
            self.choose("picture" if self._draft.aside is not None else "nothing")

    def take_away(self) -> None:
        """The start picture, for good."""
        strength = strength_unmasked(self._draft)
        self._choices.put("take the start picture away", strength=strength, aside=None, start=None)

    def lay_out(self, layout: int | None) -> None:
        """One layout for the whole set, by its seed; None: one for each picture. Only where a sketch is drawn first."""
        if self.sketch is not None:
            label = "keep the layout" if layout is not None else "let layouts vary"
            self._put(label, (msgspec.structs.replace(self.sketch, layout=layout), self._draft.aside))

    def strengthen(self, strength: float | None) -> None:
        """How far the sketch may be left, 0 to 1; None for the model's own. Not a step of its own to undo."""
        if self.sketch is not None:
            self._draft.start = msgspec.structs.replace(self.sketch, strength=strength)

    def _put(self, label: str, after: _Held) -> None:
        start, aside = after
        self._choices.put(label, aside=aside, start=start)
