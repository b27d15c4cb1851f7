"""What is posted to a response_url, or answered with the acknowledgement of a command."""

from tests.e2e.slack_wire.blocks import Json, with_ids
from tests.e2e.slack_wire.call import ApiError
from tests.e2e.slack_wire.checks import check_message
from tests.e2e.slack_wire.interaction import RESPONSE_URL_SECONDS, RESPONSE_URL_USES, Interaction, Reply
from tests.e2e.slack_wire.model import Ephemeral, Post
from tests.e2e.slack_wire.world import World


def respond(world: World, key: str, body: Json) -> None:
    """Take what was posted to a response_url.

    Raises: ApiError `expired_url`, `used_url`, or what the message itself is refused for.
    """
    reply = world.response_urls.get(key)
    if reply is None or world.clock.now() - reply.at > RESPONSE_URL_SECONDS:
        raise ApiError("expired_url")
    if reply.uses >= RESPONSE_URL_USES:
        raise ApiError("used_url")
    reply.uses += 1
    reply.interaction.replies.append(body)
    if body.get("delete_original"):
        _delete(world, reply)
        return
    check_message(world, "response_url", body, body.get("blocks") or [])
    if body.get("replace_original") and reply.source is not None:
        reply.source.text = str(body.get("text") or "")
        reply.source.blocks = with_ids(body.get("blocks") or [], lambda: world.fresh("b"))
        reply.interaction.shown.append(reply.source)
        return
    show(world, reply.interaction, reply.channel, body)


def _delete(world: World, reply: Reply) -> None:
    match reply.source:
        case Ephemeral():
            reply.source.gone = True
        case Post():
            world.conversations[reply.channel].posts.pop(reply.source.ts, None)
            reply.source.deleted = True
        case None:
            pass


def show(world: World, interaction: Interaction, channel: str, body: Json) -> None:
    """Show a message that answers a person: to them alone, or to the channel with `in_channel`."""
    blocks = with_ids(body.get("blocks") or [], lambda: world.fresh("b"))
    text, thread = str(body.get("text") or ""), body.get("thread_ts")
    place = world.conversations[channel]
    if body.get("response_type") == "in_channel":
        team = world.teams[place.team]
        post = world.post(place, team.bot.id, text, blocks=blocks, thread_ts=thread, bot_id=team.bot_id)
        interaction.shown.append(post)
        return
    shown = Ephemeral(world.clock.stamp(), channel, interaction.user, text, blocks, thread)
    world.ephemerals.append(shown)
    interaction.shown.append(shown)


def acknowledged(world: World, interaction: Interaction, channel: str) -> None:
    """Show what the app said in the acknowledgement of a command; what Slack would not show is a violation."""
    body = interaction.payload
    if not interaction.ack.ok or not (body.get("text") or body.get("blocks")):
        return
    try:
        check_message(world, "acknowledgement", body, body.get("blocks") or [])
    except ApiError:
        return
    show(world, interaction, channel, body)
