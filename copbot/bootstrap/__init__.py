"""The composition root: the only part that sees every other."""
