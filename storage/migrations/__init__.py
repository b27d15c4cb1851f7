"""Schema changes in order, by Alembic; they run at start, or by `copbot db upgrade`."""

HEAD = "0001"
"""The newest revision, so that a start need not load Alembic to see that nothing is to be done."""
