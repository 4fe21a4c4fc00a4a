"""What is installed, whether it is whole, and which folder a recipe's model is."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from studio.catalog.catalog import Catalog
from studio.catalog.installed import InstalledModel
from studio.errors import ModelDamaged, ModelMissing, ModelUnsafe, ModelUnsupported
from studio.paths import Home, home_at
from studio.recipe.recipe import ModelRef
from studio.settings import MODELS_FOLDERS, Settings
from tests.catalog.model_folders import INDEX, WEIGHTS, write_json, write_model


@pytest.fixture
def at(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


@pytest.fixture
def embedded(tmp_path: Path) -> Path:
    return write_model(tmp_path / "embedded" / "starter", card={"name": "Starter", "licence": "Apache-2.0"})


@pytest.fixture
def catalog(at: Home, embedded: Path) -> Catalog:
    return Catalog(at, Settings(at.settings), embedded=embedded)


def folders(catalog: Catalog) -> list[InstalledModel]:
    """Those that lie in a folder of their own."""
    return [model for model in catalog.models() if model.ref.id != "sketch"]


def test_the_embedded_model_is_the_default(catalog: Catalog, embedded: Path) -> None:
    model = catalog.get()
    assert (model.ref.id, model.name, model.family, model.state) == ("starter", "Starter", "stable-diffusion", "ready")
    assert model.licence == "Apache-2.0"
    assert len(model.ref.weights) == 64
    assert model.bytes == sum(p.stat().st_size for p in embedded.rglob("*.*") if p.name != "card.json")
    assert model.folder == embedded


def test_the_weights_hash_ignores_place_and_prose(catalog: Catalog, embedded: Path, at: Home) -> None:
    copy = shutil.copytree(embedded, at.models / "elsewhere")
    (copy / "README.md").write_text("prose")
    write_json(copy / "card.json", {"name": "Another name", "steps": 3})
    first, second = folders(catalog)
    assert first.ref.weights == second.ref.weights
    assert (first.ref.id, second.ref.id) == ("starter", "elsewhere")


@pytest.mark.parametrize("name", ["unet/config.json", "tokenizer/tokenizer.json", WEIGHTS[1]])
def test_every_file_that_decides_the_picture_counts(catalog: Catalog, embedded: Path, name: str) -> None:
    before = catalog.get().ref.weights
    path = embedded / name
    if path.suffix == ".json":
        write_json(path, json.loads(path.read_text()) | {"unused": 1})
    else:
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
        os.utime(path, ns=(1, 1))
    assert catalog.get().ref.weights != before


def test_hashes_are_remembered_and_verify_reads_again(catalog: Catalog, embedded: Path, at: Home) -> None:
    before = catalog.get().ref
    path = embedded / WEIGHTS[0]
    stat = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    again = Catalog(at, Settings(at.settings), embedded=embedded)
    assert again.get().ref == before, "the cache was not used"
    assert again.verify().ref != before
    assert again.get().ref != before, "what verify read was not remembered"


def test_a_damaged_cache_only_costs_time(catalog: Catalog, embedded: Path, at: Home) -> None:
    before = catalog.get().ref
    (at.cache / "weights.json").write_bytes(b"{broken")
    assert Catalog(at, Settings(at.settings), embedded=embedded).get().ref == before


def test_named_folders_hold_a_model_or_several(at: Home, embedded: Path, tmp_path: Path) -> None:
    write_model(tmp_path / "one", value=1)
    write_model(tmp_path / "several" / "A b", value=2)
    write_model(tmp_path / "several" / "two", card={"id": "starter"}, value=3)
    settings = Settings(at.settings)
    folders = [str(tmp_path / name) for name in ("one", "several", "gone")]
    settings.set(MODELS_FOLDERS, folders)
    catalog = Catalog(at, settings, embedded=embedded)
    assert [m.ref.id for m in catalog.models()] == ["starter", "sketch", "one", "a-b", "starter-2"]
    assert len(catalog.notices) == 1
    assert "gone" in catalog.notices[0]


def test_links_in_circles_are_tolerated(at: Home, embedded: Path) -> None:
    at.models.mkdir(parents=True)
    (at.models / "loop").symlink_to(at.models / "loop")
    (at.models / "up").symlink_to(at.models)
    (at.models / "again").symlink_to(embedded)
    (embedded / "unet" / "inside").symlink_to(embedded / "unet")
    (embedded / "self").symlink_to(embedded / "self")
    models = folders(Catalog(at, Settings(at.settings), embedded=embedded))
    assert [(m.ref.id, m.state) for m in models] == [("starter", "ready")]


def test_a_source_is_found_by_its_weights(catalog: Catalog, at: Home, embedded: Path) -> None:
    ref = catalog.get().ref
    source = catalog.source(ref)
    assert (source.ref, source.family, source.folder) == (ref, "stable-diffusion", str(embedded))
    renamed = ModelRef(id="renamed", weights=ref.weights)
    assert catalog.source(renamed).ref == renamed


def test_another_version_is_missing(catalog: Catalog) -> None:
    with pytest.raises(ModelMissing, match="another version") as caught:
        catalog.source(ModelRef(id="starter", weights="0" * 64))
    assert caught.value.remedy


def test_a_missing_model_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(ModelMissing) as caught:
        catalog.get("startr")
    assert "starter" in caught.value.remedy
    with pytest.raises(ModelMissing):
        catalog.source(ModelRef(id="other", weights="0" * 64))


def test_a_missing_starter_says_how_to_get_it(at: Home, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        Catalog(at, Settings(at.settings), embedded=tmp_path / "nowhere").get()
    assert "models/starter" in caught.value.remedy


def _state(catalog: Catalog) -> tuple[str, str]:
    model = catalog.models()[0]
    assert model.remedy
    assert model.ref.weights == ""
    return model.state, model.problem


@pytest.mark.parametrize(
    "name", [*WEIGHTS, "unet/config.json", "scheduler/scheduler_config.json", "tokenizer/tokenizer_config.json"]
)
def test_a_missing_file_is_named(catalog: Catalog, embedded: Path, name: str) -> None:
    (embedded / name).unlink()
    state, problem = _state(catalog)
    assert state == "damaged"
    assert name.split("/")[0] in problem
    with pytest.raises(ModelDamaged):
        catalog.get()


@pytest.mark.parametrize("part", ["unet", "vae", "text_encoder", "tokenizer", "scheduler"])
def test_a_missing_part_is_named(catalog: Catalog, embedded: Path, part: str) -> None:
    shutil.rmtree(embedded / part)
    state, problem = _state(catalog)
    assert state == "damaged"
    assert part in problem


def test_a_folder_without_its_index(catalog: Catalog, embedded: Path) -> None:
    (embedded / "model_index.json").unlink()
    assert _state(catalog) == ("damaged", "model_index.json is missing.")


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", (2**60).to_bytes(8, "little") + b"{}", b"\x89PNG\r\n\x1a\n" + bytes(64), b"PK\x03\x04" + bytes(99)],
)
def test_a_safetensors_that_is_something_else(catalog: Catalog, embedded: Path, content: bytes) -> None:
    (embedded / WEIGHTS[1]).write_bytes(content)
    state, problem = _state(catalog)
    assert state == "damaged"
    assert WEIGHTS[1] in problem


def test_truncated_weights(catalog: Catalog, embedded: Path) -> None:
    path = embedded / WEIGHTS[2]
    path.write_bytes(path.read_bytes()[:-1])
    assert _state(catalog)[0] == "damaged"


def test_a_pickle_is_never_opened(catalog: Catalog, embedded: Path) -> None:
    (embedded / WEIGHTS[1]).rename(embedded / "unet" / "diffusion_pytorch_model.bin")
    state, problem = _state(catalog)
    assert state == "unsafe"
    assert "unet/diffusion_pytorch_model.bin" in problem
    with pytest.raises(ModelUnsafe, match="pickle"):
        catalog.get()


def test_a_pickle_beside_sound_weights_does_no_harm(catalog: Catalog, embedded: Path) -> None:
    before = catalog.get().ref
    (embedded / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"\x80\x04.")
    assert catalog.get().ref == before


def test_single_files(at: Home, embedded: Path) -> None:
    for name in ("model.ckpt", "model.safetensors"):
        (at.models / name).mkdir(parents=True)
        (at.models / name / name).write_bytes(b"x")
    models = folders(Catalog(at, Settings(at.settings), embedded=embedded))
    assert [m.state for m in models] == ["ready", "unsafe", "damaged"]


def test_an_unknown_pipeline(catalog: Catalog, embedded: Path) -> None:
    write_json(embedded / "model_index.json", INDEX | {"_class_name": "WurstchenPipeline"})
    assert _state(catalog)[0] == "unsupported"
    with pytest.raises(ModelUnsupported, match="WurstchenPipeline"):
        catalog.get()


def test_shards(catalog: Catalog, embedded: Path) -> None:
    single = embedded / WEIGHTS[1]
    shard = single.with_name("diffusion_pytorch_model-00001-of-00001.safetensors")
    single.rename(shard)
    index = {"weight_map": {"weight": shard.name}}
    write_json(single.with_name(single.name + ".index.json"), index)
    assert catalog.get().state == "ready"
    shard.unlink()
    state, problem = _state(catalog)
    assert state == "damaged"
    assert shard.name in problem


def test_a_folder_is_named_and_its_models_are_listed(catalog: Catalog, at: Home, tmp_path: Path) -> None:
    write_model(tmp_path / "mine" / "photo", value=2.0)
    (found,) = catalog.models_in(tmp_path / "mine")
    assert (found.ref.id, found.state) == ("photo", "ready")
    catalog.name_folder(tmp_path / "mine")
    catalog.name_folder(tmp_path / "mine")
    catalog.save_folders()
    assert [model.folder for model in folders(catalog)][1:] == [found.folder]
    assert Settings.load(at.settings).get(MODELS_FOLDERS) == (str(tmp_path / "mine"),)
    assert catalog.models_in(found.folder) == (found,)


def test_a_folder_without_a_model_says_which_to_choose(catalog: Catalog, tmp_path: Path) -> None:
    write_model(tmp_path / "mine" / "far" / "too" / "deep" / "in" / "photo")
    for folder in (tmp_path / "mine", tmp_path / "nowhere"):
        with pytest.raises(ModelMissing, match="There is no model in") as caught:
            catalog.models_in(folder)
        assert "model_index.json" in caught.value.remedy
