"""The command line around core; no Qt, no torch."""

from studio.cli.main import main as main
