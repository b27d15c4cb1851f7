"""The platform-neutral core of copbot: no chat SDK, no SQL, no network."""

__version__ = "0.1.0"
