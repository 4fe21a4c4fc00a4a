"""Model weights on this machine: what is installed, whether it is whole, what exactly it is."""
