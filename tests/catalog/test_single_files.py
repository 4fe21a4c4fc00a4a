"""Single files are listed as models, with what they lack lent by installed folders, or with the reason why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.catalog.catalog import Catalog
from studio.catalog.installed import InstalledModel
from studio.catalog.removing import Removing
from studio.catalog.shelf import Shelf
from studio.errors import ModelDamaged, ModelMissing
from studio.families.layouts import layouts_dir
from studio.paths import Home, home_at
from studio.settings import Settings
from tests.catalog.model_folders import write_json, write_model, write_weights
from tests.families.safetensors_files import CLIP, SD1, SDXL, checkpoint, write_tensors


@pytest.fixture
def at(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


@pytest.fixture
def lender(at: Home) -> Path:
    """An installed folder whose tokenizer has as many words as CLIP's."""
    folder = write_model(at.models / "lender")
    vocabulary = {f"w{n}": n for n in range(49408)}
    write_json(folder / "tokenizer/tokenizer.json", {"version": "1.0", "model": {"vocab": vocabulary}})
    return folder


@pytest.fixture
def catalog(at: Home, tmp_path: Path) -> Catalog:
    return Catalog(at, Settings(at.settings), embedded=write_model(tmp_path / "embedded" / "starter"))


def listed(catalog: Catalog) -> dict[str, InstalledModel]:
    return {model.ref.id: model for model in catalog.models() if model.ref.id not in ("starter", "sketch", "lender")}


def test_a_file_is_a_model(catalog: Catalog, at: Home, lender: Path) -> None:
    path = write_tensors(at.models / "My Photo v1.5.safetensors", SD1)
    model = listed(catalog)["my-photo-v1.5"]
    assert (model.state, model.family, model.name, model.folder) == ("ready", "stable-diffusion", path.stem, path)
    assert model.bytes == path.stat().st_size
    source = catalog.source(model.ref)
    assert source.folder == str(path)
    assert source.layout == str(layouts_dir() / "stable-diffusion" / "1.x")
    assert source.lent == {"tokenizer": str(lender / "tokenizer")}
    assert catalog.get(model.ref.id) == catalog.verify(model.ref.id) == model


def test_both_tokenizers_of_sdxl_are_lent(catalog: Catalog, at: Home, lender: Path) -> None:
    write_tensors(at.models / "xl.safetensors", SDXL)
    assert set(listed(catalog)["xl"].lent) == {"tokenizer", "tokenizer_2"}


def test_a_name_that_changes_the_schedule_makes_another_model(catalog: Catalog, at: Home, lender: Path) -> None:
    plain = write_tensors(at.models / "xl.safetensors", SDXL)
    before = listed(catalog)["xl"].ref.weights
    plain.rename(at.models / "other.safetensors")
    assert listed(catalog)["other"].ref.weights == before
    (at.models / "other.safetensors").rename(at.models / "xl_lightning_4step.safetensors")
    quick = listed(catalog)["xl_lightning_4step"]
    assert quick.ref.weights != before
    assert quick.lent["scheduler"].name == "euler-trailing"
    assert quick.capabilities.steps == 4


def test_without_a_tokenizer_the_reason_is_said(catalog: Catalog, at: Home) -> None:
    write_tensors(at.models / "m.safetensors", SD1)
    model = listed(catalog)["m"]
    assert model.state == "unsupported"
    assert "tokenizer" in model.problem
    assert "diffusers layout" in model.remedy


def test_a_missing_encoder_is_lent_by_a_model_that_has_the_same(catalog: Catalog, at: Home, lender: Path) -> None:
    write_tensors(at.models / "m.safetensors", checkpoint(768))
    assert "text encoder" in listed(catalog)["m"].problem
    config = json.loads((layouts_dir() / "stable-diffusion/1.x/text_encoder/config.json").read_text("utf-8"))
    write_json(lender / "text_encoder/config.json", config)
    model = listed(catalog)["m"]
    assert (model.state, model.lent["text_encoder"]) == ("ready", lender / "text_encoder")
    write_weights(lender / "text_encoder/model.safetensors", 3.0)
    assert listed(catalog)["m"].ref.weights != model.ref.weights
    write_json(lender / "text_encoder/config.json", config | {"hidden_size": 1024})
    assert listed(catalog)["m"].state == "unsupported"


def test_what_is_no_model_is_listed_with_what_it_is(catalog: Catalog, at: Home, lender: Path) -> None:
    write_tensors(at.models / "vae.safetensors", {"decoder.conv_in.weight": (512, 4, 3, 3)})
    write_tensors(at.models / "edit.safetensors", checkpoint(768, CLIP, channels=8))
    (at.models / "old.ckpt").write_bytes(b"PK\x03\x04")
    path = write_tensors(at.models / "cut.safetensors", SD1)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    found = {name: (model.state, model.problem) for name, model in listed(catalog).items()}
    assert {name: state for name, (state, _) in found.items()} == {
        "vae": "unsupported",
        "edit": "unsupported",
        "old": "unsafe",
        "cut": "damaged",
    }
    assert "autoencoder (VAE)" in found["vae"][1]
    assert "instruction" in found["edit"][1]
    assert "cut short" in found["cut"][1]
    with pytest.raises(ModelDamaged):
        catalog.get("cut")


def test_a_folder_with_two_models_lists_both(catalog: Catalog, at: Home, lender: Path) -> None:
    write_tensors(at.models / "two" / "a.safetensors", SD1)
    write_tensors(at.models / "two" / "b.safetensors", checkpoint(768, CLIP, vae=False))
    assert set(listed(catalog)) == {"a", "b"}
    write_tensors(lender / "copy.safetensors", SD1)  # beside model_index.json: the folder is the model
    assert set(listed(catalog)) == {"a", "b"}


def test_links_in_a_circle_are_told(catalog: Catalog, at: Home, lender: Path) -> None:
    (at.models / "loop.safetensors").symlink_to(at.models / "loop.safetensors")
    assert listed(catalog)["loop"].state == "damaged"


def test_a_file_elsewhere_is_named_and_forgotten(catalog: Catalog, at: Home, lender: Path, tmp_path: Path) -> None:
    path = write_tensors(tmp_path / "mine" / "photo.safetensors", SD1)
    (found,) = catalog.models_in(path)
    assert (found.ref.id, found.state) == ("photo", "ready")
    assert catalog.models_in(path.parent) == (found,)
    settings = Settings(at.settings)
    named = Catalog(at, settings)
    named.name_folder(path)
    assert named.get("photo").folder == path
    removing = Removing(named, settings, Shelf(at.models))
    removal = removing.look("photo")
    assert (removal.what, removal.bytes) == ("forget", 0)
    removing.remove(removal)
    assert path.exists()
    with pytest.raises(ModelMissing):
        named.get("photo")


def test_a_file_of_the_studio_is_removed_for_good(catalog: Catalog, at: Home, lender: Path) -> None:
    path = write_tensors(at.models / "photo.safetensors", SD1)
    removing = Removing(catalog, Settings(at.settings), Shelf(at.models))
    removal = removing.look("photo")
    assert (removal.what, removal.bytes) == ("delete", path.stat().st_size)
    removing.remove(removal)
    assert not path.exists()
    assert lender.is_dir()
