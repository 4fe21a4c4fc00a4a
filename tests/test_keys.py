"""Where secrets are kept, found and forgotten."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from studio.errors import InputError, KeysUnusable
from studio.keys import HUGGING_FACE, Keys, Place
from tests.keyrings import LockedKeyring, MemoryKeyring, NoKeyring


@pytest.fixture(autouse=True)
def no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)


def found(keys: Keys, name: str = HUGGING_FACE) -> tuple[str, Place] | None:
    key = keys.get(name)
    return None if key is None else (key.secret, key.place)


def test_a_key_lies_in_the_keyring_and_nowhere_else(tmp_path: Path) -> None:
    ring = MemoryKeyring()
    keys = Keys(tmp_path, backend=ring)
    assert keys.get(HUGGING_FACE) is None
    assert keys.set(HUGGING_FACE, "hf_secret") == "keyring"
    assert found(Keys(tmp_path, backend=ring)) == ("hf_secret", "keyring")
    assert list(tmp_path.iterdir()) == []
    assert keys.kept() == ((HUGGING_FACE, "keyring"),)
    assert keys.remove(HUGGING_FACE)
    assert not keys.remove(HUGGING_FACE)
    assert (keys.get(HUGGING_FACE), keys.kept()) == (None, ())


def test_without_a_keyring_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "config", backend=NoKeyring())
    assert keys.set(HUGGING_FACE, "hf_secret") == "file"
    assert found(keys) == ("hf_secret", "file")
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "config" / "keys.json").stat().st_mode) == 0o600
    with_ring = Keys(tmp_path / "config", backend=MemoryKeyring())
    assert found(with_ring) == ("hf_secret", "file")
    assert with_ring.set(HUGGING_FACE, "hf_new") == "keyring"
    assert "hf_secret" not in (tmp_path / "config" / "keys.json").read_text()


def test_the_environment_counts_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys(tmp_path, backend=MemoryKeyring())
    keys.set(HUGGING_FACE, "hf_kept")
    monkeypatch.setenv("HF_TOKEN", "hf_of_its_tools")
    assert found(keys) == ("hf_of_its_tools", "environment")
    monkeypatch.setenv("STUDIO_KEY_HUGGINGFACE", "hf_of_the_studio")
    assert found(keys) == ("hf_of_the_studio", "environment")


def test_a_locked_keyring_is_explained(tmp_path: Path) -> None:
    keys = Keys(tmp_path, backend=LockedKeyring())
    for action in (lambda: keys.get(HUGGING_FACE), lambda: keys.set(HUGGING_FACE, "hf_secret"), keys.kept):
        with pytest.raises(KeysUnusable) as caught:
            action()
        assert "Unlock it" in caught.value.remedy
        assert "hf_secret" not in caught.value.detail


def test_a_damaged_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("{")
    with pytest.raises(KeysUnusable, match="cannot be read"):
        Keys(tmp_path, backend=NoKeyring()).get(HUGGING_FACE)


@pytest.mark.parametrize(
    ("name", "secret"), [("", "x"), ("a b", "x"), ("names:", "x"), ("hub", ""), ("hub", "two words")]
)
def test_what_cannot_be_a_key(tmp_path: Path, name: str, secret: str) -> None:
    with pytest.raises(InputError):
        Keys(tmp_path, backend=MemoryKeyring()).set(name, secret)


def test_a_key_does_not_show_its_secret(tmp_path: Path) -> None:
    keys = Keys(tmp_path, backend=MemoryKeyring())
    keys.set(HUGGING_FACE, "hf_secret")
    assert "hf_secret" not in repr(keys.get(HUGGING_FACE))
