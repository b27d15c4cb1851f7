"""The worker's side of the wire."""

import pickle
from io import BytesIO
from threading import Event

from adapters.workshop.worker import answer, framed, read_frame, serve
from tests.adapters.workshop import jobs


def test_messages_come_through_the_wire_whole_and_in_order() -> None:
    wire = BytesIO(framed(b"first") + framed(b"") + framed(b"last"))
    assert [read_frame(wire) for _ in range(4)] == [b"first", b"", b"last", None]


def test_a_message_cut_off_is_none() -> None:
    assert read_frame(BytesIO(framed(b"first")[:-1])) is None


def test_the_answer_is_the_result_or_what_went_wrong() -> None:
    assert pickle.loads(answer(pickle.dumps((jobs.add, (1, 2))))) == (True, 3)  # noqa: S301
    assert pickle.loads(answer(pickle.dumps((jobs.fail, ("no",))))) == (False, "ValueError: no")  # noqa: S301
    good, why = pickle.loads(answer(b"nonsense"))  # noqa: S301
    assert (good, why.partition(":")[0]) == (False, "UnpicklingError")


def test_all_jobs_are_answered_in_order_and_the_end_of_the_wire_is_the_end_of_work() -> None:
    questions = BytesIO(b"".join(framed(pickle.dumps((jobs.add, (number, 1)))) for number in (1, 2)))
    answers, left = BytesIO(), Event()
    serve(questions, answers, left.set)
    answers.seek(0)
    assert [pickle.loads(read_frame(answers) or b"") for _ in range(2)] == [(True, 2), (True, 3)]  # noqa: S301
    assert left.wait(5)
