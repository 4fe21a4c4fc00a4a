"""The objects a sketch can show: words, parts and their colours. Import from its modules, not from here."""
