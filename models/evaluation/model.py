"""Owns a model under evaluation: any diffusers folder of the catalogue, asked for pictures at its own size."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from diffusers import AutoPipelineForImage2Image, AutoPipelineForText2Image
from numpy.typing import NDArray
from PIL import Image

from models.evaluation.judges import Picture
from studio.engine.masking import filled, latent_mask, share_anew
from studio.engine.schedulers import whole_way
from studio.engine.tiling import Edges
from studio.families.recognise import recognise

BATCH = 8
"""pictures of the model's own size that are made at once"""
Mask = NDArray[np.bool_]
"""True where a picture may be painted anew."""
JUDGED = 256
"""Side of the pictures that are judged, whatever size the model makes."""


@dataclass(frozen=True)
class Pace:
    """Denoising steps and guidance; guidance 1 and below costs no second pass."""

    steps: int
    guidance: float


class Maker(Protocol):
    """What can be asked for pictures."""

    pace: Pace

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the model's own pictures."""
        ...

    def named(self) -> str:
        """What this is, different whenever its pictures would be."""
        ...

    def make(
        self, texts: Sequence[str], seeds: Sequence[int], pace: Pace, side: int = 1, tile: bool = False
    ) -> list[Picture]:
        """One JUDGED x JUDGED picture for each text and seed, made `side` times as large as the model's own size. A
        `tile` is made as if it lay beside itself."""
        ...

    def remake(
        self, texts: Sequence[str], starts: Sequence[Picture], seeds: Sequence[int], pace: Pace, strength: float
    ) -> list[Picture]:
        """The same from start pictures; `strength` above 0, up to 1, is how much of them may change."""
        ...

    def paint_over(
        self, texts: Sequence[str], layouts: Sequence[Picture], seeds: Sequence[int], pace: Pace, strength: float
    ) -> list[Picture]:
        """Sketch first: the same from drawings of the model's own size, with every step made over the last `strength`
        of the way."""
        ...

    def refill(
        self, texts: Sequence[str], starts: Sequence[Picture], masks: Sequence[Mask], seeds: Sequence[int], pace: Pace
    ) -> list[Picture]:
        """The start pictures with what the masks cover painted anew, all of them JUDGED x JUDGED, as the model is."""
        ...


class Folder:
    """A diffusers folder, with the steps and guidance that its card or its family says."""

    def __init__(self, folder: Path, dtype: torch.dtype = torch.float32) -> None:
        """Raises ModelDamaged and ModelUnsupported."""
        can = recognise(folder).capabilities
        self._folder, self.size = folder, (can.size.width, can.size.height)
        self.pace = Pace(can.steps, can.guidance)
        self._text: Any = AutoPipelineForText2Image.from_pretrained(folder, dtype=dtype, safety_checker=None)
        self._edges = (Edges(self._text.unet), Edges(self._text.vae))
        self._image: Any = AutoPipelineForImage2Image.from_pipe(self._text)
        for pipeline in (self._text, self._image):
            pipeline.set_progress_bar_config(disable=True)

    def named(self) -> str:
        weights = sorted(self._folder.rglob("*.safetensors"))
        sizes = [(path.relative_to(self._folder).as_posix(), _digest(path)) for path in weights]
        return f"{self._folder.name} {hashlib.sha256(repr(sizes).encode()).hexdigest()[:12]}"

    def make(
        self, texts: Sequence[str], seeds: Sequence[int], pace: Pace, side: int = 1, tile: bool = False
    ) -> list[Picture]:
        width, height = self.size
        for edges in self._edges:
            edges.wrap("both" if tile else "")
        try:
            return self._run(self._text, texts, seeds, pace, width=width * side, height=height * side)
        finally:
            for edges in self._edges:
                edges.wrap("")

    def remake(
        self, texts: Sequence[str], starts: Sequence[Picture], seeds: Sequence[int], pace: Pace, strength: float
    ) -> list[Picture]:
        given = [self._fitted(picture) for picture in starts]
        return self._run(self._image, texts, seeds, pace, image=given, strength=strength)

    def paint_over(
        self, texts: Sequence[str], layouts: Sequence[Picture], seeds: Sequence[int], pace: Pace, strength: float
    ) -> list[Picture]:
        whole = Pace(whole_way(pace.steps, strength, self._image.scheduler.config), pace.guidance)
        share = min(1.0, (pace.steps + 0.5) / whole.steps)  # half a step more, since it is rounded down
        given = [Image.fromarray(layout) for layout in layouts]
        return self._run(self._image, texts, seeds, whole, image=given, strength=share)

    def refill(
        self, texts: Sequence[str], starts: Sequence[Picture], masks: Sequence[Mask], seeds: Sequence[int], pace: Pace
    ) -> list[Picture]:
        """As the studio's engine does it: what the masks leave is put back, under the noise of its time, after every
        step, and at the end as it was."""
        scheduler, scale = self._image.scheduler, self._image.vae_scale_factor
        anew = [share_anew(mask.astype(np.uint8) * 255) for mask in masks]
        kept = torch.cat([self._encoded(start, share) for start, share in zip(starts, anew, strict=True)])
        kept *= self._image.vae.config.scaling_factor
        noise = torch.cat([torch.randn(kept[:1].shape, generator=_chance(seed)) for seed in seeds]).to(kept.dtype)
        free = torch.cat([latent_mask(share, scale) for share in anew]).to(kept.dtype)

        def put_back(_pipeline: Any, step: int, _time: Any, now: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
            rest = scheduler.timesteps[step + 1 :]
            there = scheduler.add_noise(kept, noise, rest[:1].expand(len(kept))) if len(rest) else kept
            return {"latents": free * now["latents"] + (1.0 - free) * there}

        given = [self._fitted(start) for start in starts]
        made = self._run(self._image, texts, seeds, pace, image=given, strength=1.0, callback_on_step_end=put_back)
        return [np.where(mask[..., None], new, old) for mask, new, old in zip(masks, made, starts, strict=True)]

    @torch.no_grad()
    def through(self, picture: Picture) -> Picture:
        """The picture encoded and decoded: the most that the model could draw if its denoiser were perfect."""
        made = self._text.vae.decode(self._encoded(picture)).sample[0].float().clamp(-1, 1).permute(1, 2, 0)
        return judged(((made + 1.0) * 127.5).round().to(torch.uint8).numpy())

    @torch.no_grad()
    def _encoded(self, picture: Picture, anew: torch.Tensor | None = None) -> torch.Tensor:
        """Latents without the autoencoder's scale; what is made `anew` is first filled from around."""
        vae = self._text.vae
        planes = torch.from_numpy(np.array(self._fitted(picture))).permute(2, 0, 1)[None] / 127.5 - 1.0
        encoded = vae.encode((planes if anew is None else filled(planes, anew)).to(vae.dtype))
        return encoded.latents if hasattr(encoded, "latents") else encoded.latent_dist.mode()

    def _fitted(self, picture: Picture) -> Image.Image:
        return Image.fromarray(picture).resize(self.size, Image.Resampling.LANCZOS)

    def _run(self, pipeline: Any, texts: Sequence[str], seeds: Sequence[int], pace: Pace, **more: Any) -> list[Picture]:
        made, *_ = pipeline(
            list(texts),
            num_inference_steps=pace.steps,
            guidance_scale=pace.guidance,
            generator=[_chance(seed) for seed in seeds],
            output_type="np",
            return_dict=False,
            **more,
        )
        return [judged(picture) for picture in (np.asarray(made) * 255).round().astype(np.uint8)]


def _chance(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def judged(picture: Picture) -> Picture:
    """The picture in the size that is judged."""
    if picture.shape[:2] == (JUDGED, JUDGED):
        return picture
    return np.asarray(Image.fromarray(picture).resize((JUDGED, JUDGED), Image.Resampling.BOX))


def in_batches(
    maker: Maker, texts: Sequence[str], seeds: Sequence[int], pace: Pace, side: int = 1, tile: bool = False
) -> Iterator[Picture]:
    """Pictures in order, a few at a time."""
    size = max(1, BATCH // side**2)
    for start in range(0, len(texts), size):
        part = slice(start, start + size)
        yield from maker.make(texts[part], seeds[part], pace, side, tile)


def gentle() -> None:
    """Leaves the processor to others, where the system knows how."""
    if hasattr(os, "nice"):
        os.nice(10)
