"""What each field of an export means, in words; ``docs/own-data.md`` says the same at length."""

from __future__ import annotations

from collections.abc import Sequence

# Fields that mean the same wherever they stand.
EVERYWHERE = {
    "course": "the course, as in its address",
    "course_id": "its number",
    "question": "the question, as its authors call it",
    "question_id": "its number",
    "scheduler": "sm2 or fsrs",
    "desired_retention_percent": "the share of questions to be recalled that the schedule aims at",
}
FIELDS: dict[str, dict[str, str]] = {
    "profile": {
        "id": "your number",
        "email": "your address",
        "name": "your name",
        "role": "learner, educator or admin",
        "locale": "how dates and numbers are written for you",
        "time_zone": "where you are",
        "day_turns_at_hour": "the hour at which a new day begins for you",
        "theme": "auto, light or dark",
        "created_at": "when the account was made",
        "leaves_at": "when it will be deleted, if you closed it",
        "closed_at": "empty: it is open",
    },
    "user_sessions": {
        "remembered": "whether you chose to stay signed in",
        "user_agent": "how the browser names itself",
        "address": "its network address",
        "created_at": "when you signed in",
        "last_seen_at": "when it was used last, to ten minutes",
        "confirmed_at": "when you gave your password last",
        "expires_at": "when it ends",
    },
    "study_preferences": {
        "new_per_day": "new questions a day",
        "time_counts": "whether the time you take counts towards the grade",
        "asks_certainty": "whether you are asked how sure you are",
        "shortcuts": "whether single keys work on study pages",
        "leech_lapses": "after how many lapses you are told that a question keeps slipping",
    },
    "reminders": {
        "hour": "the hour at which you want a mail",
        "settled_on": "the last day for which it was decided whether one goes out",
    },
    "calendar_feeds": {"made_at": "when you made the address of your calendar"},
    "enrolments": {
        "introduced_up_to": "how far into the course new questions were introduced",
        "schedule_number": "which of schedule_changes is in force, 0 for none",
        "enrolled_at": "when you enrolled",
        "left_at": "when you left",
    },
    "schedule_changes": {
        "number": "counts your changes in the course",
        "weights": "FSRS's 21 weights, if not the published ones",
        "moves_due": "whether due days changed as well",
        "made_at": "when you made it",
        "undone_at": "when you took it back",
    },
    "study_sessions": {
        "id": "its identifier",
        "learner_on": "the day it belongs to",
        "started_at": "when it began",
        "ended_at": "when you stopped",
    },
    "study_notes": {
        "starred_at": "when you gave it a star",
        "suspended_at": "when you set it aside until further notice",
        "buried_on": "the day for which you set it aside",
        "text": "your note",
    },
    "cards": {
        "version": "how many answers it has come from",
        "ease_hundredths": "SM-2's ease factor, times 100",
        "repetition": "SM-2's repetition number",
        "interval_days": "days from the last review to the next",
        "drill": "why it comes back in the same session: lapse, hesitation, or empty",
        "drill_on": "the day of that",
        "due_on": "when it is asked next",
        "introduced_on": "when you met it",
        "reviewed_on": "when you were last asked in earnest",
        "answered_at": "your last answer",
        "lapses": "how often you forgot it",
        "right_in_a_row": "right answers since the last wrong one",
        "stability": "FSRS: days until recall falls to 90 %",
        "difficulty": "FSRS: 1 to 10",
    },
    "reviews": {
        "id": "its identifier",
        "revision_number": "which wording of the question you saw",
        "question_type": "what kind of question it was",
        "session_id": "the study session",
        "number": "its place among your answers to the question",
        "kind": "review moved the schedule, drill and practice did not",
        "response": "what you answered",
        "share": "how much of it was right, 0 to 1",
        "correct": "whether all of it was",
        "certainty": "how sure you said you were",
        "automatic_grade": "the grade that marking gave, 0 to 5",
        "automatic_reason": "why it gave that",
        "grade": "the grade that counts",
        "grade_reason": "why you changed it",
        "adjusted_at": "when you changed it",
        "milliseconds": "how long you took",
        "state_before": "the card before the answer",
        "state_after": "the card after it",
        "waited_days": "days since the review before, for a question met before",
        "interval_days": "days that were meant to pass",
        "answered_at": "when you answered",
        "learner_on": "the day it belongs to",
        "moved_to": "the day on which the card was made due instead of the schedule's own",
        "undone_at": "when you undid it: it counts nowhere",
    },
    "reports": {
        "id": "its identifier",
        "revision_number": "which wording of the question it is about",
        "answer_id": "the answer that it is about",
        "kind": "what the problem was: mistake, unclear, display or other",
        "status": "open, answered or closed",
        "unread": "whether it has something that you have not seen",
        "opened_at": "when you reported it",
        "changed_at": "when something was last written",
    },
    "report_entries": {
        "id": "its identifier",
        "report_id": "the report",
        "author_id": "who wrote it: your number, or an educator's",
        "status": "what it made of the report",
        "text": "what was written",
        "written_at": "when it was written",
    },
    "saved_searches": {
        "id": "its number",
        "name": "what you call it",
        "query": "what it looks for",
        "saved_at": "when you saved it",
    },
}


def describe(table: str, columns: Sequence[str]) -> list[str]:
    """Return a line for each field of a table."""
    words = EVERYWHERE | FIELDS.get(table, {})
    return [f"{column}: {words[column]}" if column in words else column for column in columns]
