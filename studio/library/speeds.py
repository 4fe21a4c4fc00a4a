"""What was learned of each model's speed."""

from __future__ import annotations

import sqlite3

import msgspec

from studio.recipe.speed import Speed


def every(connection: sqlite3.Connection) -> dict[str, Speed]:
    """By the model's id."""
    rows = connection.execute("SELECT model, speed FROM speeds")
    return {row["model"]: msgspec.json.decode(row["speed"], type=Speed) for row in rows}


def learn(connection: sqlite3.Connection, model: str, speed: Speed) -> None:
    text = msgspec.json.encode(speed).decode()
    connection.execute("INSERT OR REPLACE INTO speeds (model, speed) VALUES (?, ?)", (model, text))
