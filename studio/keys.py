"""Secrets: the system's keyring, the environment before it, and a private file where there is no keyring."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import keyring
import msgspec
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError

from studio.errors import InputError, KeysUnusable

Place = Literal["environment", "keyring", "file"]

SERVICE = "Blink Studio"
HUGGING_FACE = "huggingface"
_OWN_VARIABLES: Mapping[str, str] = {HUGGING_FACE: "HF_TOKEN"}
"""variables that a service's other tools read too"""
_NAMES = "names"
"""the keyring's entry that lists the others: a keyring cannot be asked what it holds"""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One secret and where it was found. Its text shows everything but the secret."""

    name: str
    secret: str
    place: Place

    def __repr__(self) -> str:
        return f"Key({self.name!r}, from {self.place})"


class Keys:
    """Secrets by the name of what they open. Looks at the keyring at every call: it may be locked and unlocked."""

    def __init__(self, folder: Path, *, backend: KeyringBackend | None = None) -> None:
        """`folder` takes the file that is used where the system has no keyring; `backend` stands in for its own."""
        self._file = folder / "keys.json"
        self._backend = backend

    def get(self, name: str) -> Key | None:
        """The environment's first: what is set for one command counts for it. Raises KeysUnusable."""
        for variable in variables_of(name):
            if secret := os.environ.get(variable, "").strip():
                return Key(name=name, secret=secret, place="environment")
        ring = self._ring()
        if ring is not None and (secret := _asked(ring, name)):
            return Key(name=name, secret=secret, place="keyring")
        if secret := self._read().get(name):
            return Key(name=name, secret=secret, place="file")
        return None

    def set(self, name: str, secret: str) -> Place:
        """Keep `secret`; returns where. Raises InputError for a name or secret that cannot be one, KeysUnusable."""
        _require_name(name)
        if not secret or any(character.isspace() for character in secret):
            raise InputError("A key is one word without spaces.", remedy="Copy it again, without anything around it.")
        ring = self._ring()
        if ring is None:
            self._write({**self._read(), name: secret})
            return "file"
        _told(ring, name, secret)
        self._list(ring, {*self._listed(ring), name})
        self._forget_in_file(name)
        return "keyring"

    def remove(self, name: str) -> bool:
        """Whether there was one to remove; the environment's stays. Raises KeysUnusable."""
        removed = self._forget_in_file(name)
        ring = self._ring()
        if ring is None or _asked(ring, name) is None:
            return removed
        try:
            ring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            return removed
        except Exception as error:  # as in _asked
            raise _refused(error) from error
        self._list(ring, {*self._listed(ring)} - {name})
        return True

    def kept(self) -> tuple[tuple[str, Place], ...]:
        """Names and places of what was set here, sorted; no secrets. Raises KeysUnusable."""
        ring = self._ring()
        in_ring = self._listed(ring) if ring is not None else ()
        found: dict[str, Place] = dict.fromkeys(self._read(), "file")
        found.update(dict.fromkeys(in_ring, "keyring"))
        return tuple(sorted(found.items()))

    def _ring(self) -> KeyringBackend | None:
        """The keyring to use; None where there is none, or only one that keeps nothing."""
        ring = keyring.get_keyring() if self._backend is None else self._backend
        return ring if ring.priority >= 1 else None

    def _listed(self, ring: KeyringBackend) -> tuple[str, ...]:
        return tuple((_asked(ring, f"{_NAMES}:") or "").split())

    def _list(self, ring: KeyringBackend, names: set[str]) -> None:
        _told(ring, f"{_NAMES}:", " ".join(sorted(names)))

    def _forget_in_file(self, name: str) -> bool:
        known = self._read()
        if name not in known:
            return False
        self._write({other: secret for other, secret in known.items() if other != name})
        return True

    def _read(self) -> dict[str, str]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError, UnicodeError) as error:
            raise KeysUnusable(
                f"The keys in {self._file} cannot be read.",
                remedy="Delete that file and set the keys again: studio keys set NAME",
                detail=str(error),
            ) from error

    def _write(self, keys: dict[str, str]) -> None:
        """mkstemp makes files that only their owner can read."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=self._file.parent, prefix=".keys.", suffix=".part")
            with os.fdopen(number, "w", encoding="utf-8") as file:
                json.dump(keys, file)
            Path(name).replace(self._file)
        except OSError as error:
            raise KeysUnusable(
                f"The key cannot be kept in {self._file} ({error.strerror or error}).",
                remedy="Make that folder writable, or set the key in the environment.",
                detail=str(error),
            ) from error


def variables_of(name: str) -> tuple[str, ...]:
    """The environment variables that give this key, the strongest first."""
    own = "STUDIO_KEY_" + re.sub(r"\W", "_", name).upper()
    return (own, _OWN_VARIABLES[name]) if name in _OWN_VARIABLES else (own,)


def _require_name(name: str) -> None:
    if not re.fullmatch(r"[\w.:-]{1,100}", name) or name == f"{_NAMES}:":
        raise InputError(
            f"“{name}” is no name for a key.", remedy="Use letters, digits, points and dashes: for example huggingface."
        )


def _asked(ring: KeyringBackend, name: str) -> str | None:
    try:
        return ring.get_password(SERVICE, name)
    except Exception as error:  # each system's own errors come through the library as they are
        raise _refused(error) from error


def _told(ring: KeyringBackend, name: str, secret: str) -> None:
    try:
        ring.set_password(SERVICE, name, secret)  # pyright: ignore[reportUnknownMemberType]
    except Exception as error:  # as above
        raise _refused(error) from error


def _refused(error: Exception) -> KeysUnusable:
    return KeysUnusable(
        "The system’s keyring refused to answer.",
        remedy="Unlock it and try again, or set the key in the environment for this command.",
        detail=f"{type(error).__name__}: {error}",
    )
