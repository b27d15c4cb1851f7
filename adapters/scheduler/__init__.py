"""Time as one more platform: APScheduler wakes the bot, and what is due comes in as an event.

Quirks: APScheduler's scheduler dies silently when a job store call raises, so nothing of ours raises through it
and readiness watches the last tick; its own triggers skip or double days at daylight saving, so they only count
seconds.
"""
