"""discord.py, imported once and quietly; every other module of this folder takes it from here."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its voice part imports audioop, which Python 3.13 drops
    import discord
    from discord import app_commands
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from discord.webhook.async_ import AsyncWebhookAdapter

discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

__all__ = ["AsyncWebhookAdapter", "DiscordWebSocket", "Route", "app_commands", "discord"]
