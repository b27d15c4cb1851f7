"""A chat platform in memory with a page in the browser: a full equal of Discord and Slack, for one's own machine.

Quirks:

- A thread hangs on a message, as on Slack; `OpenThread` opens nothing and gives the message back.
- Everybody's own conversation with the bot is a channel `dm-<account>`; the API calls it `dm-copbot`.
- What is delivered twice under one key stands there once, even where a crash came between.
- What was said is kept in a file beside the database and is there again after a restart; open forms are not.
- Answers to who acted are ephemerals; on the home view, where nothing can stand, they come as a direct message.
- `ReactionAdded` and its like carry an id, as on Slack; `MessagesDeleted` and `ChannelGone` name nobody.
"""
