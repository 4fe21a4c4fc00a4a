"""The page of settings, made from the settings table."""
