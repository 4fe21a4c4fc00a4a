"""`studio models get` of LoRAs, ControlNets and adapters: what comes, and what a bad hub or disk does to it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.recipe.additions import AdditionKind
from tests.catalog.addition_files import SD1, SDXL, write_adapter, write_control, write_encoder, write_lora
from tests.cli.conftest import Run, finish
from tests.cli.hub_commands import start
from tests.families.safetensors_files import write_tensors
from tests.hub_server import Hub, commit_of


def listed(run: Run, name: str) -> dict[str, object]:
    models = run("models", "list", "--json").document["models"]
    return next((model for model in models if model["id"] == name), {})


@dataclass(frozen=True)
class Offered:
    """An addition of the catalogue at the hub."""

    kind: AdditionKind
    id: str
    repo: str
    weights: str
    """its file at the hub"""


OFFERED = (
    Offered("lora", "lcm-lora-sd15", "latent-consistency/lcm-lora-sdv1-5", "pytorch_lora_weights.safetensors"),
    Offered("control", "control-canny", "lllyasviel/control_v11p_sd15_canny", "diffusion_pytorch_model.safetensors"),
    Offered("adapter", "ip-adapter", "h94/IP-Adapter", "models/ip-adapter_sd15.safetensors"),
)


@pytest.fixture(params=OFFERED, ids=[one.kind for one in OFFERED])
def offered(request: pytest.FixtureRequest, hub: Hub, tmp_path: Path) -> Offered:
    one: Offered = request.param
    folder = hub.models[one.repo] = tmp_path / "additions"
    match one.kind:
        case "lora":
            write_lora(folder / one.weights, rank=100)
        case "control":
            write_control(folder)
            hint = {"controlnet_cond_embedding.conv_in.weight": (16, 3, 3, 3)}
            write_tensors(folder / one.weights, hint | {"time_embedding.linear_1.weight": (320, 320)})
        case "adapter":
            write_adapter(folder / one.weights)
            write_encoder(folder / "models" / "image_encoder")
    return one


def test_a_line_that_breaks_three_times(home: Path, hub: Hub, run: Run, offered: Offered) -> None:
    whole = hub.models[offered.repo] / offered.weights
    hub.mood.cuts, hub.mood.cut_after = 3, whole.stat().st_size // 5  # longer than any other answer
    outcome = finish(start(home, hub, "get", offered.id, "--yes", "--json"))
    assert outcome.status == 0, outcome.err
    assert hub.mood.cuts == 0
    assert (outcome.document["state"], outcome.document["kind"]) == ("ready", offered.kind)
    (fetched,) = (home / "models" / offered.id).rglob(whole.name)
    assert fetched.read_bytes() == whole.read_bytes()
    assert listed(run, offered.id)["state"] == "ready"


def test_a_file_that_comes_wrong(hub: Hub, get: Run, run: Run, offered: Offered) -> None:
    """Once it is fetched again; while it stays so, nothing is listed as whole."""
    hub.mood.wrong = {offered.weights: 9}
    outcome = get(offered.id, "--yes", "--json")
    assert outcome.status == 1
    assert outcome.document["errors"][0]["kind"] == "ModelDamaged"
    assert listed(run, offered.id)["state"] == "unfinished"
    hub.mood.wrong = {offered.weights: 1}
    assert get(offered.id, "--yes").status == 0
    assert listed(run, offered.id)["state"] == "ready"
    assert run("models", "verify", offered.id).status == 0


def test_one_that_is_gated(hub: Hub, get: Run, offered: Offered, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.mood.token = "hf_right"
    refused = get(offered.id, "--yes")
    assert refused.status == 1
    assert "only to people who asked" in refused.err
    host = hub.endpoint.removeprefix("http://").replace(".", "_").replace(":", "_")
    monkeypatch.setenv(f"STUDIO_KEY_{host}", "hf_right")
    assert get(offered.id, "--yes").status == 0


def test_too_many_requests(hub: Hub, get: Run, offered: Offered) -> None:
    hub.mood.too_many, hub.mood.retry_after = 1, "3600"
    busy = get(offered.id, "--yes", "--json")
    assert busy.document["errors"][0]["kind"] == "HubBusy"
    assert "Try again in 60 minutes" in busy.err
    hub.mood.too_many, hub.mood.retry_after = 1, "1"
    waited = get(offered.id, "--yes")
    assert waited.status == 0
    assert "asks to wait 1 s" in waited.err


def test_a_disk_that_is_too_small(hub: Hub, get: Run, run: Run, offered: Offered) -> None:
    hub.mood.sizes = {offered.weights: 10**16}
    outcome = get(offered.id, "--yes", "--json")
    assert outcome.status == 1
    assert outcome.document["errors"][0]["kind"] == "DiskFull"
    assert hub.bodies == []
    assert listed(run, offered.id) == {}


def test_a_lora_of_the_catalogue(tmp_path: Path, home: Path, hub: Hub, get: Run, run: Run) -> None:
    name = "sdxl_lightning_4step_lora.safetensors"
    write_lora(tmp_path / "lightning" / name, SDXL)
    write_lora(tmp_path / "lightning" / "sdxl_lightning_8step_lora.safetensors", SDXL)
    hub.models["ByteDance/SDXL-Lightning"] = tmp_path / "lightning"
    outcome = get("sdxl-lightning", "--yes", "--json")
    assert outcome.status == 0, outcome.err
    assert (outcome.document["id"], outcome.document["kind"]) == ("sdxl-lightning", "lora")
    assert (outcome.document["state"], outcome.document["problem"]) == ("ready", "")
    assert "--lora sdxl-lightning" in outcome.err
    assert [path.name for path in (home / "models" / "sdxl-lightning").glob("*.safetensors")] == [name]
    model = listed(run, "sdxl-lightning")
    assert (model["name"], model["base"]) == ("SDXL-Lightning, 4 steps", "SDXL")
    assert len(str(model["weights"])) == 64  # what the hub said of it was checked while it came


def test_a_controlnet_comes_without_what_it_does_not_need(
    tmp_path: Path, home: Path, hub: Hub, get: Run, run: Run
) -> None:
    offered = write_control(tmp_path / "canny")
    whole = offered / "diffusion_pytorch_model.safetensors"
    (offered / "diffusion_pytorch_model.fp16.safetensors").write_bytes(whole.read_bytes())
    (offered / "diffusion_pytorch_model.bin").write_bytes(b"pickle")
    (offered / "control_net_canny.py").write_text("print()")
    (offered / "images").mkdir()
    (offered / "images" / "control.png").write_bytes(b"png")
    hub.models["lllyasviel/control_v11p_sd15_canny"] = offered
    assert get("control-canny", "--yes").status == 0
    folder = home / "models" / "control-canny"
    here = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert here == {"config.json", "diffusion_pytorch_model.safetensors"}
    model = listed(run, "control-canny")
    assert (model["state"], model["kind"], model["controls"]) == ("ready", "control", ["edges"])
    assert (model["name"], model["place"]) == ("ControlNet edges", str(folder))


def test_an_adapter_brings_its_image_encoder_and_two_share_it(
    tmp_path: Path, home: Path, hub: Hub, get: Run, run: Run
) -> None:
    offered = tmp_path / "IP-Adapter"
    write_adapter(offered / "models" / "ip-adapter_sd15.safetensors")
    write_adapter(offered / "models" / "ip-adapter-plus_sd15.safetensors", SD1)
    write_adapter(offered / "sdxl_models" / "ip-adapter_sdxl_vit-h.safetensors", SDXL)
    write_encoder(offered / "models" / "image_encoder")
    (offered / "models" / "ip-adapter_sd15.bin").write_bytes(b"pickle")
    hub.models["h94/IP-Adapter"] = offered
    for name in ("ip-adapter", "ip-adapter-sdxl"):
        outcome = get(name, "--yes", "--json")
        assert outcome.status == 0, outcome.err
        assert (outcome.document["id"], outcome.document["state"]) == (name, "ready")
    one, two = (home / "models" / name / "models" / "image_encoder" for name in ("ip-adapter", "ip-adapter-sdxl"))
    assert (one / "model.safetensors").samefile(two / "model.safetensors")
    models = {model["id"]: model for model in run("models", "list", "--json").document["models"]}
    assert [(id, models[id]["kind"], models[id]["base"]) for id in ("ip-adapter", "ip-adapter-sdxl")] == [
        ("ip-adapter", "adapter", "Stable Diffusion 1.x"),
        ("ip-adapter-sdxl", "adapter", "SDXL"),
    ]
    assert {model["id"] for model in models.values() if model["kind"] == "model"} == {"starter", "sketch"}
    (one / "config.json").unlink()
    assert listed(run, "ip-adapter")["state"] == "ready"  # the other one's is the same
    assert run("models", "verify", "ip-adapter").status == 1
    assert run("models", "verify", "ip-adapter", "--repair").status == 0
    assert (one / "config.json").is_file()


def test_an_addition_in_hugging_faces_cache_is_used_there(
    tmp_path: Path, home: Path, hub: Hub, get: Run, run: Run
) -> None:
    offered = tmp_path / "lcm"
    write_lora(offered / "pytorch_lora_weights.safetensors")
    hub.models["latent-consistency/lcm-lora-sdv1-5"] = offered
    cache = home / "hf" / "models--latent-consistency--lcm-lora-sdv1-5" / "snapshots" / commit_of(offered)
    cache.parent.mkdir(parents=True)
    shutil.copytree(offered, cache)
    outcome = get("lcm-lora-sd15", "--yes", "--json")
    assert outcome.status == 0, outcome.err
    assert (outcome.document["fetched"], outcome.document["state"]) == (0, "ready")
    assert hub.bodies == []
    named = listed(run, str(outcome.document["id"]))
    assert (named["kind"], named["place"]) == ("lora", str(cache / "pytorch_lora_weights.safetensors"))
    assert named["name"] == "lcm-lora-sdv1-5"
