"""Model weights on this machine: what is installed, whether it is whole, what exactly it is, and how it comes here."""

import os

os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # read by Hugging Face's client at its import, whoever imports it
