"""Files that a plan's pictures are made from: each is found and looked at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from studio.errors import ImageError, StudioError
from studio.jobs.plans.plan import Cell
from studio.jobs.plans.problems import Problems
from studio.pixels.mask import check_mask, require_same_shape
from studio.pixels.product import check_product
from studio.pixels.start import ImageInfo, check_image, read_image
from studio.recipe.template import plain_name

Kind = Literal["start", "mask", "reference", "product"]

_CHECKS: dict[Kind, Callable[[bytes], tuple[ImageInfo, tuple[str, ...]]]] = {
    "start": check_image,
    "mask": check_mask,
    "reference": check_image,
    "product": check_product,
}


_FIELD = re.compile(r"\{([^{}]*)\}")


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is a usable picture."""

    path: Path
    """absolute"""
    sha256: str
    info: ImageInfo
    notices: tuple[str, ...]


class Inputs:
    """Files by what the plan's cells call them. Reads; writes nothing."""

    def __init__(self, beside: Path, problems: Problems) -> None:
        """`beside`: the folder of the plan, which relative paths start from."""
        self._beside = beside
        self._problems = problems
        self._seen: dict[tuple[Path, Kind], Input | StudioError] = {}
        self._shapes: dict[tuple[Path, Path], StudioError | None] = {}

    def find(self, cell: Cell | None, kind: Kind, values: Mapping[str, str]) -> Input | None:
        """None for a blank cell, and for a file that cannot be used, which is then a problem.

        `{column}` stands for the row's value of it where there is such a column.
        """
        if cell is None:
            return None
        try:
            found = self._looked_at(self._path(_filled(cell.text.strip(), values)), kind)
        except StudioError as error:
            self._problems.of(cell, kind, error)
            return None
        for notice in found.notices:
            self._problems.warning(cell, kind, notice)
        return found

    def require_same_shape(self, cell: Cell | None, start: Input, mask: Input) -> None:
        """A mask must lie on its start picture."""
        pair = start.path, mask.path
        if pair not in self._shapes:
            self._shapes[pair] = _refusal(lambda: require_same_shape(start.info, mask.info))
        if cell is not None and (error := self._shapes[pair]):
            self._problems.of(cell, "mask", error)

    def _looked_at(self, path: Path, kind: Kind) -> Input:
        if (path, kind) not in self._seen:
            self._seen[path, kind] = _look(path, kind)
        seen = self._seen[path, kind]
        if isinstance(seen, StudioError):
            raise seen
        return seen

    def _path(self, text: str) -> Path:
        """As written, or with the slashes of the other system."""
        if "\0" in text:
            raise ImageError("There is a zero character in this path.", remedy="Take it away.")
        try:
            paths = [self._beside / Path(one).expanduser() for one in dict.fromkeys((text, text.replace("\\", "/")))]
        except RuntimeError as error:  # ~somebody who is not known here
            raise ImageError(f"There is no home folder for {text[:60]}.", remedy="Write the path out.") from error
        return next((path for path in paths if _is_there(path)), paths[0])


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long
        return False


def fields_of(text: str) -> set[str]:
    """The columns that a path may name, as `plain_name` makes them."""
    return {plain_name(name) for name in _FIELD.findall(text)}


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Names in braces that are no column's stay: a file may be named so."""
    return _FIELD.sub(lambda found: values.get(plain_name(found[1]), found[0]), text)


def _look(path: Path, kind: Kind) -> Input | StudioError:
    try:
        data = read_image(path)
    except StudioError as error:
        return error
    try:
        info, notices = _CHECKS[kind](data)
    except StudioError as error:
        return type(error)(f"{path.name}: {error.message}", remedy=error.remedy, detail=error.detail)
    return Input(path=path, sha256=hashlib.sha256(data).hexdigest(), info=info, notices=notices)


def _refusal(check: Callable[[], None]) -> StudioError | None:
    try:
        check()
    except StudioError as error:
        return error
    return None
