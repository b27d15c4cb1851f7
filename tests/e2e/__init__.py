"""End to end: unmodified SDKs over real sockets."""
