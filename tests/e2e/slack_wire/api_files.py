"""`files.*`: an upload in three steps: ask for an address, post the bytes there, complete it."""

import mimetypes

from aiohttp import web

from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.call import ApiError, Call, Methods
from tests.e2e.slack_wire.model import StoredFile
from tests.e2e.slack_wire.world import World


def upload_url(call: Call) -> Json:
    """Give an address for the bytes of one file."""
    name, length = call.needed("filename"), call.whole("length", 0)
    if length <= 0:
        raise ApiError("invalid_arguments")
    key = call.world.fresh("F")
    address = f"{call.world.address}/files/{key}/{name}"
    made = StoredFile(key, name, length, address, call.team.id, call.text("alt_txt"))
    made.mimetype = mimetypes.guess_type(name)[0] or made.mimetype
    call.world.files[key] = made
    return {"upload_url": f"{call.world.address}/upload/{key}", "file_id": key}


def complete(call: Call) -> Json:
    """Finish uploads; with a channel they are shared there, in a message of the bot's."""
    done = []
    for item in call.objects("files"):
        found = call.world.files.get(str(item.get("id")))
        if found is None or found.team != call.team.id or found.content is None:
            raise ApiError("file_not_found")
        found.title = str(item.get("title") or found.name)
        found.complete = True
        done.append(found.shown())
    if not done:
        raise ApiError("invalid_arguments")
    if call.text("channel_id"):
        channel = call.conversation("channel_id")
        if call.bot not in channel.members:
            raise ApiError("not_in_channel")
        thread = call.text("thread_ts") or None
        comment = call.text("initial_comment")
        call.world.post(channel, call.bot, comment, files=done, thread_ts=thread, bot_id=call.team.bot_id)
    return {"files": done}


def info(call: Call) -> Json:
    """Describe a file."""
    found = call.world.files.get(call.needed("file"))
    if found is None or found.team != call.team.id or not found.complete:
        raise ApiError("file_not_found")
    return {"file": found.shown()}


METHODS: Methods = {
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete,
    "files.info": info,
}


async def receive(world: World, request: web.Request) -> web.Response:
    """Take the bytes of a file, raw or as a form's file."""
    found = world.files.get(request.match_info["file"])
    if found is None or found.complete:
        return web.Response(status=404, text="not found")
    if request.content_type == "multipart/form-data":
        form = await request.post()
        part = next(iter(form.values()), None)
        content = part.file.read() if isinstance(part, web.FileField) else str(part or "").encode()
    else:
        content = await request.read()
    if len(content) != found.length:
        return web.Response(status=400, text=f"got {len(content)} of {found.length} bytes")
    found.content = content
    return web.Response(text=f"OK - {found.length}")


def give(world: World, request: web.Request) -> web.Response:
    """Give a file's bytes to who holds a token of its workspace."""
    found = world.files.get(request.match_info["file"])
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if found is None or found.content is None or bearer != world.teams[found.team].token:
        return web.Response(status=404, text="not found")
    return web.Response(body=found.content, content_type=found.mimetype)
