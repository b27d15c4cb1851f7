"""Discord, by discord.py over the gateway; the only home of that SDK.

Quirks of Discord and of discord.py that these files take care of:

- a modal must be the first answer and cannot answer a modal; an answer later than 3 s is lost, so after 1.5 s it is
  deferred, by a kind that still lets the message be rewritten whose control was used;
- `on_ready` repeats, GUILD_CREATE says "new" and "back" alike: an installation is told apart by when the bot joined;
- a REST call that is cancelled while it waits for a global limit hangs all later ones: none is ever cancelled;
- `nonce` with `enforce_nonce` holds a copy back for some minutes, but no read of the history shows a nonce: later, what
  arrived is found by comparing it with the bot's own messages;
- a receipt names one message: further parts of one that had to be split answer the first, so that an edit and a
  deletion find them after a restart, too; answering needs the right to read the history;
- a nonce whose message was deleted meanwhile answers "Unknown Message";
- interaction answers go past `HTTPClient`: it keeps a rate limit for every token and looks through all of them;
- Views and Modals are forgotten by a restart and unknown ids dropped: every control is read from the raw interaction;
- without the message content intent no text is shown, by REST either, except where the bot is mentioned, in direct
  messages and in context menus; joins are then told by the system's message alone;
- a reply that pings counts as a mention in `mentions`: only one written out in the text is taken for one;
- a thread is a channel of its own: for the core it is part of the channel it hangs in, named by the message with its
  id, which a thread of its own has not; archived ones are not told of, so that REST is asked what they hang in;
- a private thread is made without a nonce: a copy of it is looked for first, by name, members and age;
- an archived thread opens by itself when written to, but not for an edit;
- embeds notify nobody, titles resolve no mention; two controls with one id are refused; so are empty labels;
- `default_permissions` on a subcommand does nothing: who may do what is the core's to check;
- the gateway's address is asked for by `/gateway/bot`; after a session that cannot be resumed discord.py goes back to
  the address it has built in, so that one is set to what Discord said.
"""

from adapters.discord.adapter import DiscordAdapter
from adapters.discord.settings import DiscordSettings

__all__ = ["DiscordAdapter", "DiscordSettings"]
