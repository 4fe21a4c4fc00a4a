"""LoRAs, ControlNets and adapters: found where they lie, told by their headers, read when a draft means them."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import sys
import threading
from pathlib import Path

import pytest

from studio.catalog.additions import InstalledAddition
from studio.catalog.catalog import Catalog
from studio.catalog.finding import models_below
from studio.catalog.fingerprints import Fingerprints
from studio.catalog.reading import Reading, Stopped
from studio.catalog.shelf import Note, NotedFile, write_note
from studio.errors import ModelDamaged, ModelMissing, ModelUnsafe, ModelUnsupported
from studio.paths import Home, home_at
from studio.recipe.additions import Pace
from studio.recipe.capabilities import Capabilities, SizeRule
from studio.recipe.draft import Draft, DraftAddon, DraftControl, DraftReference
from studio.recipe.recipe import ModelRef
from studio.recipe.resolve_additions import Additions
from studio.settings import MODELS_FOLDERS, Settings
from tests.catalog.addition_files import (
    SD1,
    SD2,
    SDXL,
    write_adapter,
    write_control,
    write_control_file,
    write_encoder,
    write_encoder_file,
    write_lora,
)
from tests.catalog.model_folders import write_model
from tests.families.safetensors_files import write_tensors

CAN = Capabilities(
    modes=("text", "addon", "control", "reference"),
    family="stable-diffusion",
    context=SD1,
    size=SizeRule(width=512, height=512, multiple=8, smallest=64, largest=1024, max_pixels=2**20),
    steps=20,
    guidance=7.5,
)


@pytest.fixture
def at(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


@pytest.fixture
def settings(at: Home) -> Settings:
    return Settings(at.settings)


@pytest.fixture
def catalog(at: Home, settings: Settings, tmp_path: Path) -> Catalog:
    return Catalog(at, settings, embedded=write_model(tmp_path / "embedded" / "starter"))


def by_id(catalog: Catalog) -> dict[str, InstalledAddition]:
    return {one.id: one for one in catalog.additions()}


def got(folder: Path, *names: str, kind: str = "model", repo: str = "maker/thing") -> None:
    """The note of something that came from a hub."""
    files = tuple(NotedFile(path=name, source=name, size=(folder / name).stat().st_size) for name in names)
    note = Note(id=folder.name, repo=repo, commit="c", endpoint="", kind=kind, licence="openrail++", files=files)
    write_note(folder, note)


@pytest.mark.skipif(sys.platform != "linux", reason="names are text there")
def test_a_name_that_is_no_text_takes_none_of_the_others_away(at: Home, catalog: Catalog):
    ink = write_lora(at.models / "ink.safetensors")
    ink.with_name(os.fsdecode(b"caf\xe9.safetensors")).write_bytes(ink.read_bytes())
    assert [one.id for one in catalog.additions()] == ["ink"]
    assert [one.id for one in catalog.additions_in(at.models)] == ["ink"]
    assert catalog.models()[0].state == "ready"
    assert [found.name for found in models_below("ComfyUI", "lora", at.models)] == ["ink"]


def test_what_a_file_calls_itself_is_one_short_line(catalog: Catalog, at: Home):
    told = {"modelspec.title": "\x1b[2J Ink\nwash " + "x" * 10**6, "modelspec.license": "cc0-1.0\x1b[0m"}
    write_lora(at.models / "ink.safetensors", notes=told)
    (found,) = catalog.additions()
    assert found.name.startswith("[2J Ink wash xxx")
    assert len(found.name) == 120
    assert found.licence == "cc0-1.0[0m"


def test_a_lora_says_what_it_belongs_to(catalog: Catalog, at: Home) -> None:
    notes = {"modelspec.title": "Ink", "modelspec.trigger_phrase": "ink wash", "modelspec.license": "cc0-1.0"}
    path = write_lora(at.models / "Ink Wash.safetensors", notes=notes)
    (ink,) = catalog.additions()
    assert (ink.id, ink.name, ink.state, ink.path) == ("ink-wash", "Ink", "ready", path)
    assert (ink.words, ink.licence, ink.bytes) == (("ink wash",), "cc0-1.0", path.stat().st_size)
    told = ink.addition
    assert (told.kind, told.family, told.base) == ("lora", "stable-diffusion", "Stable Diffusion 1.x")
    assert told.context == SD1
    assert [model.ref.id for model in catalog.models()] == ["starter", "sketch"]


def test_one_that_was_got_has_the_catalogues_name_and_pace(catalog: Catalog, at: Home) -> None:
    folder = at.models / "sdxl-lightning"
    write_lora(folder / "sdxl_lightning_4step_lora.safetensors", SDXL)
    got(folder, "sdxl_lightning_4step_lora.safetensors", kind="lora", repo="ByteDance/SDXL-Lightning")
    (one,) = catalog.additions()
    assert (one.id, one.name, one.licence) == ("sdxl-lightning", "SDXL-Lightning, 4 steps", "openrail++")
    assert one.summary
    assert isinstance(one.addition.pace, Pace)
    assert one.addition.pace.steps == 4


def test_one_that_was_got_by_its_name_at_the_hub_is_called_so(catalog: Catalog, at: Home) -> None:
    folder = at.models / "style-of-tests"
    write_lora(folder / "pytorch_lora_weights.safetensors")
    got(folder, "pytorch_lora_weights.safetensors", repo="maker/Style-of-tests")
    assert [(one.id, one.name) for one in catalog.additions()] == [("style-of-tests", "Style-of-tests")]


def test_a_controlnet_is_a_folder_or_a_file(catalog: Catalog, at: Home) -> None:
    write_control(at.models / "control_v11p_sd15_canny")
    write_control_file(at.models / "my_depth_sdxl.safetensors", SDXL)
    found = by_id(catalog)
    canny, depth = found["control_v11p_sd15_canny"], found["my_depth_sdxl"]
    assert (canny.addition.kind, canny.addition.controls, canny.addition.context) == ("control", ("edges",), SD1)
    assert (depth.addition.base, depth.addition.controls) == ("SDXL", ("depth",))
    assert canny.path.is_dir()
    assert depth.path.is_file()
    assert {one.state for one in found.values()} == {"ready"}


def test_an_adapter_wants_its_image_encoder(catalog: Catalog, at: Home) -> None:
    folder = at.models / "ip-adapter"
    write_adapter(folder / "models" / "ip-adapter_sd15.safetensors")
    (one,) = catalog.additions()
    assert (one.state, one.addition.kind) == ("unsupported", "adapter")
    assert "image encoder" in one.problem
    encoder = write_encoder(folder / "models" / "image_encoder")
    names = ("models/ip-adapter_sd15.safetensors", "models/image_encoder/config.json")
    got(folder, *names, "models/image_encoder/model.safetensors", kind="adapter", repo="h94/IP-Adapter")
    (one,) = catalog.additions()
    assert (one.id, one.name, one.state, one.encoder) == ("ip-adapter", "IP-Adapter", "ready", encoder)
    assert [model.ref.id for model in catalog.models()] == ["starter", "sketch"]  # an encoder is no model
    write_adapter(at.models / "another.safetensors")
    assert by_id(catalog)["another"].encoder == encoder  # one is enough for all


def test_what_cannot_be_used_says_why(catalog: Catalog, at: Home) -> None:
    write_tensors(at.models / "flux.safetensors", {"lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight": (4, 8)})
    write_control(at.models / "loras" / "union", _class_name="ControlNetUnionModel")
    (at.models / "loras" / "old.pt").write_bytes(b"\x80\x02")
    path = write_lora(at.models / "loras" / "cut.safetensors")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    write_control(at.models / "hollow")
    (at.models / "hollow" / "diffusion_pytorch_model.safetensors").unlink()
    found = by_id(catalog)
    assert {name: one.state for name, one in found.items()} == {
        "flux": "unsupported",
        "union": "unsupported",
        "old": "unsafe",
        "cut": "damaged",
        "hollow": "damaged",
    }
    assert "Flux" in found["flux"].problem
    assert "Union" in found["union"].problem
    assert "pickle" in found["old"].problem
    assert "cut short" in found["cut"].problem
    assert all(one.remedy for one in found.values())
    for name, kind in (("flux", ModelUnsupported), ("old", ModelUnsafe), ("cut", ModelDamaged)):
        with pytest.raises(kind, match=name):
            found[name].require_ready()


def test_broken_files_are_told_and_hold_up_no_others(catalog: Catalog, at: Home) -> None:
    """Headers that promise more than there is, links that lead to themselves, a folder with two of everything."""
    folder = at.models / "loras"
    good = write_lora(folder / "good.safetensors")
    (folder / "vast.safetensors").write_bytes(struct.pack("<Q", 2**60) + good.read_bytes()[8:])
    (folder / "empty.safetensors").write_bytes(b"")
    (folder / "circle.safetensors").symlink_to(folder / "circle.safetensors")
    (folder / "round").symlink_to(folder)
    write_control(at.models / "vast-canny")
    (at.models / "vast-canny" / "diffusion_pytorch_model.safetensors").write_bytes(struct.pack("<Q", 2**60) + b"{}")
    both = at.models / "both"
    for context, name in ((SD1, "one"), (SDXL, "two")):
        write_lora(both / f"{name}.safetensors", context)
        write_adapter(both / f"ip-{name}.safetensors", context)
    write_encoder(both / "image_encoder")
    found = by_id(catalog)
    assert {name for name, one in found.items() if one.state == "ready"} == {"good", "one", "two", "ip-one", "ip-two"}
    broken = {name: one for name, one in found.items() if one.state != "ready"}
    assert {name: one.state for name, one in broken.items()} == dict.fromkeys(
        ["vast", "empty", "vast-canny"], "damaged"
    )
    assert all("impossible length" in broken[name].problem for name in ("vast", "vast-canny"))
    assert all(one.remedy for one in broken.values())
    (circle,) = (model for model in catalog.models() if model.state != "ready")
    assert (circle.ref.id, "symbolic links" in circle.problem) == ("circle", True)
    with pytest.raises(ModelDamaged, match="vast-canny"):
        catalog.additions_for(Draft(controls=(DraftControl(kind="edges", sha256="a" * 64, model="vast-canny"),)), CAN)


def test_folders_of_other_programs(catalog: Catalog, settings: Settings, tmp_path: Path) -> None:
    comfy = tmp_path / "ComfyUI"
    (comfy / "models" / "checkpoints").mkdir(parents=True)
    write_lora(comfy / "models" / "loras" / "sdxl" / "styles" / "ink.safetensors", SDXL)
    write_control_file(comfy / "models" / "controlnet" / "lineart.safetensors")
    write_adapter(comfy / "models" / "ipadapter" / "ip-adapter_sd15.safetensors")
    write_encoder_file(comfy / "models" / "clip_vision" / "CLIP-ViT-H-14.safetensors")
    write_tensors(comfy / "models" / "vae" / "vae.safetensors", {"decoder.conv_in.weight": (512, 4, 3, 3)})
    webui = tmp_path / "webui"
    (webui / "models" / "Stable-diffusion").mkdir(parents=True)
    write_lora(webui / "models" / "Lora" / "paper.safetensors")
    settings.set(MODELS_FOLDERS, (str(comfy), str(webui)))
    found = by_id(catalog)
    assert {name: (one.addition.kind, one.state) for name, one in found.items()} == {
        "ink": ("lora", "ready"),
        "lineart": ("control", "ready"),
        "ip-adapter_sd15": ("adapter", "ready"),
        "paper": ("lora", "ready"),
    }
    assert found["ip-adapter_sd15"].encoder == comfy / "models" / "clip_vision" / "CLIP-ViT-H-14.safetensors"
    assert [model.ref.id for model in catalog.models()] == ["starter", "sketch"]


def test_a_folder_of_loras_a_file_and_links_in_circles(catalog: Catalog, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    write_lora(folder / "a.safetensors")
    write_lora(folder / "deep" / "er" / "b.safetensors")
    (folder / "deep" / "loop").symlink_to(folder)
    (folder / "again.safetensors").symlink_to(folder / "a.safetensors")
    alone = write_lora(tmp_path / "else" / "c.safetensors")
    settings.set(MODELS_FOLDERS, (str(folder), str(alone)))
    assert [one.id for one in catalog.additions()] == ["a", "b", "c"]


def test_what_may_not_be_looked_at_takes_nothing_else_away(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """Links that no file system follows stand for folders without permission: both are refused in the same way."""
    folder = tmp_path / "mine"
    write_lora(folder / "a.safetensors")
    (folder / "b").mkdir()
    for name in ("c", "d.safetensors", "b/model_index.json", "b/config.json", "checkpoints"):
        (folder / name).symlink_to("x" * 300)
    settings.set(MODELS_FOLDERS, (str(folder),))
    assert [one.id for one in catalog.additions()] == ["a"]
    assert {model.ref.id: model.state for model in catalog.models()}["d"] == "damaged"
    assert [one.id for one in catalog.additions_in(folder)] == ["a"]


def test_ids_are_those_of_nothing_else(catalog: Catalog, at: Home) -> None:
    write_lora(at.models / "b" / "photo.safetensors")
    write_lora(at.models / "c" / "Photo.safetensors", SDXL)
    write_model(at.models / "photo", value=2.0)  # models come first
    write_lora(at.models / "sketch.safetensors")
    assert [model.ref.id for model in catalog.models()] == ["starter", "sketch", "photo"]
    assert {one.id: one.path.parent.name for one in catalog.additions()} == {
        "photo-2": "b",
        "photo-3": "c",
        "sketch-2": "models",
    }


def test_listing_reads_headers_alone_and_each_once(catalog: Catalog, at: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        write_lora(at.models / "loras" / f"{number}.safetensors")
    catalog.additions()
    assert not (at.cache / "weights.json").exists()

    def refuse(*_: object) -> None:
        raise AssertionError("a header was read again")

    monkeypatch.setattr("studio.catalog.labels.read_header", refuse)
    again = Catalog(at, Settings(at.settings), embedded=at.data / "none")
    assert len(again.additions()) == 20
    assert {one.addition.ref.weights for one in again.additions()} == {""}


def test_another_file_of_the_same_name_is_looked_at_anew(catalog: Catalog, at: Home) -> None:
    path = write_lora(at.models / "a.safetensors")
    assert catalog.additions()[0].addition.context == SD1
    write_lora(path, SD2, rank=8)
    assert catalog.additions()[0].addition.context == SD2


def test_a_damaged_memory_only_costs_time(catalog: Catalog, at: Home) -> None:
    write_lora(at.models / "a.safetensors")
    before = catalog.additions()
    memory = json.loads((at.cache / "labels.json").read_text())
    for entry in memory["files"].values():
        entry[2] = {"kind": "nonsense"}
    for content in ("{broken", json.dumps(memory)):
        (at.cache / "labels.json").write_text(content)
        assert Catalog(at, Settings(at.settings), embedded=at.data / "none").additions() == before


def test_what_a_draft_means_is_read(catalog: Catalog, at: Home) -> None:
    ink = write_lora(at.models / "ink.safetensors")
    write_lora(at.models / "other.safetensors", notes={"a": "b"})
    control = write_control(at.models / "canny")
    adapter = write_adapter(at.models / "ip" / "plain.safetensors")
    encoder = write_encoder(at.models / "ip" / "image_encoder")
    heard: list[Reading] = []
    draft = Draft(
        addons=(DraftAddon(id="ink"),),
        controls=(DraftControl(kind="edges", sha256="a" * 64),),
        references=(DraftReference(sha256="b" * 64),),
    )
    found = {one.ref.id: one.ref.weights for one in catalog.additions_for(draft, CAN, heard.append)}
    assert found["ink"] == hashlib.sha256(ink.read_bytes()).hexdigest()
    assert found["other"] == ""
    assert len(found["canny"]) == len(found["plain"]) == 64
    sizes = [sum(path.stat().st_size for path in folder.iterdir()) for folder in (control, encoder)]
    total = sum(sizes) + ink.stat().st_size + adapter.stat().st_size
    assert {(one.total, one.percent) for one in heard[-1:]} == {(total, 100)}
    assert [one.done for one in heard] == sorted(one.done for one in heard)
    heard.clear()
    assert catalog.additions_for(draft, CAN, heard.append)
    assert heard == []
    sources = [catalog.addition_source(ModelRef(id=id, weights=found[id])) for id in ("ink", "canny", "plain")]
    assert [(one.kind, one.path, one.encoder) for one in sources] == [
        ("lora", str(ink), ""),
        ("control", str(control), ""),
        ("adapter", str(adapter), str(encoder)),
    ]


def test_another_encoder_is_another_adapter(catalog: Catalog, at: Home) -> None:
    write_adapter(at.models / "ip" / "plain.safetensors")
    encoder = write_encoder(at.models / "ip" / "image_encoder")
    draft = Draft(references=(DraftReference(sha256="b" * 64),))
    (before,) = catalog.additions_for(draft, CAN)
    write_encoder(encoder, value=1)
    (after,) = catalog.additions_for(draft, CAN)
    assert before.ref.weights != after.ref.weights
    with pytest.raises(ModelMissing, match="another version"):
        catalog.addition_source(before.ref)


def test_what_a_draft_names_and_cannot_have_is_told_as_such(catalog: Catalog, at: Home) -> None:
    assert catalog.additions_for(Draft(prompt="a circle"), CAN) == ()
    (at.models / "loras").mkdir(parents=True)
    (at.models / "loras" / "old.pt").write_bytes(b"\x80\x02")
    write_lora(at.models / "xl.safetensors", SDXL)
    with pytest.raises(ModelUnsafe, match="old"):
        catalog.additions_for(Draft(addons=(DraftAddon(id="old"),)), CAN)
    with pytest.raises(ModelMissing, match="nobody"):
        catalog.additions_for(Draft(addons=(DraftAddon(id="nobody"),)), CAN)
    with pytest.raises(ModelUnsupported, match="made for SDXL"):
        catalog.additions_for(Draft(addons=(DraftAddon(id="xl"),)), CAN)
    assert not (at.cache / "weights.json").exists()  # nothing was read for it


def test_reading_can_be_stopped(catalog: Catalog, at: Home) -> None:
    write_lora(at.models / "ink.safetensors", rank=4000)
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        catalog.additions_for(Draft(addons=(DraftAddon(id="ink"),)), CAN, stop=stop)
    assert catalog.additions()[0].addition.ref.weights == ""


def test_a_source_is_found_by_its_weights_whatever_its_name(catalog: Catalog, at: Home) -> None:
    path = write_lora(at.models / "ink.safetensors")
    write_lora(at.models / "small.safetensors", rank=1)
    ref = ModelRef(id="was called otherwise", weights=hashlib.sha256(path.read_bytes()).hexdigest())
    source = catalog.addition_source(ref)
    assert (source.ref, source.path) == (ref, str(path))
    again = Fingerprints(at.cache / "weights.json")
    assert again.known(path) == ref.weights


def meant(catalog: Catalog, draft: Draft) -> tuple[str, ...]:
    """Ids of what a draft's recipe would name."""
    found = Additions(catalog.additions_for(draft, CAN), CAN, "This model")
    return tuple(one.model.id for one in (*found.addons(draft), *found.controls(draft), *found.references(draft)))


def test_what_a_recipe_named_is_found_by_its_weights(catalog: Catalog, at: Home) -> None:
    """Though it is called otherwise here, read or not; of two versions it is the recipe's own."""
    ink = write_lora(at.models / "ink.safetensors")
    control = write_control(at.models / "canny")
    plain = Draft(addons=(DraftAddon(id="ink"),), controls=(DraftControl(kind="edges", sha256="a" * 64),))
    refs = {one.ref.id: one.ref for one in catalog.additions_for(plain, CAN)}
    assert meant(catalog, plain) == ("ink", "canny")
    again = Draft(
        addons=(DraftAddon(id="ink", weights=refs["ink"].weights),),
        controls=(DraftControl(kind="edges", sha256="a" * 64, model="canny", weights=refs["canny"].weights),),
    )
    ink.rename(at.models / "paper.safetensors")
    control.rename(at.models / "lines-canny")
    assert meant(catalog, again) == ("paper", "lines-canny")
    write_lora(at.models / "ink.safetensors", rank=8)
    assert meant(catalog, again) == ("paper", "lines-canny")
    assert meant(catalog, plain)[0] == "ink"
    (at.models / "paper.safetensors").unlink()
    assert meant(catalog, again)[0] == "ink"  # another version is better than none; the recipe then says which
    (at.models / "ink.safetensors").unlink()
    with pytest.raises(ModelMissing, match="ink"):
        meant(catalog, again)


def test_a_source_that_is_not_here(catalog: Catalog, at: Home) -> None:
    path = write_lora(at.models / "ink.safetensors")
    with pytest.raises(ModelMissing, match="another version"):
        catalog.addition_source(ModelRef(id="ink", weights="0" * 64))
    with pytest.raises(ModelMissing, match="not here"):
        catalog.addition_source(ModelRef(id="paper", weights="0" * 64))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    with pytest.raises(ModelDamaged, match="ink"):
        catalog.addition_source(ModelRef(id="ink", weights="0" * 64))


def test_what_lies_in_a_folder_is_told_before_it_is_added(catalog: Catalog, tmp_path: Path) -> None:
    write_lora(tmp_path / "mine" / "a.safetensors")
    write_control(tmp_path / "mine" / "canny")
    assert [(one.id, one.state) for one in catalog.additions_in(tmp_path / "mine")] == [
        ("a", "ready"),
        ("canny", "ready"),
    ]
    assert catalog.models_in(tmp_path / "mine") == ()
    with pytest.raises(ModelMissing):
        catalog.additions_in(tmp_path / "nowhere")
    assert catalog.additions() == ()
