"""The export: a folder that the catalogue recognises, with its own pace; what was written by hand is kept."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from models.training.export import Pace, export, save_head
from models.training.unet import Denoiser
from studio.families.recognise import recognise

STARTER = Path(__file__).resolve().parents[2] / "models" / "starter"


def finished_run(folder: Path) -> Denoiser:
    model = Denoiser()
    folder.mkdir()
    torch.save({"average": dict(model.named_parameters())}, folder / "run.pt")
    return model


def test_an_export_is_a_model_of_the_catalogue(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    out = tmp_path / "out"
    out.mkdir()
    (out / "README.md").write_text("by hand", encoding="utf-8")
    size = export(tmp_path / "run", STARTER, STARTER / "vae", out, Pace(4, 1.0))
    found = recognise(out)
    assert (found.id, found.capabilities.steps, found.capabilities.guidance) == ("starter", 4, 1.0)
    assert not found.capabilities.negative
    assert json.loads((out / "card.json").read_text(encoding="utf-8"))["studio"]["vocabulary"]
    assert (out / "README.md").read_text(encoding="utf-8") == "by hand"
    assert size == sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    written = load_file(out / "unet" / "diffusion_pytorch_model.safetensors")
    kept = run.unet.state_dict()
    assert written.keys() == kept.keys()
    assert all(torch.allclose(value.float(), kept[name], atol=1e-3) for name, value in written.items())


def test_guidance_wants_a_negative_prompt(tmp_path: Path) -> None:
    finished_run(tmp_path / "run")
    export(tmp_path / "run", STARTER, STARTER / "vae", tmp_path / "out", Pace(16, 2.5))
    found = recognise(tmp_path / "out")
    assert (found.capabilities.steps, found.capabilities.guidance, found.capabilities.negative) == (16, 2.5, True)


def test_the_head_is_kept_for_warm_starts(tmp_path: Path) -> None:
    model = finished_run(tmp_path / "run")
    save_head(tmp_path / "run", tmp_path / "head.safetensors")
    assert load_file(tmp_path / "head.safetensors").keys() == model.head.state_dict().keys()
