"""What the pretend community says and does until today (hours are UTC)."""

from datetime import time

from adapters.simulator.story import Scene

_OWN_PROMPTS = (
    "Which data did your class collect itself, and what did they argue about?",
    "Which chart do you have to explain anew every year, and how do you try it?",
    "What small change halved the errors in your class?",
    "Which chart of yours went wrong, and what did you learn from it?",
    "Which data from your own life did you bring to class, and what came of it?",
    "What did you stop doing for your pupils, and what did they learn instead?",
    "Which question of a pupil changed what you taught next?",
    "What do you show a colleague who has ten minutes and is afraid of numbers?",
)

_SET_UP: tuple[Scene, ...] = (
    Scene(
        day=0,
        at=time(8, 0),
        who="ann",
        says="/cop setup",
        steps=(
            "Fill in",
            {
                "name": "Teaching with data",
                "domain": "Teaching statistics and data literacy in schools",
                "purpose": "We help each other teach with real data, and keep what works.",
                "guidelines": "Share what you tried, also when it failed.\nAsk early.\nNo pupils' names, ever.",
            },
            "Fill in",
            {"zone": "Europe/Berlin", "language": "en", "pack": "education"},
            "Fill in",
            {"home": "sim:demo/general", "prompts": "sim:demo/general"},
            "Fill in",
            {"prompt_words": "every tuesday and friday at 9:30", "recap_words": "every tuesday at 10:00"},
            "Finish",
        ),
    ),
    Scene(day=0, at=time(8, 10), who="ann", says="/cop curators add @carla"),
    *(
        Scene(day=0, at=time(8, 11), who="ann", says=line)
        for number, prompt in enumerate(_OWN_PROMPTS, start=1)
        for line in (f"/prompt add {prompt}", f"/prompt queue {number}")
    ),
    Scene(
        day=0,
        at=time(8, 12),
        who="ann",
        says="Welcome, everybody. Tuesdays and Fridays bring a question; the rest is up to us.",
        reacts=(("bob", "👋"), ("carla", "👋")),
    ),
)

_FIRST_WEEK: tuple[Scene, ...] = (
    Scene(
        day=1,
        at=time(12, 5),
        who="bob",
        says="Screen time in my own class. They argued about every bin of the histogram, and it was glorious.",
        replies_to="prompt",
        reacts=(("ann", "🙌"), ("dev", "🙌")),
    ),
    Scene(
        day=1,
        at=time(13, 20),
        who="carla",
        says="We counted the trees on our street. The sampling question came from the pupils, not from me.",
        replies_to="prompt",
    ),
    Scene(
        day=2,
        at=time(9, 0),
        who="dev",
        says="Gapminder still starts the best discussion I know: https://www.gapminder.org/tools/",
        channel="resources",
        reacts=(("carla", "📚"),),
    ),
    Scene(
        day=2,
        at=time(15, 30),
        who="grace",
        says="/kudos give @dev for the ready-made Gapminder questions, they saved my Thursday",
    ),
    Scene(
        day=3,
        at=time(10, 0),
        who="carla",
        says='/library add https://seeing-theory.brown.edu/ tags:probability note:"Chapter 1 works from grade 9 on"',
        channel="resources",
    ),
    Scene(
        day=4,
        at=time(11, 0),
        who="hana",
        says="Stacked bars. Every year I think I have explained them, and every year I have not.",
        replies_to="prompt",
        reacts=(("june", "🙌"),),
    ),
)

_SECOND_WEEK: tuple[Scene, ...] = (
    Scene(
        day=8,
        at=time(11, 0),
        who="kofi",
        says="I let them write the question before they see the data. Half of the errors were gone.",
        replies_to="prompt",
        reacts=(("ann", "👏"), ("bob", "👏")),
    ),
    Scene(
        day=8,
        at=time(14, 0),
        who="bob",
        says="/kudos give @carla @hana for the checklist on misleading axes",
    ),
    Scene(
        day=9,
        at=time(9, 45),
        who="lena",
        says="For beginners I would take CODAP over any spreadsheet: https://codap.concord.org/",
        channel="resources",
        reacts=(("bob", "📚"), ("dev", "📚"), ("grace", "📚")),
    ),
    Scene(
        day=10,
        at=time(8, 30),
        who="farid",
        says="Has anybody marked a statistics project without a rubric of ten pages?",
        channel="help",
    ),
    Scene(
        day=10,
        at=time(9, 10),
        who="june",
        says="Three questions: what did you ask, what did you find, what would change your mind?",
        channel="help",
        replies_to="rubric of ten pages",
        reacts=(("farid", "🙌"), ("lena", "🙌")),
    ),
    Scene(
        day=11,
        at=time(13, 0),
        who="mateo",
        says="A colour scale that looked like the traffic light: red for the rich. Never again.",
        replies_to="prompt",
    ),
)

_THIRD_WEEK: tuple[Scene, ...] = (
    Scene(
        day=15,
        at=time(10, 30),
        who="eve",
        says="Hello, I am new: I design courses, and I want to learn how you make data feel personal.",
        reacts=(("ann", "👋"), ("kofi", "👋")),
    ),
    Scene(
        day=15,
        at=time(11, 30),
        who="eve",
        says="My commute, logged for a month by hand. The class asked for the raw file.",
        replies_to="prompt",
        reacts=(("bob", "🙌"),),
    ),
    Scene(
        day=16,
        at=time(9, 0),
        who="eve",
        says='/library add https://datavizcatalogue.com/ tags:charts note:"I keep it open while planning a lesson"',
        channel="resources",
    ),
    Scene(
        day=16,
        at=time(13, 15),
        who="farid",
        says="For whoever plans next year, this is where I begin: "
        "https://www.amstat.org/asa/education/guidelines-for-assessment-and-instruction-in-statistics-education",
        channel="resources",
        reacts=(("carla", "📚"),),
    ),
    Scene(day=17, at=time(12, 0), who="ann", says="/kudos give @eve for sharing the raw file of her commute"),
    Scene(
        day=18,
        at=time(9, 0),
        who="ivan",
        says="/prompt suggest Which line of code do your pupils type before they understand it?",
    ),
    Scene(
        day=18,
        at=time(11, 0),
        who="dev",
        says="I stopped cleaning the data for them. Cleaning is the lesson.",
        replies_to="prompt",
        reacts=(("hana", "👏"), ("mateo", "👏")),
    ),
    Scene(
        day=19,
        at=time(16, 0),
        who="grace",
        says="/kudos give @june for the three questions that replaced my rubric",
    ),
)

_PROGRAMME = Scene(
    day=15,
    at=time(14, 0),
    who="ann",
    says="/mentor programme",
    steps=(
        "New programme",
        {"name": "First steps with data", "purpose": "Three months with somebody who has done it before."},
        "Create",
    ),
)


def _signs_up(number: int, who: str, side: str, topics: str, aim: str) -> Scene:
    """Have somebody sign up for mentorship: a mentee with a goal, or a mentor with so many places."""
    aims = {"goal": aim, "experience": "1"} if side == "mentee" else {"capacity": aim, "experience": "3"}
    return Scene(
        day=15,
        at=time(14, 5 + number),
        who=who,
        says="/mentor join",
        steps=(
            {"side": side, "offers" if side == "mentor" else "wants": topics},
            "Fill in",
            aims,
            "Sign me up",
        ),
    )


_SIGN_UPS: tuple[Scene, ...] = tuple(
    _signs_up(number, *said)
    for number, said in enumerate(
        (
            ("bob", "mentor", "charts, class projects", "1"),
            ("carla", "mentor", "sampling, open data", "1"),
            ("grace", "mentor", "assessment, open data", "2"),
            ("lena", "mentor", "spreadsheets, first lessons", "1"),
            ("hana", "mentor", "charts, colour", "1"),
            ("farid", "mentee", "assessment, class projects", "Mark a statistics project without a rubric"),
            ("ivan", "mentee", "first lessons, charts", "A first lesson about charts without any code"),
            ("kofi", "mentee", "open data", "Bring open data into my teachers' training"),
            ("mateo", "mentee", "spreadsheets, charts", "Replace my spreadsheet course with projects"),
            ("eve", "mentee", "sampling", "Let a class collect its own data"),
            ("june", "mentee", "colour", "Charts that all pupils can read"),
            ("dev", "mentee", "notebooks", "Notebooks that beginners can read"),
        )
    )
)

_MEETUPS: tuple[Scene, ...] = (
    Scene(
        day=17,
        at=time(14, 0),
        who="ann",
        says="/meet schedule every second thursday at 12:00 name:coffee",
        steps=("Save",),
    ),
    *(
        Scene(
            day=17,
            at=time(14, 1 + number),
            who=who,
            says="/meet join",
            steps=({"topics": topics, "days": ("0", "1", "2", "3"), "from": "9", "to": "17"},),
        )
        for number, (who, topics) in enumerate(
            (
                ("ann", "open data, first lessons"),
                ("bob", "class projects"),
                ("farid", "assessment"),
                ("grace", "open data, assessment"),
                ("ivan", "first lessons"),
                ("kofi", "class projects, open data"),
                ("lena", "first lessons, spreadsheets"),
            )
        )
    ),
)

_THIS_WEEK: tuple[Scene, ...] = (
    Scene(
        day=21,
        at=time(10, 0),
        who="lena",
        says="We laid a box plot on the floor, with string. Nobody asked again what a quartile is.",
        reacts=(("ann", "🙌"), ("mateo", "🙌")),
    ),
    Scene(
        day=22,
        at=time(11, 0),
        who="june",
        says="“Who is not in this table?” The next three lessons were about missing data.",
        replies_to="prompt",
        reacts=(("farid", "🙌"),),
    ),
    Scene(
        day=23,
        at=time(9, 30),
        who="hana",
        says="Colours that survive the printer and colour-blind eyes: https://colorbrewer2.org/",
        channel="resources",
        reacts=(("carla", "📚"),),
    ),
    Scene(day=24, at=time(14, 0), who="ivan", says="/kudos give @lena for the box plot on the floor, it works"),
    Scene(
        day=25,
        at=time(11, 30),
        who="kofi",
        says="A jar of sweets, a guess each, and a dot plot of the guesses on the board.",
        replies_to="prompt",
        reacts=(("lena", "👏"),),
    ),
)

SCENES: tuple[Scene, ...] = tuple(
    sorted(
        (*_SET_UP, *_FIRST_WEEK, *_SECOND_WEEK, *_THIRD_WEEK, _PROGRAMME, *_SIGN_UPS, *_MEETUPS, *_THIS_WEEK),
        key=lambda scene: (scene.day, scene.at),
    )
)
