"""Statistics of questions from the review log, and the page that shows them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bank.models import Course
from app.db import db, transaction
from app.domain.statistics.items import ItemStatistics, Takers
from app.forecasts.jobs import worker
from app.forecasts.queries.items import get_statistics, list_statistics
from tests.domain.questions.examples import by_ids, ids_of
from tests.insights.answers import (
    answer_all,
    give,
    make_learners,
    question_called,
    revise,
)
from tests.learning.content import SINGLE_CHOICE, WRITTEN_AT, add_question, make_course
from tests.people import make_user, sign_in

PAGE = "/insights/nerves/questions/q1"


@pytest.fixture
def course(app: Flask) -> Course:
    return make_course(questions=3)


@pytest.fixture
def learners(course: Course) -> list[User]:
    """Four learners: all right, two right, one right, none right."""
    four = make_learners(course, 4)
    answer_all(four, "q1", ["1", "1", "2", ""])
    answer_all(four, "q2", ["1", "1", "3", "2"])
    answer_all(four, "q3", ["1", "2", "1", "2"])
    return four


@pytest.fixture
def educator(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user("educator"))
    return client


def statistics_of(slug: str) -> ItemStatistics:
    """Return the statistics, which the bulk read must give likewise."""
    question = question_called(slug)
    found = get_statistics(question)
    assert list_statistics(question.course_id).get(question.id, ItemStatistics()) == found
    return found


def by_places(
    found: ItemStatistics, content: Mapping[str, Any] = SINGLE_CHOICE
) -> dict[str, Takers]:
    """Return the counts of the choices by their places."""
    places = {one: place for place, one in ids_of(content).items()}
    return {places.get(name, name): takers for name, takers in found.choices.items()}


def test_first_answers_make_the_figures(learners) -> None:
    found = statistics_of("q1")
    assert (found.answers, found.right, found.facility) == (4, 2, 0.5)
    # On the other two: 1, 1/2, 1/2 and 0. The middle is 1/2, so one is stronger and one weaker.
    assert (found.stronger, found.weaker) == (1, 1)
    assert by_places(found) == {"1": Takers(2, 1, 0), "2": Takers(1, 0, 0), "": Takers(1, 0, 1)}
    # Deviations of the rest 1/2, 0, 0, -1/2; of being right 1/2, 1/2, -1/2, -1/2.
    assert found.discrimination == pytest.approx(0.5 / math.sqrt(1 * 0.5))
    assert found.mean_milliseconds == 5000


def test_later_answers_change_nothing(learners) -> None:
    before = statistics_of("q1")
    give(learners[3], "q1", {"choice": "1"}, answers=1)
    assert statistics_of("q1") == before


def test_a_new_revision_begins_anew_but_the_old_answers_tell_who_is_strong(learners) -> None:
    revise("q1", publish=False)
    assert statistics_of("q1").answers == 4
    revise("q1", publish=True)
    assert statistics_of("q1") == ItemStatistics()
    assert statistics_of("q2").discrimination == pytest.approx(
        # Rests of q2 from q1 and q3: 1, 1/2, 1/2, 0, as before.
        0.5 / math.sqrt(0.5)
    )


def test_retired_questions_have_no_figures_in_bulk(learners, course) -> None:
    question = question_called("q1")
    with transaction():
        question_called("q1").retired_at = WRITTEN_AT
    assert question.id not in list_statistics(course.id)
    assert len(list_statistics(course.id)) == 2


def test_another_course_counts_for_nothing(learners) -> None:
    other = make_course("bones", questions=0)
    add_question(other, "b1")
    four = make_learners(other, 1)
    give(four[0], "b1", {"choice": "1"})
    assert statistics_of("b1").discrimination is None
    assert statistics_of("q1").answers == 4


def test_several_choices_count_each(course) -> None:
    content = {
        "stem": "Which two insulate?",
        "explanation": "These.",
        "choices": [{"text": "A", "key": True}, {"text": "B", "key": True}, {"text": "C"}],
    }
    add_question(course, "two", question_type="multiple_response", content=content)
    learner, other = make_learners(course, 2)
    give(learner, "two", {"choice": ["1", "2"]})
    # One of before there were ids, and one of today.
    give(other, "two", by_ids(content, {"choice": ["2", "3"]}))
    found = statistics_of("two")
    assert {name: takers.answers for name, takers in by_places(found, content).items()} == {
        "1": 1,
        "2": 2,
        "3": 1,
    }
    assert (found.answers, found.right) == (2, 1)


def test_all_figures_of_a_course_are_three_reads_by_the_index(
    learners, course, count_queries
) -> None:
    course_id = course.id
    with count_queries() as statements:
        list_statistics(course_id)
    assert len(statements) == 3
    # Whoever spells the condition otherwise makes the databases read every review of the course.
    reviews = [statement for statement in statements if "FROM reviews" in statement]
    assert len(reviews) == 2
    assert all("number = 1" in statement for statement in reviews)


def rows_of(page: str) -> list[list[str]]:
    """Return the texts of the cells of the page's table."""
    body = page.partition("<tbody")[2].partition("</tbody>")[0]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in body.split("<tr")[1:]
    ]


def test_the_page_shows_who_took_what(learners, educator) -> None:
    page = educator.get(PAGE).get_data(as_text=True)
    assert rows_of(page) == [
        ["Myelin Key", "2 (50%)", "1 (100%)", "0 (0%)"],
        ["Bone", "1 (25%)", "0 (0%)", "0 (0%)"],
        ["Plasma", "0 (0%)", "0 (0%)", "0 (0%)"],
        ["I don’t know", "1 (25%)", "0 (0%)", "1 (100%)"],
    ]
    assert "Discrimination: very good" in page
    assert "<dd>0.71</dd>" in page
    assert "Only 4 learners have" in page
    assert "The course has not been checked yet" in page


def test_the_page_without_answers_says_what_will_be_there(course, educator) -> None:
    page = educator.get(PAGE).get_data(as_text=True)
    assert "No answers yet" in page
    assert "once learners have seen the published version" in page
    with transaction():
        question_called("q1").published_number = None
    assert "Learners do not get this question yet" in educator.get(PAGE).get_data(as_text=True)


def test_types_without_choices_have_no_table(course, educator) -> None:
    content = {"stem": "What insulates?", "explanation": "It does.", "accept": ["myelin"]}
    add_question(course, "typed", question_type="short_answer", content=content)
    give(make_learners(course, 1)[0], "typed", {"text": "bone"}, milliseconds=0)
    page = educator.get("/insights/nerves/questions/typed").get_data(as_text=True)
    assert "Short answer questions have no choices to count." in page
    assert "too early to tell" in page
    assert page.count("<dd>–</dd>") == 2
    assert "<tbody" not in page


def test_the_page_shows_the_published_text_and_its_findings(learners, educator) -> None:
    changed = {"stem": "Is it?", "explanation": "It is.", "choices": [{"text": "Changed"}]}
    revise("q1", publish=False, content=changed)
    educator.post("/insights/nerves/forecasts/check")
    assert [outcome for _, outcome in worker.work_off()] == ["done"]
    page = educator.get(PAGE).get_data(as_text=True)
    assert "Changed" not in rows_of(page)[0][0]
    assert 'class="finding finding-' in page


def test_a_checked_question_without_findings_says_so(learners, educator, course) -> None:
    with transaction():
        db.session.get(Course, course.id).checked_at = WRITTEN_AT
    assert "Nothing was found when the course" in educator.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    ["/insights/nerves/questions/none", "/insights/none/questions/q1", "/insights/none/findings"],
)
def test_what_is_not_there_is_not_found(course, educator, path: str) -> None:
    assert educator.get(path).status_code == 404


def test_a_retired_course_is_closed(course, educator) -> None:
    with transaction():
        db.session.get(Course, course.id).retired_at = WRITTEN_AT
    assert educator.get(PAGE).status_code == 404
    assert educator.post("/insights/nerves/forecasts/check").status_code == 404
