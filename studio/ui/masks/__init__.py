"""Painting a mask: which part of the start picture is made anew."""
