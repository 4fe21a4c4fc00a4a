"""Copies are whole, bring the recipe that lies beside, and take no name that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.errors import FolderUnusable, StorageError
from studio.workspace.copies import save_copies


def a_picture(folder: Path, name: str, beside: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(name.encode())
    if beside is not None:
        (folder / f"{name}.studio.json").write_bytes(beside)
    return path


def test_the_recipe_beside_comes_along_under_the_same_name(tmp_path: Path) -> None:
    picture = a_picture(tmp_path, "sea.jpg", b"{}")
    folder = tmp_path / "copies"
    first, second = save_copies([picture, picture], folder)
    assert (first.name, second.name) == ("sea.jpg", "sea-2.jpg")
    assert sorted(path.name for path in folder.iterdir()) == [
        "sea-2.jpg",
        "sea-2.jpg.studio.json",
        "sea.jpg",
        "sea.jpg.studio.json",
    ]
    assert second.read_bytes() == b"sea.jpg"


def test_a_picture_is_no_neighbour_of_a_strange_recipe(tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "sea.png.studio.json").write_bytes(b"of another picture")
    (copy,) = save_copies([a_picture(tmp_path, "sea.png")], folder)
    assert copy.name == "sea-2.png"


def test_a_picture_that_is_gone_is_named_and_finished_copies_stay(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"gone\.png"):
        save_copies([a_picture(tmp_path, "a.png"), tmp_path / "gone.png"], tmp_path / "copies")
    assert [path.name for path in (tmp_path / "copies").iterdir()] == ["a.png"]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable):
        save_copies([a_picture(tmp_path, "a.png")], tmp_path / "a.png")


def test_a_copy_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = a_picture(tmp_path, "a.png")

    def refuse(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", refuse)
    with pytest.raises(StorageError) as told:
        save_copies([picture], tmp_path / "copies")
    assert told.value.remedy
    assert list((tmp_path / "copies").iterdir()) == []
