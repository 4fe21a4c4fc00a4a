"""The strip below the pictures: what runs and waits, of every project."""
