"""Torch-free knowledge of model families: recognition from the files, capabilities, defaults."""
