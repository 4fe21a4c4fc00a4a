"""Whole models in one safetensors file: recognised from its header and its name, completed by a layout's configs."""

from __future__ import annotations

from pathlib import Path

import msgspec

from studio.errors import ModelUnsupported
from studio.families.contents import Contents, contents_of
from studio.families.family import read_json
from studio.families.header import Header, read_header
from studio.families.latent_diffusion import Scheduler, distilled_kind, require_plain
from studio.families.layouts import Placed, fitting, layouts_dir
from studio.families.recognise import Recognised, family_of

_UNET = "model.diffusion_model."
_MAX_YAML_BYTES = 2**20
_SCHEDULERS = {"lightning": "euler-trailing", "hyper": "euler-trailing", "lcm": "lcm", "sdxs": "euler-trailing"}
_TURBO = {"stable-diffusion-xl": "euler-ancestral-trailing", "stable-diffusion": "euler-trailing"}
_VELOCITY = "euler-v"
_CHOOSE = "Choose a whole model of one of these: Stable Diffusion 1.x, Stable Diffusion 2.x, SDXL."


class _Params(msgspec.Struct, frozen=True, kw_only=True):
    parameterization: str = "eps"


class _Model(msgspec.Struct, frozen=True, kw_only=True):
    params: _Params


class _Beside(msgspec.Struct, frozen=True, kw_only=True):
    model: _Model


msgspec.json.Decoder(_Beside)  # before any thread decodes it: see recipe/recipe.py


class SingleFile(msgspec.Struct, frozen=True, kw_only=True):
    """A whole model in one file."""

    found: Recognised
    layout: Placed
    schedule: Path | None
    """folder of a scheduler's config that suits it better than the layout's own"""
    lacks: tuple[str, ...]
    """parts whose weights must come from elsewhere"""

    @property
    def configs(self) -> tuple[Path, ...]:
        """Every config that decides the picture."""
        names = {"scheduler": "scheduler_config.json"}
        paths = (folder / names.get(part, "config.json") for part, folder in self.parts.items())
        return (self.layout.folder / "model_index.json", *sorted(paths))

    @property
    def parts(self) -> dict[str, Path]:
        """Part to the folder of its config."""
        return _parts(self.layout, self.schedule)


def recognise_file(path: Path, layouts: Path | None = None) -> SingleFile:
    """Read a file's header. `layouts` is the folder of known ones, resources/families if not given.

    Raises ModelUnsupported that says what it is if it is no whole model or one that is not run here, ModelDamaged, and
    ModelUnsafe.
    """
    header = read_header(path)
    where = layouts_dir() if layouts is None else layouts
    contents = contents_of(header)
    if contents.kind != "checkpoint":
        raise ModelUnsupported(contents.said, remedy=_remedy(contents))
    layout = _chosen(path, header, contents, where)
    schedule = _schedule(path, header, layout, where)
    family = family_of(layout.index)
    return SingleFile(
        found=Recognised(
            family=family.name,
            name=path.stem,
            id="",
            licence=header.metadata.get("modelspec.license", ""),
            summary=_summary(path, layout),
            capabilities=family.capabilities(_parts(layout, schedule), layout.index, path.stem),
            vocabulary=None,
            knows={},
            index=layout.index,
        ),
        layout=layout,
        schedule=schedule,
        lacks=layout.lacks(header),
    )


def _parts(layout: Placed, schedule: Path | None) -> dict[str, Path]:
    return layout.parts if schedule is None else layout.parts | {"scheduler": schedule}


def _remedy(contents: Contents) -> str:
    if contents.kind in ("lora", "control", "adapter", "embedding"):
        return "Keep it for use together with a model; it is nothing to choose as a model."
    return _CHOOSE


def _chosen(path: Path, header: Header, contents: Contents, layouts: Path) -> Placed:
    """The layout; several have the same shapes and differ in what only notes beside the weights tell."""
    _require_plain(header)
    if contents.base == "SDXL refiner":
        raise ModelUnsupported(
            "This is the refiner of SDXL, which only goes on with pictures that the base model began.",
            remedy="Choose the base model: it makes whole pictures on its own.",
        )
    candidates = fitting(header, layouts)
    if not candidates:
        raise ModelUnsupported(
            f"{contents.said} Its shapes are of none that this studio can run from a single file.",
            remedy="Get the version of this model in the diffusers layout: a folder with model_index.json in it.",
            detail=f"{len(header.shapes)} tensors",
        )
    told = _prediction(path, header)
    return max(candidates, key=lambda one: _suits(one, told, path.stem.lower()))


def _require_plain(header: Header) -> None:
    first, last = (header.shapes.get(f"{_UNET}{name}") for name in ("input_blocks.0.0.weight", "out.2.weight"))
    if first and last and len(first) == len(last) == 4:
        require_plain(first[1], last[0])


def _suits(one: Placed, told: str, called: str) -> int:
    own = read_json(one.folder / "scheduler" / "scheduler_config.json", Scheduler).prediction_type
    by_prediction = 0 if not told else 4 if own == told else -4
    by_name = 1 if not one.layout.called else 2 if any(part in called for part in one.layout.called) else 0
    return by_prediction + by_name


def _prediction(path: Path, header: Header) -> str:
    """epsilon or v_prediction where the file's notes, a marker among its tensors, or a YAML beside it says so."""
    if "v_pred" in header.shapes:
        return "v_prediction"
    said = header.metadata.get("modelspec.prediction_type", "")
    if said in ("v", "epsilon"):
        return "v_prediction" if said == "v" else said
    if header.metadata.get("modelspec.architecture", "").startswith("stable-diffusion-v2-768-v"):
        return "v_prediction"
    return {"v": "v_prediction", "eps": "epsilon"}.get(_parameterization(path.with_suffix(".yaml")), "")


def _parameterization(beside: Path) -> str:
    """Of the YAML that belongs to a file by its name, as the makers of 2.x published them; empty without one."""
    try:
        with beside.open("rb") as file:
            return msgspec.yaml.decode(file.read(_MAX_YAML_BYTES), type=_Beside).model.params.parameterization
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError):
        return ""


def _schedule(path: Path, header: Header, layout: Placed, layouts: Path) -> Path | None:
    """Few-step models want times that trail, and models of velocity a schedule that ends in noise alone."""
    own = read_json(layout.folder / "scheduler" / "scheduler_config.json", Scheduler)
    kind = distilled_kind(path.stem)
    if kind == "turbo":
        name = "" if own.timestep_spacing == "trailing" else _TURBO.get(family_of(layout.index).name, "")
    else:
        name = _SCHEDULERS.get(kind, "")
    if not name and _prediction(path, header) == "v_prediction" and own.prediction_type != "v_prediction":
        name = _VELOCITY
    return layouts / "schedulers" / name if name else None


def _summary(path: Path, layout: Placed) -> str:
    kind = distilled_kind(path.stem)
    few = f", taken for a few-step model ({kind}) by its name" if kind else ""
    return f"{layout.layout.title}, from a single file{few}."
