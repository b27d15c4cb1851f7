"""What people do that reaches the app as an event: write, react, come and go, rename, open the home tab."""

import re

from tests.e2e.slack_wire.api_chat import deleted, reaction, withdraw
from tests.e2e.slack_wire.api_rooms import announced, joined
from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.doors import Delivery
from tests.e2e.slack_wire.model import Conversation, Ephemeral, Person, Post, Team, View
from tests.e2e.slack_wire.stage import Stage
from tests.e2e.slack_wire.state import NotPossible
from tests.e2e.slack_wire.world import Where, Who

MARK = re.compile(r"(?<![\w<])([@#])([\w.-]*\w)")
LINK = re.compile(r"https?://[^\s<>|]+")
BROADCASTS = ("here", "channel", "everyone")


class Speaking(Stage):
    """The verbs that become events."""

    def escaped(self, text: str, *, labels: bool = False) -> str:
        """Write text as Slack does: `& < >` escaped, `@bob`, `#general` and links as entities.

        With `labels`, as a slash command with `should_escape` gets it: `<@U2|bob>`.
        """
        plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        linked = LINK.sub(lambda match: f"<{match[0]}>", plain)
        return MARK.sub(lambda match: self._entity(match[1], match[2], match[0], labels=labels), linked)

    def _entity(self, sign: str, name: str, whole: str, *, labels: bool) -> str:
        if sign == "#":
            channel = next((one for one in self.world.conversations.values() if one.name == name), None)
            return f"<#{channel.id}|{name if labels else ''}>" if channel is not None else whole
        if name in BROADCASTS:
            return f"<!{name}|@{name}>" if labels else f"<!{name}>"
        group = next((one for one in self.world.usergroups.values() if one.handle == name), None)
        if group is not None:
            return f"<!subteam^{group.id}|@{name}>" if labels else f"<!subteam^{group.id}>"
        person = next((one for one in self.world.people.values() if one.name == name), None)
        if person is None:
            return whole
        return f"<@{person.id}|{name}>" if labels else f"<@{person.id}>"

    def _of(self, thing: Post | Conversation | Person) -> Team:
        return self.world.teams[thing.team]

    # Writing ----------------------------------------------------------------

    async def say(self, who: Who, where: Where, text: str, thread: Post | str | None = None) -> Post:
        """Write a message; one that mentions the bot is told to it as `app_mention` too."""
        person, channel = self.world.person(who), self.world.conversation(where)
        if person.id not in channel.members:
            raise NotPossible(f"{person.name} is not in {channel.name or channel.id}")
        parent = thread.thread_ts or thread.ts if isinstance(thread, Post) else thread
        post = self.world.post(channel, person.id, self.escaped(text), thread_ts=parent)
        event = {**post.shown(), "channel": channel.id, "event_ts": post.ts, "client_msg_id": self.world.fresh("m")}
        if parent is not None and parent in channel.posts:
            event["parent_user_id"] = channel.posts[parent].user
        if person.home != person.team:
            event |= {"user_team": person.home, "source_team": person.home, "team": person.home}
        team = self._of(channel)
        await self.happens({**event, "channel_type": channel.kind}, team, channel)
        if f"<@{team.bot.id}>" in post.text and channel.kind != "im":
            await self.happens({**event, "type": "app_mention"}, team, channel)
        return post

    async def tell(self, who: Who, text: str, thread: Post | str | None = None) -> Post:
        """Write the bot a direct message."""
        return await self.say(who, self.dm(who), text, thread)

    async def edit(self, post: Post, text: str) -> None:
        """Let the author change a message."""
        channel = self.world.conversation(post.channel)
        before = post.shown()
        post.text = self.escaped(text)
        post.edits += 1
        now = self.clock.stamp()
        event = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": channel.id}
        event |= {"channel_type": channel.kind, "ts": now, "event_ts": now}
        await self.happens({**event, "message": post.shown(), "previous_message": before}, self._of(post), channel)

    async def delete(self, post: Post) -> Delivery | None:
        """Let somebody who may take a message away."""
        channel = self.world.conversation(post.channel)
        return await self.happens(deleted(self.clock.stamp(), channel, post), self._of(post), channel)

    async def react(self, who: Who, post: Post, emoji: str) -> Delivery | None:
        """React to a message, by the emoji's name."""
        person, name = self.world.person(who), emoji.strip(":")
        users = post.reactions.setdefault(name, [])
        if person.id in users:
            raise NotPossible(f"{person.name} reacted with {name} already")
        users.append(person.id)
        return await self._reaction("reaction_added", person, name, post)

    async def unreact(self, who: Who, post: Post, emoji: str) -> Delivery | None:
        """Take a reaction away."""
        person, name = self.world.person(who), emoji.strip(":")
        if person.id not in post.reactions.get(name, []):
            raise NotPossible(f"{person.name} did not react with {name}")
        withdraw(post, name, person.id)
        return await self._reaction("reaction_removed", person, name, post)

    async def _reaction(self, kind: str, person: Person, name: str, post: Post) -> Delivery | None:
        channel = self.world.conversation(post.channel)
        return await self.happens(reaction(kind, person.id, name, post, self.clock.stamp()), self._of(post), channel)

    # Coming, going, changing ------------------------------------------------

    async def join(self, who: Who, where: Where) -> Delivery | None:
        """Enter a channel, which announces it; with the bot as `who`, somebody invites it."""
        person, channel = self.world.person(who), self.world.conversation(where)
        channel.members[person.id] = None
        team, now = self._of(channel), self.clock.stamp()
        sent = await self.happens(joined(channel, person.id, now), team, channel)
        await self.happens(announced(self.world, channel, person.id), team, channel)
        return sent

    async def leave(self, who: Who, where: Where) -> Delivery | None:
        """Leave a channel; with the bot as `who`, somebody removes it."""
        person, channel = self.world.person(who), self.world.conversation(where)
        told = self.world.teams[channel.team].bot.id in channel.members
        channel.members.pop(person.id, None)
        event = joined(channel, person.id, self.clock.stamp(), "member_left_channel")
        return await self.happens(event, self._of(channel), channel) if told else None

    async def arrive(self, name: str, team: Team | None = None, **about: object) -> Person:
        """Let somebody new come to the workspace, and into general."""
        person = self.person(name, team, **about)
        event = {"type": "team_join", "user": person.shown(self.clock.now()), "event_ts": self.clock.stamp()}
        await self.happens(event, self._of(person))
        for channel in list(self.world.conversations.values()):
            if channel.team == person.team and channel.name == "general":
                await self.join(person, channel)
        return person

    async def change_profile(self, who: Who, **changes: object) -> Delivery | None:
        """Let somebody change their zone, name or standing: the fields of `Person`."""
        person = self.world.person(who)
        for key, value in changes.items():
            setattr(person, key, value)
        event = {"type": "user_change", "user": person.shown(self.clock.now()), "event_ts": self.clock.stamp()}
        return await self.happens(event, self._of(person))

    async def open_home(self, who: Who, tab: str = "home") -> View | None:
        """Open the app's home tab, or its messages tab, and give what stands there once the app answered."""
        person = self.world.person(who)
        channel = self.world.direct(person.team, (person.id,))
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
        home = self.home(person)
        if home is not None:
            event["view"] = home.shown()
        await self.happens({**event, "event_ts": self.clock.stamp()}, self._of(person), channel)
        return self.home(person)

    async def rename(self, where: Where, name: str) -> Delivery | None:
        """Give a channel another name."""
        channel = self.world.conversation(where)
        channel.name = name
        about = {"id": channel.id, "name": name, "name_normalized": name, "created": channel.created}
        return await self._happens_to(channel, "rename", {"channel": about})

    async def archive(self, where: Where, by: Who = "ann") -> Delivery | None:
        """Archive a channel."""
        channel = self.world.conversation(where)
        channel.archived = True
        return await self._happens_to(channel, "archive", {"channel": channel.id, "user": self.world.person(by).id})

    async def unarchive(self, where: Where, by: Who = "ann") -> Delivery | None:
        """Bring an archived channel back."""
        channel = self.world.conversation(where)
        channel.archived = False
        return await self._happens_to(channel, "unarchive", {"channel": channel.id, "user": self.world.person(by).id})

    async def delete_channel(self, where: Where) -> Delivery | None:
        """Delete a channel."""
        channel = self.world.conversation(where)
        del self.world.conversations[channel.id]
        return await self._happens_to(channel, "deleted", {"channel": channel.id})

    async def _happens_to(self, channel: Conversation, what: str, about: Json) -> Delivery | None:
        event: Json = {"type": f"{channel.kind}_{what}", **about, "event_ts": self.clock.stamp()}
        return await self.happens(event, self._of(channel), channel)

    async def uninstall(self, team: Team | None = None, error: str = "account_inactive") -> None:
        """Remove the app from a workspace: its token is refused with `error` from now on."""
        where = team or self.world.team()
        where.revoked = error
        now = self.clock.stamp()
        await self.happens({"type": "app_uninstalled", "event_ts": now}, where)
        tokens: Json = {"oauth": [], "bot": [where.bot.id]}
        await self.happens({"type": "tokens_revoked", "tokens": tokens, "event_ts": now}, where)

    # Looking ----------------------------------------------------------------

    def dm(self, who: Who) -> Conversation:
        """Give the direct message of somebody and the bot."""
        person = self.world.person(who)
        return self.world.direct(person.team, (person.id,))

    def messages(self, where: Where, thread: Post | str | None = None) -> list[Post]:
        """Give what stands in a channel, or the replies under one message, oldest first."""
        channel = self.world.conversation(where)
        if thread is None:
            return channel.visible()
        return channel.thread(thread.ts if isinstance(thread, Post) else thread)

    def posts(self, where: Where, thread: Post | str | None = None) -> list[Post]:
        """Give only what the bot wrote there."""
        return [post for post in self.messages(where, thread) if post.bot_id is not None]

    def dms(self, who: Who) -> list[Post]:
        """Give what the bot wrote somebody directly, replies in threads included."""
        return [post for post in self.dm(who).posts.values() if post.bot_id is not None]

    def rooms(self, who: Who) -> list[Conversation]:
        """Give the group messages somebody is in with the bot."""
        user = self.world.person(who).id
        return [one for one in self.world.conversations.values() if one.kind == "mpim" and user in one.members]

    def ephemerals(self, who: Who, where: Where | None = None) -> list[Ephemeral]:
        """Give what only this person sees, oldest first."""
        user = self.world.person(who).id
        place = None if where is None else self.world.conversation(where).id
        mine = [one for one in self.world.ephemerals if one.user == user and not one.gone]
        return [one for one in mine if place in (None, one.channel)]

    def views(self, who: Who) -> list[View]:
        """Give the modals somebody has open, the topmost last."""
        return list(self.world.stacks.get(self.world.person(who).id, []))

    def home(self, who: Who) -> View | None:
        """Give somebody's home tab, if the app published one."""
        person = self.world.person(who)
        return self.world.homes.get((person.team, person.id))
