"""Which columns of a row a model refuses: all of them, each told at its own place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from studio.catalog.installed import InstalledModel
from studio.errors import StudioError
from studio.jobs.plans.plan import Cell
from studio.jobs.plans.problems import Problems
from studio.recipe.additions import Addition
from studio.recipe.capabilities import Capabilities
from studio.recipe.draft import DEFAULT_STRENGTH, Draft, DraftSketch, DraftStart
from studio.recipe.resolve import Resolved, resolve

Blank = Callable[[Draft], Draft]

Start = DraftStart | DraftSketch | None


def _unmasked(start: Start) -> Start:
    return replace(start, mask="") if isinstance(start, DraftStart) else start


def _of_usual_strength(start: Start) -> Start:
    match start:
        case None:
            return None
        case DraftStart():
            return replace(start, strength=DEFAULT_STRENGTH)
        case DraftSketch():
            return replace(start, strength=None)


_BLANKS: tuple[tuple[str, Blank], ...] = (
    ("mask", lambda draft: replace(draft, start=_unmasked(draft.start))),
    ("strength", lambda draft: replace(draft, start=_of_usual_strength(draft.start))),
    ("start", lambda draft: replace(draft, start=None)),
    ("reference", lambda draft: replace(draft, references=())),
    ("product_at", lambda draft: replace(draft, product=draft.product and replace(draft.product, at="centre"))),
    ("product", lambda draft: replace(draft, product=None)),
    ("tile", lambda draft: replace(draft, tile="")),
    ("steps", lambda draft: replace(draft, steps=None)),
    ("guidance", lambda draft: replace(draft, guidance=None)),
    ("seed", lambda draft: replace(draft, seed=None)),
    ("count", lambda draft: replace(draft, count=1)),
    ("size", lambda draft: replace(draft, width=None, height=None, fit=None)),
    ("prompt", lambda draft: replace(draft, prompt="x")),
)
"""what a draft is without each column; what is more often to blame comes before what hides it"""


class Refusals:
    """What one model, with what is installed beside it, says to drafts."""

    def __init__(self, model: InstalledModel, additions: Callable[[Draft, Capabilities], Sequence[Addition]]) -> None:
        """`additions` are those that a draft may name for such a model; raises ModelError for what cannot be used."""
        self._model = model
        self._additions = additions

    def resolved(self, draft: Draft, place: Callable[[str], Cell], problems: Problems) -> Resolved | None:
        """None where it is refused; then every column that is to blame is a problem at `place(column)`."""
        try:
            return self._resolve(draft)
        except StudioError as error:
            refusal: StudioError | None = error
        while refusal is not None:
            field, rest = self._blamed(draft, refusal)
            problems.of(place(field), field, refusal)
            refusal = None if rest == draft else self._refusal(rest)
            draft = rest
        return None

    def _blamed(self, draft: Draft, refusal: StudioError) -> tuple[str, Draft]:
        """The column without which `draft` is not refused so, and `draft` without it; the prompt if there is none."""
        for field, blank in _BLANKS:
            rest = blank(draft)
            if rest == draft:
                continue
            again = self._refusal(rest)
            if again is None or again.message != refusal.message:
                return field, rest
        return "prompt", draft

    def _refusal(self, draft: Draft) -> StudioError | None:
        try:
            self._resolve(draft)
        except StudioError as error:
            return error
        return None

    def _resolve(self, draft: Draft) -> Resolved:
        can = self._model.capabilities
        return resolve(draft, self._model.ref, can, self._additions(draft, can))
