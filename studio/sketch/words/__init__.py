"""Words to scene: what a prompt asks to have drawn. Import from its modules, not from here."""
