"""The workshop: what takes long or is risky is done in one spawned worker process, away from the event loop.

Quirks of what it stands on:

- aiohttp resolvers never see IP literals, so the guard against internal addresses is the connector's socket factory;
- `ipaddress.is_global` passes multicast, NAT64 and 6to4 addresses, and cloud hosts' own services on public ones;
- trafilatura inflates a body that looks compressed by itself: it is only ever given decoded text;
- matplotlib reads `$` as mathematics and warns about letters its fonts lack: both are taken care of before drawing;
- only the modules' own names are imported here and by the bot: matplotlib and trafilatura load in the worker alone.
"""
