"""Licences of models: what a short name means for the user, what was agreed to, and what a folder itself says."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast

import msgspec

from studio.catalog.shelf import Note, note_of
from studio.errors import DiskFull, FolderUnusable

Commercial = Literal["yes", "conditions", "no", "unknown"]
_MAX_CARD_BYTES = 256 * 1024


class Licence(msgspec.Struct, frozen=True, kw_only=True):
    """What one may do with a model, in short; the text behind `link` counts."""

    id: str
    """SPDX identifier, or the name that the hub uses"""
    name: str
    commercial: Commercial
    """conditions: allowed, but not for every use or every user"""
    link: str = ""

    @property
    def said(self) -> str:
        """One line for people."""
        use: Mapping[Commercial, str] = {
            "yes": "commercial use allowed",
            "conditions": "commercial use allowed under conditions",
            "no": "no commercial use",
            "unknown": "read it to know what you may do with the pictures",
        }
        return f"{self.name} ({use[self.commercial]})" + (f", {self.link}" if self.link else "")


def _known(id: str, name: str, commercial: Commercial, link: str) -> tuple[str, Licence]:
    return id, Licence(id=id, name=name, commercial=commercial, link=link)


KNOWN: Mapping[str, Licence] = dict(
    (
        _known("apache-2.0", "Apache 2.0", "yes", "https://spdx.org/licenses/Apache-2.0.html"),
        _known("mit", "MIT", "yes", "https://spdx.org/licenses/MIT.html"),
        _known("bsd-3-clause", "BSD 3-Clause", "yes", "https://spdx.org/licenses/BSD-3-Clause.html"),
        _known("cc0-1.0", "CC0 1.0", "yes", "https://creativecommons.org/publicdomain/zero/1.0/"),
        _known("cc-by-4.0", "CC BY 4.0", "yes", "https://creativecommons.org/licenses/by/4.0/"),
        _known("cc-by-sa-4.0", "CC BY-SA 4.0", "yes", "https://creativecommons.org/licenses/by-sa/4.0/"),
        _known("cc-by-nc-4.0", "CC BY-NC 4.0", "no", "https://creativecommons.org/licenses/by-nc/4.0/"),
        _known("cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0", "no", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        _known("openrail", "OpenRAIL", "conditions", "https://www.licenses.ai/"),
        _known(
            "openrail++",
            "CreativeML Open RAIL++-M",
            "conditions",
            "https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md",
        ),
        _known(
            "creativeml-openrail-m",
            "CreativeML OpenRAIL-M",
            "conditions",
            "https://huggingface.co/spaces/CompVis/stable-diffusion-license",
        ),
    )
)


def licence_of(id: str, name: str, link: str, repo: str) -> Licence:
    """What a hub says of a licence, completed by what is known of it."""
    page = f"https://huggingface.co/{repo}"
    known = KNOWN.get(id.lower())
    if known is not None:
        return known
    if not id and not name:
        return Licence(id="", name="Nobody says under which licence", commercial="unknown", link=page)
    full = link if link.startswith("https://") else f"{page}/blob/main/{link}" if link else page
    return Licence(id=name or id, name=name or id, commercial="unknown", link=full)


def licence_shown(said: str, reviewed: Licence | None = None) -> tuple[str, str]:
    """(name, link) of a licence for people; `said` itself, and no link, where nobody knows more of it.

    `reviewed` is what the catalogue says of the same model.
    """
    known = KNOWN.get(said.lower())
    if known is None and reviewed is not None and reviewed.id == said.lower():
        known = reviewed
    return (said, "") if known is None else (known.name, known.link)


class Agreements:
    """Which licences the user has agreed to: one JSON file, a line a model."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the file licences.json."""
        self._file = folder / "licences.json"

    def has(self, repo: str, licence: Licence) -> bool:
        """Whether this model was agreed to under this licence: a new licence is asked for anew."""
        return self._read().get(repo) == licence.id

    def add(self, repo: str, licence: Licence) -> None:
        """Raises DiskFull or FolderUnusable."""
        content = msgspec.json.format(msgspec.json.encode({**self._read(), repo: licence.id}))
        part = self._file.with_name(self._file.name + ".part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(self._file)
        except OSError as error:
            raise storage_error(self._file.parent, error) from error

    def _read(self) -> dict[str, str]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError, UnicodeError):
            return {}


def licence_in(folder: Path) -> str:
    """The licence that a model's folder tells of: from the note of what was got, else from its README's card."""
    note = note_of(folder)
    if note is not None:
        return noted_licence(note)
    return _card_licence(folder / "README.md")


def noted_licence(note: Note) -> str:
    return note.licence_name or note.licence


def _card_licence(readme: Path) -> str:
    """The hub's model cards begin with YAML between lines of three dashes."""
    import yaml  # takes 50 ms: not at start

    try:
        with readme.open(encoding="utf-8") as file:
            text = file.read(_MAX_CARD_BYTES)
        head = text.split("---\n", 2)[1] if text.startswith("---\n") else ""
        card = yaml.safe_load(head)
    except (OSError, UnicodeError, IndexError, yaml.YAMLError):
        return ""
    fields = cast("dict[str, object]", card) if isinstance(card, dict) else {}
    said = fields.get("license_name") or fields.get("license")
    return said if isinstance(said, str) else ""


def storage_error(folder: Path, error: OSError) -> DiskFull | FolderUnusable:
    """Why something cannot be written below `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(
            f"The disk of {folder} is full.",
            remedy="Free some space and go on; what has come is kept.",
            detail=str(error),
        )
    return FolderUnusable(
        f"{folder} cannot be written ({error.strerror or error}).",
        remedy="Make that folder writable, or choose another STUDIO_HOME.",
        detail=str(error),
    )
