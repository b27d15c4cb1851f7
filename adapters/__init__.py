"""The rims that speak to the outside: chat platforms, time, the workshop, the web."""
