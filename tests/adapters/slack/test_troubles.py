import logging
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.calls import refusal_in
from adapters.slack.troubles import failure_of, sdk_logger
from copbot.errors import DeliveryError, Failure

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def refused(status: int, data: object, headers: dict[str, str] | None = None) -> SlackApiError:
    response = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={},
        data=data,  # type: ignore[arg-type]  # what an outage answers is no object
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]  # slack_sdk left it untyped


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "7"}, 7), ({"retry-after": "soon"}, 30), ({}, 30)])
def test_a_rate_limit_says_when_to_come_back(headers: dict[str, str], seconds: int) -> None:
    trouble = failure_of(refused(429, {"ok": False, "error": "ratelimited"}, headers), NOW)

    assert isinstance(trouble, DeliveryError)
    assert (trouble.failure, trouble.retry_at) == (Failure.LATER, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(("status", "data"), [(503, {}), (200, {"ok": False}), (502, "<html>"), (500, {"error": "x"})])
def test_an_answer_that_says_nothing_leaves_the_outcome_unknown(status: int, data: object) -> None:
    assert isinstance(failure_of(refused(status, data), NOW), ConnectionError)


@pytest.mark.parametrize(
    ("body", "error"),
    [('{"ok": false, "error": "used_url"}', "used_url"), ("invalid_blocks", "invalid_blocks"), ("[]", "[]")],
)
def test_a_response_address_refuses_in_json_or_in_bare_words(body: str, error: str) -> None:
    assert refusal_in(body) == error


def test_no_secret_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    logger = sdk_logger()
    try:
        int("wss://wss.slack.com/link/?ticket=12-34")
    except ValueError:
        logger.exception("Failed at %s with %s", "wss://wss.slack.com/link/?ticket=12-34", "xoxb-1-abc")
    logger.warning('{"token": "abc", "url": "https://hooks.slack.com/actions/T1/2/3", "app": "xapp-1-A-b"}')

    assert [record.getMessage() for record in caplog.records] == [
        "Failed at *** with *** (ValueError)",
        '{***, "url": "***", "app": "***"}',
    ]
    assert all(record.exc_info is None for record in caplog.records)
    assert sdk_logger() is logger
    assert len(logger.filters) == 1
    assert logger.level == logging.WARNING
