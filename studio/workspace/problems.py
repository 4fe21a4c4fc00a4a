"""What went wrong or should be known, by the place of the window where it is shown: message and remedy."""

from __future__ import annotations

from typing import Literal

import msgspec
from psygnal import Signal

from studio.errors import (
    CountError,
    EngineStartFailed,
    ImageError,
    ModelError,
    PromptError,
    RecipeError,
    SizeError,
    StudioError,
)

Place = Literal["prompt", "size", "count", "start", "window"]
Tone = Literal["error", "notice"]
PLACES: tuple[Place, ...] = ("prompt", "size", "count", "start", "window")
Offer = Literal["settings", "models", "restart", "report"]
"""what a button beside the message can do about it: open the settings or the models, begin anew, tell more"""
_MOST_AT_ONCE = 3


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to tell, in the user's words."""

    place: Place
    message: str
    remedy: str = ""
    tone: Tone = "error"
    offer: Offer | None = None

    @classmethod
    def of(cls, error: StudioError) -> Problem:
        return cls(place=place_of(error), message=error.message, remedy=error.remedy, offer=_offer_for(error))

    @classmethod
    def at_start(cls, error: StudioError) -> Problem:
        """The studio could not be opened: when what the remedy says is done, it can be tried again."""
        return cls(place="window", message=error.message, remedy=error.remedy, offer="restart")


def place_of(error: StudioError) -> Place:
    match error:
        case PromptError():
            return "prompt"
        case SizeError():
            return "size"
        case CountError():
            return "count"
        case ImageError() | RecipeError():
            return "start"
        case _:
            return "window"


def _offer_for(error: StudioError) -> Offer | None:
    match error:
        case ModelError():
            return "models"
        case EngineStartFailed():
            return "settings"
        case _:
            return None


class Problems:
    """What is shown now. In place stands the newest; the window's banner holds the newest three."""

    changed = Signal(str)
    """the place"""

    def __init__(self) -> None:
        self._shown: dict[Place, tuple[Problem, ...]] = {}

    def at(self, place: Place) -> tuple[Problem, ...]:
        return self._shown.get(place, ())

    def put(self, problem: Problem) -> None:
        others = tuple(old for old in self.at(problem.place) if old != problem)
        most = _MOST_AT_ONCE if problem.place == "window" else 1
        self._set(problem.place, (*others, problem)[-most:])

    def tell(self, message: str, place: Place = "window") -> None:
        self.put(Problem(place=place, message=message, tone="notice"))

    def dismiss(self, problem: Problem) -> None:
        self._set(problem.place, tuple(old for old in self.at(problem.place) if old != problem))

    def clear(self, *places: Place) -> None:
        for place in places:
            self._set(place, ())

    def clear_errors(self, place: Place) -> None:
        self._set(place, tuple(old for old in self.at(place) if old.tone == "notice"))

    def _set(self, place: Place, problems: tuple[Problem, ...]) -> None:
        if problems != self.at(place):
            self._shown[place] = problems
            self.changed.emit(place)
