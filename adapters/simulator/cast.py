"""The pretend community of the demonstration: who is in it, and its channels."""

from adapters.simulator.model import Account, Channel

TENANT = "demo"
NAME = "Teaching with data"

MEMBERS = (
    Account(
        id="ann",
        name="Ann",
        about="Facilitates; teaches statistics",
        zone="Europe/Berlin",
        is_admin=True,
        roles=("facilitators",),
    ),
    Account(id="bob", name="Bob", about="Secondary-school mathematics", zone="Europe/London"),
    Account(id="carla", name="Carla", about="Curates the library", zone="America/Sao_Paulo", roles=("curators",)),
    Account(id="dev", name="Dev", about="Builds interactive notebooks", zone="Asia/Kolkata"),
    Account(id="eve", name="Eve", about="New here; learning designer", zone="America/New_York"),
    Account(id="farid", name="Farid", about="Assessment and feedback", zone="Africa/Cairo"),
    Account(id="grace", name="Grace", about="Teaches biology with open data", zone="Africa/Nairobi"),
    Account(id="hana", name="Hana", about="Data visualisation", zone="Asia/Tokyo"),
    Account(id="ivan", name="Ivan", about="Programming for beginners", zone="Europe/Sofia"),
    Account(id="june", name="June", about="Accessibility in class", zone="America/Los_Angeles"),
    Account(id="kofi", name="Kofi", about="Trains new teachers", zone="Africa/Accra"),
    Account(id="lena", name="Lena", about="Runs the evening course", zone="Europe/Berlin"),
    Account(id="mateo", name="Mateo", about="Spreadsheets, all of them", zone="America/Mexico_City"),
)

CHANNELS = (
    Channel(id="general", name="general", topic="What we teach, try and wonder about"),
    Channel(id="help", name="help", topic="No question is too small"),
    Channel(id="resources", name="resources", topic="Things worth keeping; react with 📚"),
    Channel(id="random", name="random", topic="Anything else"),
)
