"""The worked example of `docs/matching.md`, run from the file itself."""

import doctest
import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs" / "matching.md"


def test_the_worked_example_gives_what_the_document_says() -> None:
    mentorship = DOCUMENT.read_text(encoding="utf-8").partition("\n## Meetups")[0]
    blocks = re.findall(r"```pycon\n(.*?)```", mentorship, re.DOTALL)
    example = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, DOCUMENT.name, str(DOCUMENT), 0)
    told: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(example, out=told.append)
    assert not told, "".join(told)
    assert result.attempted > 15
