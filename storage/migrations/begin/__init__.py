"""The parts of the first migration, each as frozen as itself."""
