"""The tables of kudos, the library and prompts, as they were first made."""

from storage.migrations.making import flags, index, instants, names, number, numbers, table, texts, wholes

TABLES = (
    "kudos",
    "kudos_receiver",
    "kudos_reversal",
    "kudos_reaction",
    "kudos_wish",
    "kudos_message",
    "library_entry",
    "library_tag",
    "library_capture",
    "library_reaction",
    "library_mention",
    "library_follow",
    "prompt",
    "prompt_kind",
    "prompt_series",
    "prompt_posting",
    "prompt_reply",
)
"""In the order in which they are made."""


def make() -> None:
    """Make them."""
    _kudos()
    _library()
    _prompts()


def _kudos() -> None:
    table(
        "kudos",
        *number(),
        *wholes("community"),
        *wholes("giver", null=True),
        *texts("reason"),
        *texts("value", null=True),
        *instants("at"),
        *names("message", "emoji", null=True),
        *flags("posted"),
        *wholes("reworded"),
        refers={"community": "community", "giver": "member"},
    )
    index("ix_kudos_message", "kudos", "community", "message", where="message IS NOT NULL")
    table(
        "kudos_receiver",
        *wholes("kudos", "receiver", "community"),
        *numbers("giver", null=True),
        *instants("at"),
        key=("kudos", "receiver"),
        refers={"kudos": "kudos", "receiver": "member", "community": "community"},
        rowid=False,
    )
    index("ix_kudos_receiver_at", "kudos_receiver", "community", "at")
    index("ix_kudos_receiver_given", "kudos_receiver", "community", "giver", "at")
    index("ix_kudos_receiver_received", "kudos_receiver", "community", "receiver", "at")
    table(
        "kudos_reversal",
        *wholes("kudos", "community"),
        *names("cause"),
        *instants("at"),
        key=("kudos",),
        refers={"kudos": "kudos", "community": "community"},
    )
    table(
        "kudos_reaction",
        *wholes("community"),
        *names("message"),
        *wholes("member"),
        *names("emoji"),
        *flags("stands"),
        key=("community", "message", "member", "emoji"),
        refers={"community": "community", "member": "member"},
        rowid=False,
    )
    table(
        "kudos_wish",
        *wholes("community", "member"),
        *names("visibility"),
        *flags("on_board"),
        key=("community", "member"),
        refers={"community": "community", "member": "member"},
        rowid=False,
    )
    table(
        "kudos_message",
        *wholes("community"),
        *names("message"),
        *wholes("author", null=True),
        *names("thread", "link", null=True),
        *texts("snippet"),
        *flags("by_bot"),
        *names("note", null=True),
        *wholes("edition"),
        *flags("awaits_note"),
        key=("community", "message"),
        refers={"community": "community", "author": "member"},
        rowid=False,
    )
    index("ix_kudos_message_awaits", "kudos_message", "community", where="awaits_note")


def _library() -> None:
    table(
        "library_entry",
        *number(),
        *wholes("community"),
        *texts("link", "url", null=True),
        *texts("title"),
        *names("kind"),
        *flags("guessed"),
        *texts("description", "note", "site"),
        *wholes("author", "saved_by", null=True),
        *instants("saved_at"),
        *instants("read_at", null=True),
        *names("trouble", null=True),
        refers={"community": "community", "author": "member", "saved_by": "member"},
        unique={"uq_library_entry_link": ("community", "link")},
    )
    index("ix_library_entry_author", "library_entry", "community", "author")
    index("ix_library_entry_kind", "library_entry", "community", "kind", "saved_at")
    index("ix_library_entry_saved_at", "library_entry", "community", "saved_at")
    index("ix_library_entry_saved_by", "library_entry", "community", "saved_by")
    table(
        "library_tag",
        *wholes("community", "entry"),
        *texts("tag"),
        *wholes("place"),
        *instants("at"),
        key=("community", "entry", "tag"),
        refers={"community": "community", "entry": "library_entry"},
    )
    index("ix_library_tag_at", "library_tag", "community", "at")
    index("ix_library_tag_tag", "library_tag", "community", "tag", "entry")
    table(
        "library_capture",
        *number(),
        *wholes("community"),
        *names("message", "thread", "state"),
        *wholes("by", "author", null=True),
        *names("permalink", null=True),
        *instants("at"),
        *instants("deleted_at", null=True),
        refers={"community": "community", "by": "member", "author": "member"},
        unique={"uq_library_capture_message": ("community", "message")},
    )
    table(
        "library_reaction",
        *wholes("community"),
        *names("message"),
        *wholes("member"),
        *flags("curator"),
        *instants("at"),
        key=("community", "message", "member"),
        refers={"community": "community", "member": "member"},
    )
    table(
        "library_mention",
        *number(),
        *wholes("community", "entry"),
        *wholes("capture", "by", null=True),
        *instants("at"),
        *names("near", null=True),
        *flags("told"),
        refers={"community": "community", "entry": "library_entry", "capture": "library_capture", "by": "member"},
        unique={"uq_library_mention_capture": ("entry", "capture")},
    )
    index("ix_library_mention_capture", "library_mention", "community", "capture")
    index("ix_library_mention_entry", "library_mention", "community", "entry")
    table(
        "library_follow",
        *wholes("community", "member"),
        *texts("tag"),
        *instants("told_at"),
        key=("community", "member", "tag"),
        refers={"community": "community", "member": "member"},
    )
    index("ix_library_follow_tag", "library_follow", "community", "tag")


def _prompts() -> None:
    table(
        "prompt",
        *number(),
        *wholes("community"),
        *texts("text"),
        *names("category"),
        *texts("hint", "fingerprint"),
        *names("standing"),
        *wholes("author", null=True),
        *flags("suggested"),
        *names("pack", "pack_key", "near", null=True),
        *instants("added_at"),
        *wholes("decided_by", null=True),
        *instants("decided_at", null=True),
        *wholes("queued", null=True),
        *numbers("held_for", null=True),
        *instants("turn", "used_at", null=True),
        *wholes("posts", "people", "replies"),
        refers={"community": "community", "author": "member", "decided_by": "member"},
        unique={"uq_prompt_pack_key": ("community", "pack_key")},
    )
    index("ix_prompt_fingerprint", "prompt", "community", "fingerprint")
    index(
        "ix_prompt_fresh",
        "prompt",
        "community",
        "category",
        "standing",
        "id",
        where="turn IS NULL AND pack IS NULL AND queued IS NULL AND held_for IS NULL",
    )
    index("ix_prompt_held", "prompt", "held_for", where="held_for IS NOT NULL")
    index(
        "ix_prompt_passed",
        "prompt",
        "community",
        "standing",
        "turn",
        "id",
        where="used_at IS NULL AND turn IS NOT NULL AND queued IS NULL AND held_for IS NULL",
    )
    index(
        "ix_prompt_posted",
        "prompt",
        "community",
        "standing",
        "turn",
        "id",
        where="used_at IS NOT NULL AND turn IS NOT NULL AND queued IS NULL AND held_for IS NULL",
    )
    index("ix_prompt_queue", "prompt", "community", "queued", where="queued IS NOT NULL")
    table(
        "prompt_kind",
        *wholes("community"),
        *names("category"),
        *instants("used_at", null=True),
        *wholes("posts", "people"),
        key=("community", "category"),
        refers={"community": "community"},
    )
    table(
        "prompt_series",
        *number(),
        *wholes("community"),
        *names("channel"),
        *flags("thread", "nudge"),
        *names("role", null=True),
        *texts("topic", null=True),
        *names("category", null=True),
        *wholes("made_by", null=True),
        *flags("gone"),
        refers={"community": "community", "made_by": "member"},
    )
    index("ix_prompt_series_channel", "prompt_series", "community", "channel")
    table(
        "prompt_posting",
        *number(),
        *wholes("community"),
        *names("key"),
        *wholes("prompt"),
        *numbers("series", null=True),
        *names("channel"),
        *instants("at"),
        *wholes("by", null=True),
        refers={"community": "community", "prompt": "prompt", "by": "member"},
        unique={"uq_prompt_posting_key": ("community", "key")},
    )
    index("ix_prompt_posting_prompt", "prompt_posting", "prompt")
    table(
        "prompt_reply",
        *wholes("posting", "member", "community"),
        *instants("at"),
        *wholes("replies"),
        key=("posting", "member"),
        refers={"posting": "prompt_posting", "member": "member", "community": "community"},
    )
    index("ix_prompt_reply_at", "prompt_reply", "community", "at")
    index("ix_prompt_reply_member", "prompt_reply", "community", "member", "at")
