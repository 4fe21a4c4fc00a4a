"""`studio batch channels`: the sizes that a plan may name."""

from __future__ import annotations

from studio.cli.kept import AsJson
from studio.cli.output import Status, print_json, print_lines, say, table
from studio.paths import default_home
from studio.recipe.channels import Channel, channels


def list_channels(as_json: AsJson = False) -> Status:
    """List sizes by where they are published; a plan names them in its column “channel”."""
    own = default_home().data / "channels.json"
    found = channels(own)
    if as_json:
        print_json({"channels": found})
    else:
        print_lines(table([("CHANNEL", "SIZE", "SAFE INSIDE", "BLEED", "NAME"), *map(_row, found)]))
    say(f"Your own go into {own}.")
    return Status.DONE


def _row(channel: Channel) -> tuple[str, ...]:
    safe = channel.safe
    inside = (channel.width - safe.left - safe.right, channel.height - safe.top - safe.bottom)
    whole = inside == (channel.width, channel.height)
    return (
        channel.id,
        f"{channel.width}x{channel.height}",
        "-" if whole else f"{inside[0]}x{inside[1]}",
        f"{channel.bleed}" if channel.bleed else "-",
        f"{channel.group}: {channel.name}",
    )
