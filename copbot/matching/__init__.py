"""The optimisation itself: who is brought together with whom.

Pure functions on whole pools, with numpy, scipy and rustworkx. Only the workshop loads this package, in its own
process: the libraries weigh more than the rest of the bot, and a long solve must not hold up a reply.
"""
