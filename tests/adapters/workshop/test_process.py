"""The workshop's worker process: comes when needed, is replaced when it fails, leaves when idle."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from adapters.workshop import process
from adapters.workshop.process import Fault, Workshop, WorkshopFailed
from tests.adapters.workshop import jobs


async def test_a_job_is_done_in_another_process() -> None:
    async with Workshop() as workshop:
        assert workshop.pid is None
        assert await workshop.run(jobs.add, 2, 3) == 5
        assert await workshop.run(jobs.process_id) == workshop.pid != os.getpid()


async def test_jobs_asked_together_are_done_one_after_another_by_one_worker() -> None:
    async with Workshop() as workshop, asyncio.TaskGroup() as tasks:
        asked = [tasks.create_task(workshop.run(jobs.process_id)) for _ in range(3)]
    assert len({task.result() for task in asked}) == 1


async def test_a_job_that_raises_says_so_and_keeps_the_worker() -> None:
    async with Workshop() as workshop:
        first = await workshop.run(jobs.process_id)
        with pytest.raises(WorkshopFailed, match=r"raised: fail: ValueError: out of paint") as caught:
            await workshop.run(jobs.fail, "out of paint")
        assert caught.value.fault is Fault.RAISED
        assert await workshop.run(jobs.process_id) == first


async def test_a_result_that_cannot_travel_is_told() -> None:
    async with Workshop() as workshop:
        with pytest.raises(WorkshopFailed, match=r"cannot pickle") as caught:
            await workshop.run(jobs.unpicklable)
        assert caught.value.fault is Fault.RAISED


@pytest.mark.parametrize("job", [jobs.die, jobs.leave])
async def test_a_worker_that_dies_is_replaced(job: Callable[[], None]) -> None:
    async with Workshop() as workshop:
        first = await workshop.run(jobs.process_id)
        with pytest.raises(WorkshopFailed) as caught:
            await workshop.run(job)
        assert caught.value.fault is Fault.CRASHED
        assert await workshop.run(jobs.process_id) != first


async def test_a_worker_that_died_between_jobs_is_not_noticed_by_who_asks() -> None:
    async with Workshop() as workshop:
        first = await workshop.run(jobs.process_id)
        os.kill(first, signal.SIGKILL)
        assert workshop._worker is not None
        await workshop._worker.wait()
        assert workshop.pid is None
        assert await workshop.run(jobs.process_id) != first


async def test_a_worker_that_hangs_is_replaced() -> None:
    async with Workshop() as workshop:
        first = await workshop.run(jobs.process_id)
        workshop._limit = 0.05
        with pytest.raises(WorkshopFailed, match=r"hang took over 0\.05 s") as caught:
            await workshop.run(jobs.hang)
        assert caught.value.fault is Fault.LATE
        assert not _lives(first)
        workshop._limit = 30
        assert await workshop.run(jobs.add, 1, 1) == 2


async def test_when_who_asked_gives_up_the_next_one_gets_their_own_answer() -> None:
    async with Workshop() as workshop:
        first = await workshop.run(jobs.process_id)
        asked = asyncio.ensure_future(workshop.run(jobs.hang))
        await asyncio.sleep(0)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        assert not _lives(first)
        assert await workshop.run(jobs.add, 1, 1) == 2


async def test_an_idle_worker_leaves_and_the_next_job_starts_another() -> None:
    async with Workshop(idle=0) as workshop:
        first = await workshop.run(jobs.process_id)
        worker = workshop._worker
        assert worker is not None
        assert await worker.wait() == 0
        assert await workshop.run(jobs.process_id) != first


async def test_a_worker_is_not_sent_away_while_there_is_work() -> None:
    async with Workshop(idle=3600) as workshop:
        first = await workshop.run(jobs.process_id)
        resting = workshop._resting
        assert resting is not None
        assert await workshop.run(jobs.process_id) == first
        assert resting.cancelled()


async def test_nothing_is_left_when_the_workshop_closes() -> None:
    async with Workshop() as workshop:
        worker = await workshop.run(jobs.process_id)
    assert not _lives(worker)
    assert workshop._resting is None


async def test_what_a_library_prints_is_no_answer() -> None:
    async with Workshop() as workshop:
        assert await workshop.run(jobs.chatter) == "an answer"


async def test_large_things_travel_whole() -> None:
    async with Workshop() as workshop:
        assert await workshop.run(len, bytes(3_000_000)) == 3_000_000
        assert await workshop.run(jobs.zeros, 3_000_000) == bytes(3_000_000)


async def test_an_answer_of_absurd_size_is_not_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_MOST", 1000)
    async with Workshop() as workshop:
        with pytest.raises(WorkshopFailed) as caught:
            await workshop.run(jobs.zeros, 2_000_000)
        assert caught.value.fault is Fault.CRASHED
        assert await workshop.run(jobs.add, 1, 1) == 2


async def test_the_worker_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPBOT_SLACK__BOT_TOKEN", "xoxb-pretend")
    async with Workshop() as workshop:
        assert await workshop.run(jobs.secrets) == ()


def test_a_busy_worker_does_not_outlive_a_bot_that_was_killed() -> None:
    code = (
        "import asyncio, os, signal\n"
        "from adapters.workshop.process import Workshop\n"
        "from tests.adapters.workshop import jobs\n"
        "async def main():\n"
        "    workshop = Workshop(); await workshop.run(jobs.process_id)\n"
        "    asyncio.get_running_loop().call_soon(os.kill, os.getpid(), signal.SIGKILL)\n"
        "    await workshop.run(jobs.hang)\n"
        "asyncio.run(main())"
    )
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) as bot:  # noqa: S603
        assert bot.stderr is not None
        assert bot.stderr.read() == b""  # ends when the last process that holds it has ended
    assert bot.returncode == -signal.SIGKILL


def test_the_bot_loads_no_heavy_library_for_the_workshop() -> None:
    heavy = ("matplotlib", "trafilatura", "lxml", "numpy")
    code = (
        "import sys, adapters.workshop.read_links, adapters.workshop.charts, adapters.workshop.process;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
