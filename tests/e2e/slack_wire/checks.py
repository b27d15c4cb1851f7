"""Refuse what Slack would refuse, and write it down for the test to see."""

from collections.abc import Iterator

from tests.e2e.slack_wire import limits
from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.call import ApiError
from tests.e2e.slack_wire.spec import block_spec, model_problems, model_problems_of_view
from tests.e2e.slack_wire.world import Violation, World

IMAGES = ("image/png", "image/jpeg", "image/gif")


def check_message(world: World, method: str, sent: Json, blocks: list[Json]) -> None:
    """Hold a message against every limit.

    Raises: ApiError `no_text`, `msg_too_long`, `msg_blocks_too_long`, `metadata_too_large`, `invalid_blocks`.
    """
    text = str(sent.get("text") or "")
    if not text.strip() and not blocks and not sent.get("attachments") and not sent.get("files"):
        raise ApiError("no_text")
    if not world.validate:
        return
    if len(text) > limits.TEXT_BEST:
        world.flags.append(f"{method}: a text of {len(text)} characters")
    if len(text) > limits.TEXT:
        refuse(world, method, sent, [f"[ERROR] text of {len(text)} characters [json-pointer:/text]"], "msg_too_long")
    if sent.get("metadata") and (problems := list(limits.problems_of_metadata(sent["metadata"]))):
        too_large = "bytes" in problems[0]
        refuse(world, method, sent, problems, "metadata_too_large" if too_large else "invalid_metadata_format")
    problems = list(limits.problems_of_message(blocks)) + list(_files(world, blocks))
    spec = block_spec()
    if spec is not None:
        problems += spec.problems(blocks)
    if not problems:
        problems = list(model_problems(blocks))
    if problems:
        refuse(world, method, sent, problems, "invalid_blocks")
    if (total := limits.total_of(blocks)) > limits.BLOCK_TEXT:
        refuse(
            world, method, sent, [f"[ERROR] {total} characters in all [json-pointer:/blocks]"], "msg_blocks_too_long"
        )


def check_view(world: World, method: str, view: Json) -> None:
    """Hold a modal or home tab against every limit.

    Raises: ApiError `invalid_blocks`, also where Slack itself says `invalid_arguments`.
    """
    if not world.validate:
        return
    problems = list(limits.problems_of_view(view)) + list(_files(world, view.get("blocks") or []))
    spec = block_spec()
    if spec is not None:
        problems += spec.problems_of_view(view)
    if not problems:
        problems = list(model_problems_of_view(view))
    if problems:
        refuse(world, method, view, problems, "invalid_blocks")


def check_options(world: World, payload: Json) -> None:
    """Hold the suggestions for an external select against the limits of a select."""
    select = {"type": "static_select", "action_id": "suggestions", **payload}
    element = {"type": "actions", "elements": [select]}
    problems = [problem for problem in limits.problems_of_message([element]) if "at least one" not in problem]
    if problems and world.validate:
        world.violations.append(Violation("block_suggestion", tuple(problems), payload))


def refuse(world: World, method: str, sent: Json, problems: list[str], error: str) -> None:
    """Write a violation down and refuse it, as Slack words it.

    Raises: ApiError always.
    """
    world.violations.append(Violation(method, tuple(problems), sent))
    raise ApiError(error, errors=problems, response_metadata={"messages": problems})


def _files(world: World, blocks: list[Json]) -> Iterator[str]:
    """Name the images whose file Slack does not hold; one that is not completed yet counts as unknown."""
    for index, block in enumerate(blocks):
        match block:
            case {"type": "image", "slack_file": {"id": str(key)} | {"url": str(key)}}:
                known = (one for one in world.files.values() if key in (one.id, one.url))
                found = next(known, None)
                if found is None or not found.complete or found.mimetype not in IMAGES:
                    yield f"[ERROR] invalid slack file [json-pointer:/blocks/{index}/slack_file/id]"
            case _:
                continue
