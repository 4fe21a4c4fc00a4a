"""`studio batch`: plans become batches, and the queue that makes them is watched and changed."""

from __future__ import annotations

import typer

from studio.cli.batch_change import cancel, pause, retry
from studio.cli.batch_channels import list_channels
from studio.cli.batch_jobs import duplicate, edit, list_jobs, move
from studio.cli.batch_report import tell_report
from studio.cli.batch_rules import rules
from studio.cli.batch_run import resume, run
from studio.cli.batch_status import status

commands = typer.Typer(help="Many pictures from one plan: run, watch and change batches.", no_args_is_help=True)
for _name, _command in (
    ("run", run),
    ("status", status),
    ("pause", pause),
    ("resume", resume),
    ("cancel", cancel),
    ("retry", retry),
    ("jobs", list_jobs),
    ("edit", edit),
    ("move", move),
    ("duplicate", duplicate),
    ("rules", rules),
    ("report", tell_report),
    ("channels", list_channels),
):
    commands.command(_name)(_command)
