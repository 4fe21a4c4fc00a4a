"""Blink Studio: a desktop creative studio whose diffusion engine runs on the user's own machine."""

__version__ = "0.1.0"
