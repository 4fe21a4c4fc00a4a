"""Models of other programs: found where those programs keep them, judged without reading their weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.catalog.finding import Found, each_once, found_in_tool
from studio.catalog.finding_cache import found_in_cache
from studio.catalog.hub_cache import cache_folder, repo_of, whole_snapshot
from studio.catalog.shelf import NotedFile
from studio.catalog.tool_folders import usual_folders
from tests.catalog.big_models import write_big_weights
from tests.catalog.model_folders import write_model
from tests.families.safetensors_files import SDXL, write_tensors


def cached(cache: Path, repo: str, commit: str, source: Path, *, main: bool = True) -> Path:
    """A snapshot as the hub's client leaves it: links to blobs that are named by their sha256."""
    store = cache / f"models--{repo.replace('/', '--')}"
    snapshot = store / "snapshots" / commit
    for number, path in enumerate(path for path in sorted(source.rglob("*")) if path.is_file()):
        blob = store / "blobs" / f"{number:064x}"
        blob.parent.mkdir(parents=True, exist_ok=True)
        blob.write_bytes(path.read_bytes())
        link = snapshot / path.relative_to(source)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(blob)
    if main:
        (store / "refs").mkdir(exist_ok=True)
        (store / "refs" / "main").write_text(commit)
    return snapshot


def by_name(found: tuple[Found, ...] | list[Found]) -> dict[str, Found]:
    return {one.name: one for one in found}


def test_hugging_faces_cache(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model")
    broken = write_model(tmp_path / "broken")
    (broken / "unet" / "config.json").unlink()
    cache = tmp_path / "hub"
    cached(cache, "maker/good", "1" * 40, model, main=False)
    newest = cached(cache, "maker/good", "2" * 40, model)
    cached(cache, "maker/broken", "3" * 40, broken)
    cached(cache, "maker/language", "4" * 40, model / "tokenizer")
    found = by_name(list(found_in_cache(cache)))
    assert found.keys() == {"maker/good", "maker/broken"}
    assert (found["maker/good"].path, found["maker/good"].usable) == (newest, True)
    assert found["maker/good"].family == "stable-diffusion"
    assert "unet/config.json is missing" in found["maker/broken"].problem
    assert repo_of(newest) == "maker/good"
    assert repo_of(tmp_path) == ""


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "huggingface" / "hub"
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    assert cache_folder() == tmp_path / "hf" / "hub"
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own"


def test_a_snapshot_counts_only_if_it_is_whole_and_right(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model")
    snapshot = cached(tmp_path / "hub", "maker/good", "1" * 40, model)
    name = "unet/diffusion_pytorch_model.safetensors"
    size, digest = (model / name).stat().st_size, (snapshot / name).resolve().name
    right = NotedFile(path=name, source=name, size=size, sha256=digest)

    def whole(file: NotedFile) -> Path | None:
        return whole_snapshot(tmp_path / "hub", "maker/good", "1" * 40, [file])

    assert whole(right) == snapshot
    assert whole(NotedFile(path=name, source=name, size=size + 1, sha256=digest)) is None
    assert whole(NotedFile(path=name, source=name, size=size, sha256="f" * 64)) is None
    (snapshot / name).resolve().unlink()
    assert whole(right) is None


def test_comfyui_with_a_list_of_further_folders(tmp_path: Path) -> None:
    comfy, other = tmp_path / "ComfyUI", tmp_path / "other"
    write_tensors(comfy / "models" / "checkpoints" / "sdxl.safetensors", SDXL)
    write_big_weights(comfy / "models" / "checkpoints" / "odd.safetensors", count=10)
    (comfy / "models" / "checkpoints" / "old.ckpt").write_bytes(b"pickle")
    (comfy / "models" / "checkpoints" / "put_checkpoints_here").touch()
    write_big_weights(comfy / "models" / "loras" / "style" / "ink.safetensors", count=10)
    write_model(comfy / "models" / "diffusers" / "turbo")
    write_big_weights(other / "my loras" / "paper.safetensors", count=10)
    (comfy / "extra_model_paths.yaml").write_text(
        f"a111:\n  base_path: {other}\n  loras: |\n    my loras\n    nowhere\n"
    )
    found = by_name(list(found_in_tool(comfy)))
    assert {name: (one.kind, one.usable) for name, one in found.items()} == {
        "sdxl": ("checkpoint", True),
        "odd": ("checkpoint", False),
        "old": ("checkpoint", False),
        "ink": ("lora", False),
        "turbo": ("model", True),
        "paper": ("lora", False),
    }
    assert found["sdxl"].family == "stable-diffusion-xl"
    assert "does not know" in found["odd"].problem
    assert "pickle" in found["old"].problem
    assert found["turbo"].bytes > 0


def test_webui_and_invoke(tmp_path: Path) -> None:
    webui, invoke = tmp_path / "stable-diffusion-webui", tmp_path / "invokeai"
    write_big_weights(webui / "models" / "Stable-diffusion" / "v1-5.safetensors", count=10)
    write_big_weights(webui / "models" / "Lora" / "line.safetensors", count=10)
    write_big_weights(webui / "extensions" / "sd-webui-controlnet" / "models" / "canny.safetensors", count=10)
    write_model(invoke / "models" / "sd-1" / "main" / "dream")
    (invoke / "invokeai.yaml").write_text("schema_version: 4\n")
    assert {one.name: one.kind for one in found_in_tool(webui)} == {
        "v1-5": "checkpoint",
        "line": "lora",
        "canny": "control",
    }
    assert {one.name: one.usable for one in found_in_tool(invoke)} == {"dream": True}
    assert usual_folders(tmp_path) == (webui, invoke)


def test_links_in_circles_and_damaged_lists_stop_nothing(tmp_path: Path) -> None:
    comfy = tmp_path / "ComfyUI"
    write_big_weights(comfy / "models" / "checkpoints" / "a.safetensors", count=10)
    (comfy / "models" / "checkpoints" / "loop").symlink_to(comfy / "models")
    (comfy / "models" / "checkpoints" / "again.safetensors").symlink_to(
        comfy / "models" / "checkpoints" / "a.safetensors"
    )
    (comfy / "extra_model_paths.yaml").write_text("{ this is: [no yaml")
    assert [one.name for one in each_once(found_in_tool(comfy))] == ["a"]
    assert list(found_in_tool(tmp_path)) == []
