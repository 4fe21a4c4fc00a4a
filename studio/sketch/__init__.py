"""Drawings made exactly from a typed scene: no diffusion, no torch, no window."""
