"""What the demo's people say of their training: most of it, some shared with the trust, a believable few missing."""

import datetime as dt
from random import Random

from core.calendar import LONDON
from demo.history import Case
from demo.people import DemoPeople
from training.models import Feedback, FeedbackRequest, Recommends, Record, UsefulFor

# Feedback has been asked for since so many days; older records were never asked about.
SINCE = 420
# Of a hundred: told the trust, told those who read the record, and the rest was never given.
SHARED, GIVEN = 45, 88
REMINDED_AFTER = 15

# A word of the title: what was learnt, what is done differently, for whom it is of use, to whom it is recommended.
SAID: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    ("phonics", [
        ("Short daily practice helps more than a long lesson on Friday, and mixed groups read better than I thought.",
         "I start each morning with five minutes of blending, and I hear the quietest three readers first.",
         UsefulFor.SCHOOL, "everyone who hears children read"),
        ("How to spot the child who guesses from the picture.", "I cover the picture and ask for the sounds.",
         UsefulFor.TEAM, ""),
    ]),
    ("mathematics", [
        ("Children explain more when I wait, and a wrong answer on the board starts the best talk.",
         "I plan one “what went wrong here?” question for each lesson, and I count to five before I take an answer.",
         UsefulFor.SCHOOL, ""),
        ("Small steps with cubes and number lines, and the same picture for a whole week.",
         "Our year group plans the pictures first and the exercises second.", UsefulFor.TRUST, "teachers of maths"),
    ]),
    ("writing", [
        ("Editing works when children hear their own sentence read aloud by someone else.",
         "Partners read to each other on Thursdays; each child changes one sentence.", UsefulFor.SCHOOL, ""),
    ]),
    ("vocabulary", [
        ("Six words a unit, met again and again, stay; twenty do not.",
         "I choose six words for each history unit and put them on the desk, not on the wall.", UsefulFor.TRUST, ""),
    ]),
    ("english", [
        ("Two schools of ours read the same book at the same time, and compare what children write.",
         "I swap six books of work with a colleague at another school each half-term.", UsefulFor.TRUST, ""),
    ]),
    ("behaviour", [
        ("A calm start is made before the bell: who stands where, and what is on the tables.",
         "I greet at the door, and the first task lies ready.", UsefulFor.TEAM, "early career teachers"),
    ]),
    ("assessment", [
        ("A few good questions tell me more than a long test.",
         "I end on one question and sort the answers in three piles.",
         UsefulFor.TEAM, "early career teachers"),
    ]),
    ("mentoring", [
        ("To ask first and to advise last.", "I begin each meeting with what the new teacher wants to look at.",
         UsefulFor.SCHOOL, "everyone who mentors"),
    ]),
    ("autistic", [
        ("Noise and waiting are hard, not the work.",
         "Two children have a quiet place at the start of the day, and a picture plan.",
         UsefulFor.TRUST, "teaching assistants and class teachers"),
    ]),
    ("speech", [
        ("Say less, show more, and leave a pause.", "I use four signs at snack time, and so do my colleagues now.",
         UsefulFor.TEAM, "everyone in the early years"),
    ]),
    ("early years", [
        ("Other nurseries plan outdoors first.", "We plan the garden each Monday before we plan the room.",
         UsefulFor.TRUST, ""),
    ]),
    ("governor", [
        ("Which questions to ask, and where to find the answers before the meeting.",
         "I read the attendance figures before I read the report.", UsefulFor.TEAM, "new governors"),
    ]),
    ("safeguarding", [
        ("How small signs add up, and how to write down what I saw and not what I think.",
         "I write notes on the same day, in the child’s own words.", UsefulFor.SCHOOL, ""),
        ("Ask again, and do not leave it to the next person.", "We look through open concerns each Friday.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("first aid", [
        ("I know again what to do in the first two minutes.", "I have checked the kits on both corridors.",
         UsefulFor.ME, ""),
        ("Practising on each other helps more than slides.", "I carry gloves and a face shield on playground duty.",
         UsefulFor.SCHOOL, "everyone on playground duty"),
    ]),
    ("fire", [
        ("Which door to close first.", "I walk the route with my class at the start of each term.", UsefulFor.SCHOOL,
         ""),
    ]),
    ("leading", [
        ("One thing well, looked at often, beats a plan with ten.",
         "I look at three books with each colleague every half-term, and we agree on one next step.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("leadership", [
        ("How to say a hard thing kindly and early.", "I talk within two days, and I write down what we agreed.",
         UsefulFor.TRUST, "whoever leads a team"),
    ]),
    ("conference", [
        ("Two schools nearby have halved the time for reports.", "We drop one of our three report formats this year.",
         UsefulFor.TRUST, "Headteachers"),
    ]),
    ("prevent", [
        ("Talk first, and listen for what has changed.",
         "I ask the older pupils what they watch, and I know whom to tell.",
         UsefulFor.SCHOOL, ""),
        ("That it is mostly about noticing and asking, as with everything else.",
         "We talk about one case from the handbook at each team meeting.", UsefulFor.TEAM, ""),
        ("The examples come from schools like ours.", "I keep the one-page summary beside my desk.", UsefulFor.ME, ""),
    ]),
    ("recruitment", [
        ("Gaps in a career are asked about, always.", "I have added two questions to our list for interviews.",
         UsefulFor.TRUST, "everyone on a panel"),
    ]),
    ("visits", [
        ("To look at a place before the day, with the list in hand.", "I walk each route once before I sign the form.",
         UsefulFor.TRUST, "whoever plans visits"),
    ]),
    ("medicines", [
        ("Two people, one sheet, the same time each day.", "The sheet hangs inside the cupboard door now.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("food", [
        ("Where the cold chain breaks, and how to see it.", "I check the fridge twice a day and write it down.",
         UsefulFor.TEAM, "everyone in the kitchen"),
    ]),
    ("asbestos", [
        ("Where ours is, and what not to drill.", "Contractors sign the plan before they unpack.", UsefulFor.TEAM, ""),
    ]),
    ("height", [
        ("The ladder is the last choice, not the first.", "We have moved the displays down by a metre.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("panels", [
        ("What a panel may ask, and what it must write down.",
         "I read the file twice and note questions before we meet.",
         UsefulFor.TEAM, "governors who sit on panels"),
    ]),
    ("higher level", [
        ("How to plan a lesson that I teach alone.", "I plan guided reading for my group and evaluate it each week.",
         UsefulFor.SCHOOL, "teaching assistants with some years behind them"),
    ]),
    ("sencos", [
        ("A plan of one page is read; one of nine is not.", "Our support plans fit on a page since January.",
         UsefulFor.TRUST, "SENCOs"),
    ]),
    ("business", [
        ("To see the whole year of money at once.", "I send budget holders their line on the first of each month.",
         UsefulFor.TRUST, "office managers"),
    ]),
]  # fmt: skip
OTHERWISE = [
    ("Much that I knew, and two things that are new to me.",
     "I have put the two on our team’s list for this half-term.",
     UsefulFor.TEAM, ""),
    ("How others do it, and that we need not do all of it.", "I tried one idea on Monday and keep it.",
     UsefulFor.ME, ""),
]  # fmt: skip
DISAPPOINTED = ("Little that was new: most of it stands in our own handbook.",
                "I go on as before, and use the handbook with new colleagues.", UsefulFor.ME, "")  # fmt: skip


def make_feedback(random: Random, today: dt.date, people: DemoPeople, cases: list[Case]) -> None:
    """Write who was asked, and what they said. The printed teacher has some of each."""
    teacher = people.sign_ins["Teacher"]
    requests, given = [], []
    records = [case.record for case in cases if case.record is not None]
    own = [record for record in records if record.person_id == teacher.pk]
    newest = max(own, key=lambda record: record.ends_on, default=None)
    for record in sorted(records, key=lambda record: (record.ends_on, record.pk)):
        if not today - dt.timedelta(days=SINCE) <= record.ends_on < today:
            continue
        asked_on = record.ends_on + dt.timedelta(days=1)
        # What serves a priority is told of more willingly.
        lot = random.randrange(60 if record.priority_id else 100)
        if record.person_id == teacher.pk:
            lot = 99 if record is newest else 0
        answered_on = min(asked_on + dt.timedelta(days=random.choice([0, 1, 1, 2, 3, 5, 8, 17])), today)
        remind_on = asked_on + dt.timedelta(days=REMINDED_AFTER)
        is_given = lot < GIVEN
        is_reminded = remind_on < today and (not is_given or remind_on < answered_on)
        requests.append(
            FeedbackRequest(
                record=record, asked_at=_at(asked_on, 7), reminded_at=_at(remind_on, 7) if is_reminded else None
            )
        )
        if is_given:
            given.append(_said(random, record, _at(answered_on, 17 if answered_on < today else 7), lot < SHARED))
    FeedbackRequest.objects.bulk_create(requests, batch_size=500)
    Feedback.objects.bulk_create(given, batch_size=500)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), LONDON)


def _said(random: Random, record: Record, moment: dt.datetime, is_shared: bool) -> Feedback:
    """Return the words that fit the title; a few were disappointed, and share nothing of it."""
    title = record.title.lower()
    fitting = next((words for key, words in SAID if key in title), OTHERWISE)
    recommends = Recommends.YES
    learnt, will_do, useful_for, whom = random.choice(fitting)
    if not is_shared and random.randrange(12) == 0:
        learnt, will_do, useful_for, whom = DISAPPOINTED
        recommends = Recommends.NO
    elif whom:
        recommends = Recommends.SOME
    return Feedback(
        record=record, learnt=learnt, will_do=will_do, useful_for=useful_for, recommends=recommends,
        recommended_for=whom, is_shared=is_shared, shared_at=moment if is_shared else None, given_at=moment,
        updated_at=moment,
    )  # fmt: skip
