"""Who is in the made-up cohort: names, places, habits and characters. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.home.service.demo.learners import Character

DOMAIN: Final = "demo.example"
DAYS: Final = 91
SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Habit:
    """When somebody studies, and how much.

    ``weekday`` and ``weekend`` are chances of studying on such a day; they shrink over the time
    to ``fades_to`` times as much. ``away`` is the part of the time in between, as two numbers of
    days ago, in which nothing happens. ``hour`` is the usual one on the learner's clock.
    """

    begins_days_ago: int
    weekday: float
    weekend: float
    hour: float
    new_per_day: int
    most_answers: int = 40
    fades_to: float = 1.0
    away: tuple[int, int] = (0, 0)

    def chance(self, day: date, days_ago: int) -> float:
        """Return the chance that they study on a day."""
        begun = self.begins_days_ago
        if days_ago > begun or self.away[1] < days_ago <= self.away[0]:
            return 0.0
        usual = self.weekend if day.weekday() >= SATURDAY else self.weekday
        time_left = days_ago / begun if begun else 0.0
        return usual * (self.fades_to + (1 - self.fades_to) * time_left)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the cohort.

    ``showcase`` tells what there is to see when signing in as them; those people have not studied
    today, so that there is something left to do.
    """

    name: str
    login: str
    time_zone: str
    locale: str
    habit: Habit
    character: Character
    role: str = "learner"
    showcase: str = ""

    @property
    def email(self) -> str:
        """Return the address to sign in with."""
        return f"{self.login}@{DOMAIN}"


_TYPICAL: Final = Character()
_CAREFUL: Final = Character(memory=1.15, pace=1.25, tells_certainty=True)
_QUICK: Final = Character(memory=0.95, pace=0.7)
_SHAKY: Final = Character(memory=0.7, known_before=0.4, pace=1.1, sureness=0.4)
_COCKY: Final = Character(memory=0.85, pace=0.8, tells_certainty=True, sureness=0.95)
_STRONG: Final = Character(
    memory=1.9, known_before=0.85, pace=0.65, tells_certainty=True, sureness=0.9
)
_GUESSING: Final = Character(
    memory=0.45, known_before=0.15, pace=0.4, tells_certainty=True, sureness=0.3, guesses=0.9
)

_DILIGENT: Final = Habit(DAYS, 0.93, 0.85, 19.5, 1)
_KEEN: Final = Habit(50, 0.9, 0.8, 7.5, 2)
_EARLY: Final = Habit(42, 0.85, 0.4, 6.5, 2, most_answers=20)
_STEADY: Final = Habit(85, 0.4, 0.2, 20.5, 2, most_answers=15)
_LUNCH: Final = Habit(38, 0.6, 0.05, 12.6, 3, most_answers=15)
_WEEKEND: Final = Habit(DAYS, 0.04, 0.75, 10.5, 4, most_answers=20)
_FADING: Final = Habit(76, 0.65, 0.5, 18.5, 3, most_answers=18, fades_to=0.03)
_RETURNING: Final = Habit(80, 0.65, 0.5, 21.0, 3, most_answers=20, away=(52, 17))
_BEGINNING: Final = Habit(7, 0.9, 0.9, 17.0, 8, most_answers=35)
_NEVER: Final = Habit(40, 0.0, 0.0, 12.0, 10)
_DABBLING: Final = Habit(24, 0.35, 0.2, 13.5, 3, most_answers=20)

STAFF: Final = (
    Person("Ada Marsh", "admin", "Europe/London", "en_GB", _DABBLING, _QUICK,
           "admin", "admin: people and settings"),
    Person("Ingrid Solheim", "educator", "Europe/Oslo", "en_GB", _DABBLING, _CAREFUL,
           "educator", "educator: the question bank and feedback"),
)  # fmt: skip

LEARNERS: Final = (
    Person("Amara Okafor", "amara", "Africa/Lagos", "en_GB", _DILIGENT, _TYPICAL,
           showcase="learner, nearly every day for three months"),
    Person("Bjørn Halvorsen", "bjorn", "Europe/Oslo", "en_GB", _STEADY, _TYPICAL),
    Person("Catarina Duarte", "catarina", "Europe/Lisbon", "en_GB", _WEEKEND, _CAREFUL),
    Person("Dilnoza Karimova", "dilnoza", "Asia/Tashkent", "en_GB", _EARLY, _TYPICAL),
    Person("Emre Yıldız", "emre", "Europe/Istanbul", "en_GB", _FADING, _QUICK),
    Person("Fatima Zahra Benali", "fatima", "Africa/Casablanca", "en_GB", _LUNCH, _CAREFUL),
    Person("Goran Petrović", "goran", "Europe/Belgrade", "en_GB", _STEADY, _COCKY),
    Person("Hana Sato", "hana", "Asia/Tokyo", "en_GB", _KEEN, _STRONG),
    Person("Ibrahim Diallo", "ibrahim", "Africa/Dakar", "en_GB", _EARLY, _SHAKY),
    Person("Joana Ferreira", "joana", "America/Sao_Paulo", "en_US", _STEADY, _TYPICAL),
    Person("Kirra Walsh", "kirra", "Australia/Brisbane", "en_AU", _WEEKEND, _QUICK),
    Person("Leilani Kahale", "leilani", "Pacific/Honolulu", "en_US", _FADING, _TYPICAL),
    Person("Mateo Quispe", "mateo", "America/Lima", "en_US", _RETURNING, _TYPICAL,
           showcase="learner, back after a pause"),
    Person("Nguyễn Thảo My", "my", "Asia/Ho_Chi_Minh", "en_GB", _DILIGENT, _CAREFUL),
    Person("Olena Kovalenko", "olena", "Europe/Kyiv", "en_GB", _LUNCH, _TYPICAL),
    Person("Priya Raman", "priya", "Asia/Kolkata", "en_IN", _KEEN, _COCKY),
    Person("Qiang Liu", "qiang", "Asia/Shanghai", "en_GB", _STEADY, _QUICK),
    Person("Rania Haddad", "rania", "Asia/Beirut", "en_GB", _RETURNING, _SHAKY),
    Person("Siobhán Byrne", "siobhan", "Europe/Dublin", "en_IE", _LUNCH, _TYPICAL),
    Person("Tāne Parata", "tane", "Pacific/Auckland", "en_NZ", _WEEKEND, _TYPICAL),
    Person("Ulrike Brandt", "ulrike", "Europe/Berlin", "en_GB", _EARLY, _CAREFUL),
    Person("Valentina Rossi", "valentina", "Europe/Rome", "en_GB", _FADING, _COCKY),
    Person("Wanjiru Kamau", "wanjiru", "Africa/Nairobi", "en_GB", _BEGINNING, _TYPICAL,
           showcase="learner, began last week"),
    Person("Ximena Salgado", "ximena", "America/Mexico_City", "en_US", _BEGINNING, _SHAKY),
    Person("Yonatan Tesfaye", "yonatan", "Africa/Addis_Ababa", "en_GB", _NEVER, _TYPICAL),
    Person("Zsófia Balogh", "zsofia", "Europe/Budapest", "en_GB", _WEEKEND, _SHAKY),
    Person("Park Min-jun", "minjun", "Asia/Seoul", "en_GB", _STEADY, _GUESSING),
    Person("Aiyana Begay", "aiyana", "America/Denver", "en_US", _RETURNING, _QUICK),
    Person("Samuel Osei", "samuel", "Africa/Accra", "en_GB", _FADING, _TYPICAL),
    Person("Chloé Tremblay", "chloe", "America/Toronto", "en_CA", _BEGINNING, _QUICK),
)  # fmt: skip

SHOWCASES: Final = tuple(person for person in STAFF + LEARNERS if person.showcase)
