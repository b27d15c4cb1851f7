"""Slack: Socket Mode for one workspace, signed HTTP for one or many, by slack_bolt and slack_sdk.

Quirks, and what is done about them:

- bolt polls for the acknowledgement every 10 ms and answers events before their handler ran, unless
  `process_before_response` is set; it reads `SLACK_*` variables by itself, so everything is passed explicitly;
- it matches listeners one after the other, gathering all arguments anew for each: one middleware takes everything;
- its authorization asks for a token, by default with `auth.test`, on every request: that middleware stands before it;
- bad timestamps and texts that are not UTF-8 make bolt answer 500: the HTTP door refuses them first;
- slack_sdk retries a refused first connect with the same dead address for ever: a watchdog makes a new client;
- it retries a dropped `chat.postMessage` by itself: `retry_handlers=[]`, the outbox decides;
- it writes down every call in full when its logger has no level; its errors quote socket tickets;
- errors come as 200 with `ok: false`; a response_url answers `ok` as text; `internal_error` may have succeeded;
- events come again with the same event_id; a mention comes as `message` and as `app_mention`, under two;
- a message with replies that is deleted becomes a `tombstone` by `message_changed`;
- a view keeps its hash when errors were shown, so a submission is named by what was filled in, too;
- link buttons send a press like any other; a home tab has no response_url; a modal cannot show an ephemeral;
- every mention notifies: a quiet one is a name in bold (see `text`), and a real mention where only its reader looks;
- mrkdwn has no escape for `*_~` and backticks: running text is rich text, in which a member's words stay words;
- a date that begins with a token is capitalised: a zero-width space stands before it;
- an image is refused (`invalid_blocks`) while Slack still processes the upload;
- files cannot be part of an ephemeral message: they are handed over in the direct message;
- slash commands cannot be used in threads, ephemeral messages cannot be read, changed or deleted;
- a thread is opened by its first reply, so `OpenThread` does nothing; a group message holds eight and has no title.
"""
