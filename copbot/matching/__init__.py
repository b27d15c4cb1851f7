"""The optimisation itself: who is brought together with whom.

Pure functions on whole pools, with numpy, scipy and rustworkx. Only the workshop loads this package, in its own
process: the libraries weigh more than the rest of the bot, and a long solve must not hold up a reply.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads that wait for each other lose more on a busy machine
