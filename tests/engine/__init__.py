"""The real engine process with tiny models. torch in the tests' own process must wait as the engine's does."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
