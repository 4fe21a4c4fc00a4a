"""`studio models add`, `verify` and `remove` of what is on this machine, `list --available`, and `studio keys`."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest

from studio.catalog.shelf import Note, NotedFile, write_note
from studio.paths import home_at
from studio.settings import MODEL_DEFAULT, MODELS_FOLDERS, Settings
from tests.catalog.addition_files import (
    SDXL,
    write_adapter,
    write_control_file,
    write_encoder,
    write_encoder_file,
    write_lora,
)
from tests.catalog.model_folders import write_model
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def nobody_elses_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user’s folder without other programs, and no keyring."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "user"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "user" / "hub"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


def ids(run: Run) -> set[str]:
    return {model["id"] for model in run("models", "list", "--json").document["models"]}


def test_a_folder_is_used_where_it_lies(run: Run, home: Path, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "mine")
    outcome = run("models", "add", str(folder), "--json")
    assert outcome.status == 0
    assert outcome.document["added"] == [{"name": "mine", "kind": "model", "place": str(folder), "state": "ready"}]
    assert "mine" in ids(run)
    assert not (home / "models").exists()


def test_what_cannot_be_added(run: Run, tmp_path: Path) -> None:
    broken = write_model(tmp_path / "broken")
    (broken / "vae" / "config.json").unlink()
    single = write_model(tmp_path / "whole") / "unet" / "diffusion_pytorch_model.safetensors"
    (tmp_path / "old.ckpt").write_bytes(b"pickle")
    for path, said in (
        (broken, "vae/config.json is missing"),
        (single, "does not know"),
        (tmp_path / "old.ckpt", "never opened"),
        (tmp_path / "nowhere", "no model in"),
        (tmp_path / "nowhere.safetensors", "no file"),
    ):
        outcome = run("models", "add", str(path))
        assert outcome.status == 1
        assert said in outcome.err
    assert run("models", "add").status == 2
    assert "broken" not in ids(run)


def test_models_of_other_programs_are_found_and_taken(run: Run, tmp_path: Path) -> None:
    comfy = tmp_path / "user" / "ComfyUI"
    turbo = write_model(comfy / "models" / "diffusers" / "turbo")
    (comfy / "models" / "checkpoints").mkdir()
    (comfy / "models" / "checkpoints" / "old.ckpt").write_bytes(b"pickle")
    found = run("models", "add", "--find")
    assert "can be used" in found.out
    assert "pickle" in found.out
    assert "1 of 2 can be used" in found.err
    assert "turbo" not in ids(run)
    taken = run("models", "add", "--find", "--yes", "--json").document
    assert taken["added"] == 1
    assert [(one["tool"], one["usable"]) for one in taken["found"]] == [("ComfyUI", False), ("ComfyUI", True)]
    assert "turbo" in ids(run)
    assert [one["place"] for one in taken["found"] if one["usable"]] == [str(turbo)]


def test_loras_are_used_where_they_lie(run: Run, tmp_path: Path) -> None:
    folder, file = tmp_path / "loras", tmp_path / "else" / "paper.safetensors"
    write_lora(folder / "ink.safetensors")
    write_lora(file, SDXL)
    outcome = run("models", "add", str(folder), "--json")
    assert outcome.status == 0
    assert outcome.document["added"] == [
        {"name": "ink", "kind": "lora", "place": str(folder / "ink.safetensors"), "state": "ready"}
    ]
    assert "ink: LoRA, " in outcome.err
    assert run("models", "add", str(file)).status == 0
    assert {"ink", "paper"} <= ids(run)
    chosen = run("generate", "a circle", "--model", "ink")
    assert chosen.status == 1
    assert "is a LoRA, which makes no pictures on its own" in chosen.err
    refused = run("models", "remove", "ink", "--yes")
    assert refused.status == 2
    assert run("models", "remove", "paper", "--yes", "--json").document["removed"] == "forget"
    assert file.is_file()
    assert "paper" not in ids(run)


def test_additions_of_other_programs_come_with_their_folder(run: Run, tmp_path: Path) -> None:
    comfy = tmp_path / "user" / "ComfyUI" / "models"
    (comfy / "checkpoints").mkdir(parents=True)
    for number in range(3):
        write_lora(comfy / "loras" / f"lora{number}.safetensors", rank=number + 1)
    write_control_file(comfy / "controlnet" / "depth.safetensors")
    write_adapter(comfy / "ipadapter" / "ip.safetensors")
    write_encoder_file(comfy / "clip_vision" / "vit-h.safetensors")
    taken = run("models", "add", "--find", "--yes", "--json").document
    assert [(one["kind"], one["name"], one["usable"]) for one in taken["found"]] == [
        *(("lora", f"lora{number}", True) for number in range(3)),
        ("control", "depth", True),
        ("adapter", "ip", True),
    ]
    named = Settings.load(home_at(tmp_path / "home").settings).get(MODELS_FOLDERS)
    assert named == tuple(str(comfy / name) for name in ("loras", "controlnet", "ipadapter"))
    write_lora(comfy / "loras" / "later.safetensors", SDXL)
    assert {"lora0", "lora1", "lora2", "later", "depth", "ip"} <= ids(run)


def test_an_addition_of_the_studio_is_verified_and_deleted(run: Run, home: Path) -> None:
    folder = home / "models" / "ip"
    write_adapter(folder / "models" / "plain.safetensors")
    encoder = write_encoder(folder / "models" / "image_encoder") / "model.safetensors"
    loose = write_lora(home / "models" / "loose.safetensors")
    loose_size = loose.stat().st_size
    names = ("models/plain.safetensors", "models/image_encoder/config.json", "models/image_encoder/model.safetensors")
    files = tuple(
        NotedFile(
            path=name, source=name, size=path.stat().st_size, sha256=hashlib.sha256(path.read_bytes()).hexdigest()
        )
        for name in names
        if (path := folder / name)
    )
    write_note(folder, Note(id="ip", repo="maker/ip", commit="c", endpoint="", kind="adapter", files=files))
    assert run("models", "verify", "ip", "--json").document["models"][0]["files"] == 3
    content = bytearray(encoder.read_bytes())
    content[-1] ^= 1
    encoder.write_bytes(content)
    outcome = run("models", "verify", "--all", "--json")
    assert outcome.status == 1
    wrong = {model["id"]: [one["path"] for one in model["problems"]] for model in outcome.document["models"]}
    assert wrong == {"starter": [], "loose": [], "ip": ["models/image_encoder/model.safetensors"]}
    assert "--repair" in outcome.err
    assert run("models", "remove", "ip", "--yes", "--json").document["removed"] == "delete"
    assert not folder.exists()
    assert run("models", "remove", "loose", "--yes", "--json").document["freed"] == loose_size
    assert not loose.exists()


def test_nothing_found(run: Run, tmp_path: Path) -> None:
    assert "Nothing was found" in run("models", "add", "--find").err
    assert run("models", "add", "--find", str(tmp_path / "nowhere")).status == 2


def test_verify_of_what_did_not_come_from_a_hub(run: Run, with_model: Path) -> None:
    assert run("models", "verify", "hollow").status == 0
    weights = with_model / "unet" / "diffusion_pytorch_model.safetensors"
    stat, content = weights.stat(), bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    os.utime(weights, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # a disk that fails changes no date
    outcome = run("models", "verify", "hollow", "--json")
    assert outcome.status == 1
    (model,) = outcome.document["models"]
    assert model["problems"] == [
        {"path": "unet/diffusion_pytorch_model.safetensors", "problem": "has changed: its checksum is another"}
    ]
    assert "did not come through the studio" in outcome.err


def test_verify_all_leaves_out_the_sketch_and_wants_to_know_which(run: Run, with_model: Path) -> None:
    document = run("models", "verify", "--all", "--json").document
    assert {model["id"] for model in document["models"]} == {"starter", "hollow"}
    assert document["ok"]
    assert run("models", "verify").status == 2
    assert run("models", "verify", "nobody").status == 1


def test_a_link_in_a_circle_is_broken_and_the_others_are_checked_all_the_same(run: Run, with_model: Path) -> None:
    circle = with_model.parent / "circle" / "x.safetensors"
    circle.parent.mkdir()
    circle.symlink_to(circle)
    run("models", "add", str(with_model))
    write_lora(circle.with_name("a.safetensors"))
    assert run("models", "add", str(circle.parent)).status == 0
    outcome = run("models", "verify", "--all")
    assert outcome.status == 1
    assert "x.safetensors cannot be read" in outcome.err
    assert "a ...\n  1 file, as it should be" in outcome.err


def test_the_users_own_is_only_forgotten(run: Run, home: Path, with_model: Path) -> None:
    asked = run("models", "remove", "hollow")
    assert asked.status == 2
    assert "Its files stay" in asked.err
    outcome = run("models", "remove", "hollow", "--yes", "--json")
    assert outcome.document["removed"] == "forget"
    assert (with_model / "model_index.json").is_file()
    assert "hollow" not in ids(run)
    settings = Settings.load(home_at(home).settings)
    assert (settings.get(MODELS_FOLDERS), settings.get(MODEL_DEFAULT)) == ((), "starter")


def test_one_of_several_in_the_users_folder_is_left_to_the_user(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_model(tmp_path / "all" / name, value=len(name))
    assert run("models", "add", str(tmp_path / "all")).status == 0
    outcome = run("models", "remove", "one", "--yes")
    assert outcome.status == 2
    assert "not the studio’s to delete" in outcome.err
    assert {"one", "two"} <= ids(run)


def test_the_studios_own_is_deleted_and_what_becomes_free_is_said(run: Run, home: Path) -> None:
    folder = write_model(home / "models" / "got")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    outcome = run("models", "remove", "got", "--yes", "--json")
    assert outcome.document == {"id": "got", "removed": "delete", "place": str(folder), "freed": size}
    assert not folder.exists()
    assert list((home / "models" / ".getting").iterdir()) == []


def test_a_link_in_the_studios_folder_leads_to_nothing_deleted(run: Run, home: Path, tmp_path: Path) -> None:
    real = write_model(tmp_path / "real")
    (home / "models").mkdir()
    (home / "models" / "linked").symlink_to(real)
    assert run("models", "remove", "linked", "--yes").status == 0
    assert (real / "model_index.json").is_file()
    assert "linked" not in ids(run)


def test_what_is_half_fetched_can_go(run: Run, home: Path) -> None:
    half = home / "models" / ".getting" / "half"
    file = NotedFile(path="a.safetensors", source="a.safetensors", size=100)
    write_note(half, Note(id="half", repo="maker/half", commit="0", endpoint="", files=(file,)))
    (half / "a.safetensors.part").write_bytes(b"x" * 40)
    assert "Half fetched: 40 bytes of 100 bytes." in run("models", "list").err
    assert run("models", "remove", "half", "--yes").status == 0
    assert not half.exists()


def test_a_note_that_leads_outside_is_not_believed(run: Run, home: Path) -> None:
    half = home / "models" / ".getting" / "half"
    file = NotedFile(path="../../settings.json", source="a", size=1)
    write_note(half, Note(id="half", repo="maker/half", commit="0", endpoint="", files=(file,)))
    assert "half" not in ids(run)


@pytest.mark.parametrize("name", ["starter", "sketch"])
def test_what_is_part_of_the_studio_stays(run: Run, name: str) -> None:
    outcome = run("models", "remove", name, "--yes")
    assert outcome.status == 2
    assert "stays" in outcome.err


def test_nobody_is_removed(run: Run) -> None:
    assert run("models", "remove", "nobody", "--yes").status == 1


def test_what_can_be_got(run: Run) -> None:
    outcome = run("models", "list", "--available")
    assert outcome.status == 0
    row = next(line for line in outcome.out.splitlines() if line.startswith("sd-turbo "))
    assert "2.6 GB " in row
    assert "4 GB memory?" in row
    assert "conditions" in row
    assert "“?”" in outcome.err
    offers = run("models", "list", "--available", "--json").document["available"]
    turbo = next(offer for offer in offers if offer["id"] == "sd-turbo")
    assert turbo.keys() >= {
        "repo",
        "family",
        "bytes",
        "licence",
        "memory_gb",
        "speed",
        "reviewed",
        "unchecked",
        "state",
    }
    assert turbo["state"] == "not here"


def test_keys_are_kept_listed_and_forgotten(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("hf_secret\n"))
    kept = run("keys", "set", "huggingface")
    assert kept.status == 0
    assert "not encrypted" in kept.err
    listed = run("keys", "list", "--json")
    assert listed.document == {"keys": [{"name": "huggingface", "place": "file"}]}
    assert "hf_secret" not in kept.out + kept.err + listed.out + listed.err
    assert run("keys", "remove", "huggingface").status == 0
    assert run("keys", "remove", "huggingface").status == 2
    assert run("keys", "list").out == ""
