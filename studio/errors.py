"""The error tree: what went wrong for the user, what to do next, and detail for the log.

StudioError
├── InputError              the request itself cannot be served as written (exit status 2)
│   ├── PromptError
│   ├── SizeError
│   ├── CountError
│   ├── ImageError          a start picture that cannot be used
│   ├── PlanError           a plan with mistakes, each with its place
│   ├── LicenceNotAccepted  a model whose licence nobody has agreed to yet
│   ├── RecipeError         text that is no recipe
│   │   └── NewerRecipe     a recipe written by a newer studio
│   └── SettingError
├── ModelError
│   ├── ModelMissing        not installed, or its folder is gone
│   ├── ModelDamaged        a file is missing, truncated or something else than its name says
│   ├── ModelUnsafe         a pickle checkpoint: never opened
│   └── ModelUnsupported    a family or mode this studio cannot run
├── HubError                what the place that models come from refused
│   ├── HubUnreachable      no connection, or one that breaks again and again
│   ├── HubMissing          no such model, version or file there
│   ├── HubRefused          it wants a token, or its maker's consent
│   └── HubBusy             it asks to come back later
├── EngineError
│   ├── EngineStartFailed
│   ├── EngineLost          the process died while it worked
│   ├── EngineHung          it did not answer and was ended
│   ├── OutOfMemory
│   └── ProtocolError       the other side of the line spoke something else
│       └── LineCut         it ended in the middle of what it said
├── StorageError
│   ├── DiskFull
│   ├── FolderUnusable      missing, read-only, or a file in its place
│   ├── KeysUnusable        secrets cannot be read or kept
│   ├── FileClash           another file has this name, and nothing is overwritten
│   ├── PictureGone         the library has this picture no longer
│   ├── DatabaseLocked
│   ├── DatabaseNewer
│   └── DatabaseDamaged
├── OwnershipError          another studio holds this STUDIO_HOME
│   └── OtherVersion
└── JobError                an action that the job's state does not allow
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec


class StudioError(Exception):
    """A failure told to the user as `message` and `remedy`; `detail` goes to the log only."""

    def __init__(self, message: str, *, remedy: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.detail = detail

    @property
    def kind(self) -> str:
        """The class name: how the error travels over a process line."""
        return type(self).__name__


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A mistake in a file that the user wrote, with its place."""

    line: int
    """from 1; of the line where the value stands"""
    column: int
    """from 1, in characters of that line"""
    field: str = ""
    """the column's header or the setting's name; empty where the file itself is meant"""
    message: str
    remedy: str = ""
    severity: Literal["error", "warning"] = "error"
    file: str = ""
    """path of a file that the plan names, where the mistake stands there; empty for the plan itself"""


class InputError(StudioError): ...


class PromptError(InputError): ...


class SizeError(InputError): ...


class CountError(InputError): ...


class ImageError(InputError): ...


class PlanError(InputError):
    """`problems` are all that were found, not only the first."""

    def __init__(self, message: str, *, remedy: str = "", detail: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, remedy=remedy, detail=detail)
        self.problems = problems


class LicenceNotAccepted(InputError): ...


class RecipeError(InputError): ...


class NewerRecipe(RecipeError): ...


class SettingError(InputError): ...


class ModelError(StudioError): ...


class ModelMissing(ModelError): ...


class ModelDamaged(ModelError): ...


class ModelUnsafe(ModelError): ...


class ModelUnsupported(ModelError): ...


class HubError(StudioError): ...


class HubUnreachable(HubError): ...


class HubMissing(HubError): ...


class HubRefused(HubError): ...


class HubBusy(HubError): ...


class EngineError(StudioError): ...


class EngineStartFailed(EngineError): ...


class EngineLost(EngineError): ...


class EngineHung(EngineError): ...


class OutOfMemory(EngineError): ...


class ProtocolError(EngineError): ...


class LineCut(ProtocolError): ...


class StorageError(StudioError): ...


class DiskFull(StorageError): ...


class FolderUnusable(StorageError): ...


class KeysUnusable(StorageError): ...


class FileClash(StorageError): ...


class PictureGone(StorageError): ...


class DatabaseLocked(StorageError): ...


class DatabaseNewer(StorageError): ...


class DatabaseDamaged(StorageError): ...


class OwnershipError(StudioError): ...


class OtherVersion(OwnershipError): ...


class JobError(StudioError): ...


def _subclasses(root: type[StudioError]) -> Iterator[type[StudioError]]:
    yield root
    for child in root.__subclasses__():
        yield from _subclasses(child)


def error_of_kind(kind: str, message: str, *, remedy: str = "", detail: str = "") -> StudioError:
    """The error that `kind` names, made again on this side of a process line; StudioError if the name is unknown."""
    for candidate in _subclasses(StudioError):
        if candidate.__name__ == kind:
            return candidate(message, remedy=remedy, detail=detail)
    return StudioError(message, remedy=remedy, detail=detail)
