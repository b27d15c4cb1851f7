"""`views.*`: modals, which stand on a stack of at most three for each person, and home tabs."""

from tests.e2e.slack_wire.blocks import Json, with_ids
from tests.e2e.slack_wire.call import ApiError, Call, Methods
from tests.e2e.slack_wire.checks import check_view
from tests.e2e.slack_wire.interaction import TRIGGER_SECONDS, Trigger
from tests.e2e.slack_wire.model import Team, View
from tests.e2e.slack_wire.state import state_of
from tests.e2e.slack_wire.world import World

STACK_MOST = 3


def _source(call: Call, kind: str) -> Json:
    value = call.structure("view")
    if not isinstance(value, dict):
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
    check_view(call.world, call.method, value)
    if value.get("type") != kind:
        raise ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a {kind} view"]})
    return value


def _exchange(call: Call) -> Trigger:
    """Use a trigger up.

    Raises: ApiError `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`.
    """
    trigger = call.world.triggers.get(call.needed("trigger_id"))
    if trigger is None or trigger.team != call.team.id:
        raise ApiError("invalid_trigger_id")
    if call.world.clock.now() - trigger.at > TRIGGER_SECONDS:
        raise ApiError("expired_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    return trigger


def _unique(world: World, team: str, source: Json, but: View | None = None) -> None:
    external = source.get("external_id")
    if external and any(
        view.is_open and view.team == team and view.source.get("external_id") == external and view is not but
        for view in world.views.values()
    ):
        raise ApiError("duplicate_external_id")


def filled(world: World, source: Json) -> Json:
    """Copy a view as the app sent it, with the ids Slack fills in."""
    return {**source, "blocks": with_ids(source["blocks"], lambda: world.fresh("b"))}


def stand(world: World, team: Team, user: str, source: Json, below: View | None = None) -> View:
    """Put a modal before somebody: on top of `below`, or in place of whatever was open."""
    if below is None:
        dismiss_all(world, user)
    key = world.fresh("V")
    root = below.root if below is not None else key
    view = View(key, user, team.id, filled(world, source), world.fresh("hash."), root, team.bot_id)
    view.previous = below.id if below is not None else None
    view.state = state_of(view.elements, {})
    world.views[key] = view
    world.stacks[user].append(view)
    return view


def change(world: World, view: View, source: Json) -> None:
    """Show something else in a view; what was typed into inputs that stay is kept."""
    held = {
        (block, action): value for block, actions in view.state["values"].items() for action, value in actions.items()
    }
    view.source = filled(world, source)
    view.hash = world.fresh("hash.")
    view.state = state_of(view.elements, held)


def dismiss(world: World, view: View) -> None:
    """Close one modal and all that stand on it."""
    stack = world.stacks[view.user]
    while view in stack:
        stack.pop().is_open = False


def dismiss_all(world: World, user: str) -> None:
    """Close every modal of somebody."""
    for view in world.stacks.pop(user, []):
        view.is_open = False


def open_view(call: Call) -> Json:
    """Open a modal."""
    trigger = _exchange(call)
    source = _source(call, "modal")
    _unique(call.world, call.team.id, source)
    trigger.used = True
    view = stand(call.world, call.team, trigger.interaction.user, source)
    trigger.interaction.views.append(view)
    return {"view": view.shown()}


def push_view(call: Call) -> Json:
    """Open a modal on the one its trigger was pressed in."""
    trigger = _exchange(call)
    if trigger.view is None or not trigger.view.is_open:
        raise ApiError("not_found")
    if len(call.world.stacks[trigger.interaction.user]) >= STACK_MOST:
        raise ApiError("push_limit_reached")
    source = _source(call, "modal")
    _unique(call.world, call.team.id, source)
    trigger.used = True
    view = stand(call.world, call.team, trigger.interaction.user, source, trigger.view)
    trigger.interaction.views.append(view)
    return {"view": view.shown()}


def update_view(call: Call) -> Json:
    """Show something else in a modal that is open."""
    key, external = call.text("view_id"), call.text("external_id")
    view = next(
        (
            one
            for one in call.world.views.values()
            if one.is_open
            and one.team == call.team.id
            and (one.id == key or (external and one.source.get("external_id") == external))
        ),
        None,
    )
    if view is None:
        raise ApiError("not_found")
    if call.text("hash") not in ("", view.hash):
        raise ApiError("hash_conflict")
    source = _source(call, "modal")
    _unique(call.world, call.team.id, source, view)
    change(call.world, view, source)
    return {"view": view.shown()}


def publish_view(call: Call) -> Json:
    """Show somebody's home tab."""
    person = call.person("user_id")
    source = _source(call, "home")
    home = call.world.homes.get((call.team.id, person.id))
    if home is None:
        key = call.world.fresh("V")
        home = View(key, person.id, call.team.id, filled(call.world, source), "", key, call.team.bot_id)
        call.world.homes[call.team.id, person.id] = home
    elif call.text("hash") not in ("", home.hash):
        raise ApiError("hash_conflict")
    change(call.world, home, source)
    return {"view": home.shown()}


METHODS: Methods = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
