"""What people do that the app answers: commands, shortcuts, presses, choices and forms."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from tests.e2e.slack_wire.api_views import change, dismiss, dismiss_all, stand
from tests.e2e.slack_wire.blocks import Element, Json
from tests.e2e.slack_wire.call import ApiError
from tests.e2e.slack_wire.checks import check_options, check_view
from tests.e2e.slack_wire.doors import Delivery, Kind
from tests.e2e.slack_wire.interaction import Interaction, Reply, Trigger
from tests.e2e.slack_wire.model import APP_ID, Ephemeral, Person, Post, View
from tests.e2e.slack_wire.responding import acknowledged
from tests.e2e.slack_wire.speaking import Speaking
from tests.e2e.slack_wire.state import NotPossible, addressed, chosen, is_empty, state_of
from tests.e2e.slack_wire.world import Violation, Where, Who

Pressable: TypeAlias = Post | Ephemeral | View


class Acting(Speaking):
    """The verbs the app answers at once; each gives the `Interaction` that collects what came of it."""

    def __init__(self, **about: Any) -> None:  # noqa: ANN401 -- what `Stage` takes, checked there
        super().__init__(**about)
        self._offered: dict[tuple[str, str], dict[str, Json]] = {}
        """What external selects showed, by block and action."""

    # Setting off ------------------------------------------------------------

    async def slash(
        self, who: Who, where: Where, command: str, text: str = "", *, should_escape: bool = True
    ) -> Interaction:
        """Type a slash command; mentions arrive as `<@U2|bob>` when the command is declared with `should_escape`."""
        person, channel = self.world.person(who), self.world.conversation(where)
        if not self._granted(person, "commands", f"command {command}"):
            raise NotPossible("the app has no scope `commands`, so it has no slash command")
        names = {"im": "directmessage", "group": "privategroup", "mpim": channel.name}
        fields: Json = {
            "token": "unused",
            "team_id": person.team,
            "team_domain": person.team.lower(),
            "channel_id": channel.id,
            "channel_name": names.get(channel.kind, channel.name),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": self.escaped(text, labels=True) if should_escape else text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
        }
        done = self._begin(person, Kind.COMMAND, fields, channel.id)
        await self.deliver(done.delivery)
        acknowledged(self.world, done, channel.id)
        await self.world.changed()
        return done

    async def shortcut(self, who: Who, callback_id: str, post: Post | None = None) -> Interaction:
        """Choose a shortcut: a message's when a message is given, else a global one."""
        person = self.world.person(who)
        if not self._granted(person, "commands", f"shortcut {callback_id}"):
            raise NotPossible("the app has no scope `commands`, so it has no shortcut")
        body = self._payload(person, "shortcut" if post is None else "message_action")
        body |= {"callback_id": callback_id, "action_ts": self.clock.stamp()}
        if post is None:
            done = self._begin(person, Kind.INTERACTION, body, None)
        else:
            body |= {"channel": self._named(post.channel), "message_ts": post.ts, "message": post.shown()}
            done = self._begin(person, Kind.INTERACTION, body, post.channel)
        await self.deliver(done.delivery)
        return done

    async def press(self, who: Who, where: Pressable, action_id: str, value: str | None = None) -> Interaction:
        """Press a button, found by its action_id or by what stands on it; `value` tells equal ones apart."""
        element = self._found(where, action_id, value)
        held: Json = {key: element.raw[key] for key in ("type", "text", "value", "style") if key in element.raw}
        return await self._act(who, where, element, held)

    async def select(self, who: Who, where: Pressable, action_id: str, value: object) -> Interaction:
        """Choose in a drop-down, a date or the like, found by its action_id or placeholder."""
        element = self._found(where, action_id, None)
        held = self._chosen(element, value)
        if isinstance(where, View):
            self._hold(where, element, held)
        return await self._act(who, where, element, held)

    async def suggest(self, who: Who, where: Pressable, action_id: str, text: str = "") -> list[tuple[str, str]]:
        """Type into an external select and give what it offers, as (label, value)."""
        person = self.world.person(who)
        element = self._found(where, action_id, None)
        body = self._payload(person, "block_suggestion") | self._place(where)
        body |= {"action_id": element.action_id, "block_id": element.block_id, "value": text}
        done = self._begin(person, Kind.INTERACTION, body, None, trigger=False)
        await self.deliver(done.delivery)
        check_options(self.world, done.payload)
        groups = [option for group in done.payload.get("option_groups", []) for option in group["options"]]
        options = [*done.payload.get("options", []), *groups]
        self._offered[element.block_id, element.action_id] = {str(one["value"]): one for one in options}
        return done.options

    # Forms ------------------------------------------------------------------

    async def submit(self, who: Who, form: View, values: Mapping[str, object] | None = None) -> Interaction:
        """Fill in and submit a modal.

        `values` go by `block_id/action_id`, block_id, action_id or label; inputs not named keep what they hold.
        Raises: NotPossible where Slack's client would not let the form go: a required input is empty, a text too
        long, an option not offered.
        """
        person = self.world.person(who)
        if not form.is_open:
            raise NotPossible("this form is closed")
        for key, value in (values or {}).items():
            element = addressed(form.elements, key)
            self._hold(form, element, self._chosen(element, value))
        for element in (one for one in form.elements if one.in_input):
            held = form.state["values"][element.block_id][element.action_id]
            if not element.optional and is_empty(held):
                raise NotPossible(f"{element.label!r} must be filled in")
        body = self._payload(person, "view_submission") | {"view": form.shown(), "response_urls": []}
        done = self._begin(person, Kind.INTERACTION, body, None, view=form)
        await self.deliver(done.delivery)
        if done.ack.ok:
            self._after(form, done)
        await self.world.changed()
        return done

    def _after(self, form: View, done: Interaction) -> None:
        """Do what the answer to a submission says; what Slack would not take is a violation and changes nothing."""
        match done.payload:
            case {"response_action": "errors", "errors": dict(errors)} if errors:
                known = {element.block_id for element in form.elements if element.in_input}
                if not errors.keys() <= known:
                    self._wrong(done, f"errors for blocks that are no inputs: {errors.keys() - known}")
            case {"response_action": "clear"}:
                dismiss_all(self.world, form.user)
            case {"response_action": "update" | "push" as action, "view": dict(source)}:
                try:
                    check_view(self.world, "view_submission", source)
                except ApiError:
                    return
                if action == "update":
                    change(self.world, form, source)
                    done.views.append(form)
                else:
                    done.views.append(stand(self.world, self.world.teams[form.team], form.user, source, form))
            case {"response_action": other}:
                self._wrong(done, f"response_action {other!r} without what it needs")
            case _:
                dismiss(self.world, form)

    async def dismiss(self, who: Who, form: View) -> Delivery | None:
        """Close a modal without submitting; the app hears of it when it asked to."""
        person = self.world.person(who)
        dismiss(self.world, form)
        if not form.source.get("notify_on_close"):
            return None
        body = self._payload(person, "view_closed") | {"view": form.shown(), "is_cleared": False}
        return await self.deliver(self._begin(person, Kind.INTERACTION, body, None, trigger=False).delivery)

    # What they share --------------------------------------------------------

    def _granted(self, person: Person, scope: str, by: str) -> bool:
        granted = scope in self.world.teams[person.team].scopes
        if granted:
            self.world.needs(scope, by)
        return granted

    def _payload(self, person: Person, kind: str) -> Json:
        return {
            "type": kind,
            "token": "unused",
            "team": {"id": person.team, "domain": person.team.lower()},
            "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.home},
            "api_app_id": APP_ID,
            "enterprise": None if person.enterprise is None else {"id": person.enterprise, "name": "Org"},
            "is_enterprise_install": False,
        }

    def _named(self, channel: str) -> Json:
        found = self.world.conversations.get(channel)
        return {"id": channel, "name": (found.name if found is not None else "") or "directmessage"}

    def _begin(
        self,
        person: Person,
        kind: Kind,
        body: Json,
        channel: str | None,
        *,
        source: Ephemeral | Post | None = None,
        view: View | None = None,
        trigger: bool = True,
    ) -> Interaction:
        """Give the act its trigger and, in a channel, its response_url."""
        now = self.clock.now()
        key = f"{self.world.fresh('')}.{person.team}.trigger" if trigger else ""
        done = Interaction(person.id, key, None, Delivery(kind, body))
        if trigger:
            body["trigger_id"] = key
            self.world.triggers[key] = Trigger(done, person.team, now, view=view)
        if channel is not None:
            path = self.world.fresh("r")
            body["response_url"] = done.response_url = f"{self.world.address}/response/{path}"
            self.world.response_urls[path] = Reply(done, channel, now, source)
        return done

    def _place(self, where: Pressable) -> Json:
        """Give the part of a payload that says where the element stands."""
        match where:
            case View():
                return {"container": {"type": "view", "view_id": where.id}, "view": where.shown()}
            case Ephemeral():
                container = {"type": "message", "message_ts": where.ts, "channel_id": where.channel}
                return {"container": container | {"is_ephemeral": True}, "channel": self._named(where.channel)}
            case Post():
                container = {"type": "message", "message_ts": where.ts, "channel_id": where.channel}
                if where.is_reply:
                    container["thread_ts"] = str(where.thread_ts)
                place = {"container": container | {"is_ephemeral": False}, "channel": self._named(where.channel)}
                return place | {"message": where.shown(metadata=True)}

    async def _act(self, who: Who, where: Pressable, element: Element, held: Json) -> Interaction:
        person = self.world.person(who)
        if isinstance(where, View) and not where.is_open:
            raise NotPossible("this form is closed")
        action = {"action_id": element.action_id, "block_id": element.block_id, **held}
        body = self._payload(person, "block_actions") | self._place(where)
        body["actions"] = [action | {"action_ts": self.clock.stamp()}]
        if not isinstance(where, View):
            body["state"] = state_of(where.elements, {(element.block_id, element.action_id): held})
            done = self._begin(person, Kind.INTERACTION, body, where.channel, source=where)
        else:
            done = self._begin(person, Kind.INTERACTION, body, None, view=where)
        await self.deliver(done.delivery)
        return done

    def _found(self, where: Pressable, key: str, value: str | None) -> Element:
        try:
            return where.element(key, value)
        except LookupError as missing:
            raise NotPossible(str(missing)) from None

    def _chosen(self, element: Element, value: object) -> Json:
        offered = self._offered.get((element.block_id, element.action_id), {})
        return chosen(element, value, self.world.resolve, offered)

    def _hold(self, view: View, element: Element, held: Json) -> None:
        view.state["values"].setdefault(element.block_id, {})[element.action_id] = held

    def _wrong(self, done: Interaction, problem: str) -> None:
        self.world.violations.append(Violation("view_submission", (problem,), done.payload))
