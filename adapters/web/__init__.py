"""The HTTP door: health, readiness and metrics, and the doors of others, mounted without knowing them."""
