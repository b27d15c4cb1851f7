"""A bot that is killed: its week, the platform that outlives it, and the process that lives it."""
