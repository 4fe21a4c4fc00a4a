"""Pictures to latents and back through a model's autoencoder, whole or, to save memory, in tiles."""

from __future__ import annotations

from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_tiny import AutoencoderTiny
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution

from studio.engine.components import Autoencoder
from studio.engine.device import Device
from studio.engine.tiles import Grid, grid, tiled
from studio.engine.tiling import Edges, tile_of, wraps
from studio.recipe.recipe import Tile

_PARTS = (1, 2, 4)
"""tiles along the longer side on each rung of the memory ladder"""


class Autoencoding:
    """One autoencoder; `rung` of the memory ladder decides into how many tiles a picture is cut, and `tile` over which
    edges pictures go on."""

    def __init__(self, vae: Autoencoder, device: Device) -> None:
        self.vae = vae
        self.is_tiny = isinstance(vae, AutoencoderTiny)
        self.scale = pixels_per_latent(vae)
        self.rung = 0
        self.tile: Tile = ""
        self._edges = Edges(vae)
        self._device = device
        self._dtype: torch.dtype = next(vae.parameters()).dtype

    def encode(self, picture: torch.Tensor) -> Any:
        """A picture (1, 3, height, width), -1 to 1, as what `drawn` draws latents from."""
        given = picture.to(self._device.torch, self._dtype)
        tiles = self._tiles(given.shape[-2] // self.scale, given.shape[-1] // self.scale)
        self._wrap(tiles)
        if tiles is None:
            encoded: Any = self.vae.encode(given)
            return encoded.latents if self.is_tiny else encoded.latent_dist
        made = tiled(self._encode_tile, given, tiles, self.scale, 1)
        return made if self.is_tiny else DiagonalGaussianDistribution(made.to(self._dtype))

    def drawn(self, encoded: Any, generator: torch.Generator) -> torch.Tensor:
        """Latents (1, c, h, w) as the network knows them."""
        latents = encoded if isinstance(encoded, torch.Tensor) else encoded.sample(generator)
        return latents.float() * self.vae.config.scaling_factor  # pyright: ignore

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (1, c, h, w) as a picture (3, height, width), -1 to 1."""
        given = (latents / self.vae.config.scaling_factor).to(self._dtype)  # pyright: ignore
        tiles = self._tiles(*given.shape[-2:])
        self._wrap(tiles)
        made = self._decode_tile(given) if tiles is None else tiled(self._decode_tile, given, tiles, 1, self.scale)
        return made[0].float()

    def in_tiles(self, width: int, height: int) -> bool:
        """Whether a picture of so many pixels is cut into tiles."""
        return self._tiles(height // self.scale, width // self.scale) is not None

    def _tiles(self, height: int, width: int) -> Grid | None:
        tiles = grid(height, width, _PARTS[min(self.rung, len(_PARTS) - 1)], *wraps(self.tile))
        return tiles if self.rung and tiles.count > 1 else None

    def _wrap(self, tiles: Grid | None) -> None:
        """The network goes on over an edge where it sees the whole side; where that is cut, its tiles go round."""
        if tiles is None:
            self._edges.wrap(self.tile)
        else:
            rows, columns = wraps(self.tile)
            self._edges.wrap(tile_of(rows and len(tiles.rows) == 1, columns and len(tiles.columns) == 1))

    def _encode_tile(self, picture: torch.Tensor) -> torch.Tensor:
        encoded: Any = self.vae.encode(picture)
        return encoded.latents if self.is_tiny else encoded.latent_dist.parameters

    def _decode_tile(self, latents: torch.Tensor) -> torch.Tensor:
        return self.vae.decode(latents, return_dict=False)[0]  # pyright: ignore


def pixels_per_latent(vae: Autoencoder) -> int:
    """How many pixels a side one latent stands for."""
    config: Any = vae.config
    blocks = config.decoder_block_out_channels if isinstance(vae, AutoencoderTiny) else config.block_out_channels
    return 2 ** (len(blocks) - 1)
