"""The text of a plan's file: which encoding it has, and where it is no text."""

from __future__ import annotations

import codecs
from pathlib import Path

from studio.errors import PlanError
from studio.recipe.placed import refused, require_whole

MAX_BYTES = 16 * 2**20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOK_AT = 4096
_MANY = 0.6
"""share of zero bytes at every other place that tells Latin text in UTF-16"""


def read_text(path: Path, encoding: str | None = None) -> str:
    """The file with line feeds for line ends. `encoding` is Python's name for it; None: UTF-8 or UTF-16.

    Raises PlanError for files that are not there, too large, of another encoding, or no text.
    """
    data = _read(path)
    name = encoding or _encoding(data)
    try:
        decoded = data.decode("utf-8-sig" if name.lower().replace("-", "") == "utf8" else name)
    except LookupError as error:
        raise PlanError(
            f"There is no encoding “{name}”.", remedy="Use for example utf-8, cp1252 or latin-1.", detail=str(error)
        ) from error
    except UnicodeDecodeError as error:
        raise _undecodable(data, name, error) from error
    except UnicodeError as error:  # encodings that are none of texts say no place
        raise PlanError(f"The plan is not {name}.", remedy="Name another encoding.", detail=str(error)) from error
    text = _line_ends(decoded)
    require_whole(text, 1, 1)
    if "\0" in text:
        raise refused(
            *_place(text[: text.index("\0")]), "Here is a zero byte: this is no text.", "Save the plan as UTF-8 text."
        )
    return text


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise PlanError(f"There is no file {path}.", remedy="Check the path.", detail=str(error)) from error
    except IsADirectoryError as error:
        raise PlanError(f"{path} is a folder.", remedy="Choose a plan in it.", detail=str(error)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PlanError(f"{path} cannot be read ({reason}).", remedy="Check its permissions.") from error
    if len(data) > MAX_BYTES:
        raise PlanError(f"{path.name} is larger than {MAX_BYTES // 2**20} MiB.", remedy="Split it into several plans.")
    return data


def _encoding(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    head = data[:_LOOK_AT]
    if head[1::2].count(0) > _MANY * len(head) / 2:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > _MANY * len(head) / 2 else "utf-8"


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> PlanError:
    before = _line_ends(data[: error.start].decode(error.encoding, errors="replace").removeprefix("\ufeff"))
    what = "UTF-8" if name.startswith("utf-8") else name
    found = f"byte {data[error.start]:#04x}" if error.start < len(data) else "its end"
    if name.startswith("utf-8"):
        remedy = "Save the plan as UTF-8 (in a spreadsheet: “CSV UTF-8”), or read it with --encoding cp1252."
    else:
        remedy = "Save the plan as UTF-8, or name another encoding."
    return refused(*_place(before), f"The plan is not {what}: {found} does not fit.", remedy)


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
