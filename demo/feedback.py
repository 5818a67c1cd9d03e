"""What the demo's people say of their training: most of it, some shared with the trust, a believable few missing."""

import datetime as dt
from collections import defaultdict
from random import Random

from core.calendar import LONDON
from demo.history import Case
from demo.people import DemoPeople
from demo.school_year import ONE
from training.models import Feedback, FeedbackRequest, Recommends, Record, UsefulFor

# Feedback has been asked for since so many days; older records were never asked about.
SINCE = 420
# Of a hundred: told the trust, told those who read the record, and the rest was never given.
SHARED, GIVEN = 45, 88
REMINDED_AFTER = 15

# A word of the title: what was learnt, what is done differently, for whom it is of use, to whom it is recommended.
SAID: list[tuple[str, list[tuple[str, str, str, str]]]] = [
    ("phonics", [
        ("Catch-up works best on the same day.", "Five children stay with me for ten minutes after lunch.",
         UsefulFor.TEAM, ""),
        (("Short daily practice works better than one long session on a Friday, and mixed groups did better than I "
         "expected."),
         "I start each morning with five minutes of blending and hear my three quietest readers first.",
         UsefulFor.SCHOOL, "anyone who hears readers"),
        ("How to spot children who are guessing from the pictures.",
         "I cover the picture and ask them to sound it out.",
         UsefulFor.TEAM, ""),
    ]),
    ("mathematics", [
        ("How to plan one small step and stay with it.", "I’ve cut my lesson plans to one idea each.",
         UsefulFor.TEAM, ""),
        (("Children explain more if I give them thinking time, and a wrong answer on the board starts the best "
         "discussions."),
         "I plan one “what went wrong here?” question per lesson and count to five before taking answers.",
         UsefulFor.SCHOOL, ""),
        ("Small steps with cubes and number lines, and sticking with the same representation all week.",
         "Our year group now plans the representations first and the questions second.", UsefulFor.TRUST,
         "anyone teaching maths"),
    ]),
    ("writing", [
        ("Short pieces, written often, and read aloud.",
         "We write one good paragraph on Tuesdays and edit it on Thursdays.",
         UsefulFor.TEAM, ""),
        ("One editing focus at a time.", "I mark for one thing only and the children know which.",
         UsefulFor.SCHOOL, "Key Stage 2 teachers"),
        ("Children edit better when they hear someone else read their sentence aloud.",
         "On Thursdays, partners read to each other and everyone improves one sentence.", UsefulFor.SCHOOL, ""),
    ]),
    ("vocabulary", [
        ("Children remember words that they have used, not heard.",
         "Each lesson has a minute for saying the new word in a sentence.",
         UsefulFor.SCHOOL, ""),
        ("Six words per unit, revisited often, stick. Twenty don’t.",
         "I choose six words for each history unit and put them on table mats instead of the wall.", UsefulFor.TRUST,
         ""),
    ]),
    ("english", [
        ("Two of our schools are using the same text at the same time and comparing the writing.",
         "I swap six books with a colleague at another school each half term to moderate.", UsefulFor.TRUST, ""),
    ]),
    ("behaviour", [
        ("A calm start begins before the bell: who’s on the door, and what’s on the tables.",
         "I meet the children at the door, with the first task ready on tables.", UsefulFor.TEAM,
         "early career teachers"),
    ]),
    ("assessment", [
        ("A few good questions tell me more than a long test does.",
         "I finish with an exit question and sort the answers into three piles.",
         UsefulFor.TEAM, "early career teachers"),
    ]),
    ("mentoring", [
        ("Good mentors watch for one thing and say one thing.", "Our weekly meeting ends with one thing to try.",
         UsefulFor.TEAM, ""),
        ("How much a new teacher has to think about at once.", "I plan the first lesson of the week with my ECT.",
         UsefulFor.SCHOOL, "all mentors"),
        ("Ask first, advise last.", "I start each meeting with what my ECT wants to focus on.",
         UsefulFor.SCHOOL, "all mentors"),
    ]),
    ("autistic", [
        ("Clear beginnings and endings help more than rewards.", "We use a timer that everyone can see.",
         UsefulFor.SCHOOL, ""),
        ("It’s often the noise and the waiting that are hard, not the work.",
         "Two children now have a quiet start to the day and a visual timetable.",
         UsefulFor.TRUST, "teaching assistants and class teachers"),
    ]),
    ("speech", [
        ("Say less, show more and leave a pause.",
         "I use four signs at snack time and the rest of the team now do too.",
         UsefulFor.TEAM, "everyone in early years"),
    ]),
    ("safeguarding in the early", [
        ("Small children tell us things through play, if we watch.", "We note what we see at the end of each session.",
         UsefulFor.TEAM, "everyone in early years"),
        ("How to talk to parents about a worry on the same day.",
         "My key children’s parents now have a fixed time to talk to me.",
         UsefulFor.SCHOOL, ""),
        ("Intimate care and phones: clearer rules than I thought.", "We’ve put the two rules on the nursery door.",
         UsefulFor.TEAM, ""),
    ]),
    ("early years", [
        ("How other nurseries plan the outdoors first.", "Every Monday we plan the garden before we plan indoors.",
         UsefulFor.TRUST, ""),
    ]),
    ("safeguarding for governors", [
        ("Our job is to ask and to check, not to investigate.", "I’ll ask for the anonymised case review each term.",
         UsefulFor.TEAM, "all governors"),
        ("What the single central record is, and how a governor checks it.",
         "I’m visiting the DSL next month to look at it.",
         UsefulFor.TEAM, ""),
        ("How to read safeguarding figures without jumping to conclusions.",
         "I’ve put two questions on the agenda for our next meeting.",
         UsefulFor.TEAM, ""),
    ]),
    ("governor", [
        ("What a new governor can leave to others in the first year.", "I chose one thing to follow: reading.",
         UsefulFor.ME, "new governors"),
        ("The difference between governing and managing.", "I ask “how do you know?” more often.",
         UsefulFor.TEAM, ""),
        ("What to ask, and where to find the answers before the meeting.",
         "I look at the attendance data before I read the report.", UsefulFor.TEAM, "new governors"),
    ]),
    ("safeguarding", [
        ("How small signs add up, and to record what I saw rather than what I think.",
         "I log concerns the same day, in the child’s own words.", UsefulFor.SCHOOL, ""),
        ("Ask again. Don’t assume someone else will.", "We review open concerns every Friday.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("emergency first aid", [
        ("How little time there is, and how much can be done in it.",
         "I’ve saved the emergency number and our postcode on the class phone.",
         UsefulFor.SCHOOL, "everyone on trips"),
        ("Choking: the sequence is in my head now.", "I sit where I can see all the tables at lunch.",
         UsefulFor.TEAM, "lunchtime staff"),
        ("Which injuries need an ambulance and which a plaster.", "I fill in the accident slip on the same day.",
         UsefulFor.ME, ""),
        ("How to use the defibrillator by the office.",
         "I showed the rest of our team where it is and how it talks you through.",
         UsefulFor.SCHOOL, "all staff"),
        ("Staying calm is half of it.", "We agreed who calls, who stays and who moves the children.",
         UsefulFor.TEAM, ""),
        ("A very practical day with an excellent trainer.", "I carry the small kit whenever my group is outside.",
         UsefulFor.TEAM, "teaching assistants"),
    ]),
    ("first aid at work (three", [
        ("Three days is a lot, but every hour of it was practical.", "I check the first aid room on Mondays.",
         UsefulFor.SCHOOL, ""),
        ("How to look after someone until help comes, step by step.",
         "We’ve timed how long it takes to reach the field.",
         UsefulFor.SCHOOL, "site and office staff"),
        ("Asthma, epilepsy and allergies were covered properly.", "I know where each child’s plan is kept.",
         UsefulFor.SCHOOL, ""),
        ("The paperwork matters more than I thought.", "Every entry in our accident book now has a time and a name.",
         UsefulFor.TEAM, "first aiders"),
        ("Burns and head injuries: what not to do.", "I’ve taken two old creams out of the boxes.",
         UsefulFor.TEAM, ""),
    ]),
    ("requalification", [
        ("Resuscitation has changed since my last course.", "I explained the change at our first aiders’ meeting.",
         UsefulFor.TEAM, "first aiders"),
        ("Good to practise again: three years is a long time.", "We’ll practise for ten minutes each half term.",
         UsefulFor.TEAM, ""),
        ("Case studies from schools were the best part.", "I’ve rewritten our list of who is called and when.",
         UsefulFor.SCHOOL, ""),
        ("I’d forgotten more than I expected.", "I read the one-page guide again before each trip.",
         UsefulFor.ME, ""),
        ("The trainer answered all our playground questions.", "We’ve moved one kit to the far end of the field.",
         UsefulFor.SCHOOL, ""),
        ("Two days felt right: enough practice and no padding.",
         "I now train the lunchtime team on nosebleeds and bumps.",
         UsefulFor.SCHOOL, "lunchtime staff"),
    ]),
    ("first aid", [
        ("A good refresher on the first two minutes.", "I’ve checked the first aid kits on both corridors.",
         UsefulFor.ME, ""),
        ("Practising on each other was much better than slides.", "I now carry gloves and a face shield on duty.",
         UsefulFor.SCHOOL, "anyone on playground duty"),
    ]),
    ("fire", [
        ("What the different extinguishers are for.", "I checked the labels in our corridor.",
         UsefulFor.ME, ""),
        ("Smoke moves faster than people think.", "We keep the cloakroom door shut now.",
         UsefulFor.SCHOOL, "all staff"),
        ("Short and clear, and the quiz at the end was useful.", "I know my assembly point and who counts.",
         UsefulFor.ME, ""),
        ("What to do about a child who hides during the alarm.",
         "We walked through it with the two children who don’t like the noise.",
         UsefulFor.TEAM, "teaching assistants"),
        ("Which doors to close first.", "I walk the evacuation route with my class at the start of each term.",
         UsefulFor.SCHOOL,
         ""),
    ]),
    ("leading a subject", [
        ("How to look at books without judging the teacher.", "I start with what the children can tell me.",
         UsefulFor.SCHOOL, "subject leaders"),
        ("A subject policy of one page is enough.", "Ours is now one page and everyone has read it.",
         UsefulFor.TRUST, ""),
        ("What to ask pupils, and how to listen.", "I talk to six children about my subject each half term.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("leading", [
        ("One thing done well and checked often beats a ten-point plan.",
         "Every half term I look at three books with each teacher and we agree one next step.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("leadership", [
        ("How to have a difficult conversation early and kindly.",
         "I speak to people within two days and write down what we agree.",
         UsefulFor.TRUST, "anyone leading a team"),
    ]),
    ("conference", [
        ("Two local schools have halved the time they spend on reports.",
         "We’re dropping one of our three report formats this year.",
         UsefulFor.TRUST, "Headteachers"),
    ]),
    ("prevent", [
        ("Where to go for advice before making a referral.", "I’ve added the contact to our safeguarding board.",
         UsefulFor.TEAM, ""),
        ("How quickly online content changes.", "We plan a lesson on it with the computing lead.",
         UsefulFor.SCHOOL, "Key Stage 2 teachers"),
        ("Much of it is good pastoral care.", "I make time for the two children who have gone quiet.",
         UsefulFor.ME, ""),
        ("Talk first, and listen for what’s changed.",
         "I ask older pupils what they’re watching online, and I know who to tell.",
         UsefulFor.SCHOOL, ""),
        ("It’s mostly about noticing and asking, as with everything else.",
         "We discuss one scenario at each team meeting.", UsefulFor.TEAM, ""),
        ("The examples were from schools like ours.", "I keep the one-page summary by my desk.", UsefulFor.ME, ""),
    ]),
    ("recruitment", [
        ("Always ask about gaps in employment.", "I’ve added two questions to our interview list.",
         UsefulFor.TRUST, "anyone on an interview panel"),
    ]),
    ("visits", [
        ("Who approves what, and how long before.", "We’ve put the dates for approvals in the calendar.",
         UsefulFor.SCHOOL, ""),
        ("A good risk assessment is short and about this group.", "We’ve shortened our form by half.",
         UsefulFor.TRUST, ""),
        ("Always do a pre-visit with the checklist.", "I walk the route before I sign off the risk assessment.",
         UsefulFor.TRUST, "anyone planning trips"),
    ]),
    ("medicines", [
        ("What we may give and what we may not.", "Parents get the new form with the first letter of the year.",
         UsefulFor.SCHOOL, "office staff"),
        ("Storage, dates and what to do with leftovers.", "I check the dates on the first Monday of the month.",
         UsefulFor.TEAM, ""),
        ("Two people, one record sheet, same time each day.",
         "The record sheet is now inside the medicine cupboard door.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("food", [
        ("How to read a label for the fourteen allergens.", "We’ve updated the allergy chart in the kitchen.",
         UsefulFor.TEAM, ""),
        ("Where things go wrong with chilled food and how to spot it.",
         "I check and log the fridge temperature twice a day.",
         UsefulFor.TEAM, "all kitchen staff"),
    ]),
    ("asbestos", [
        ("What it looks like and why we leave it alone.", "I’ve walked the site with the register.",
         UsefulFor.ME, ""),
        ("Whom to call, and in which order.", "The numbers are on the inside of the boiler room door.",
         UsefulFor.TEAM, "site staff"),
        ("Where our asbestos is and where not to drill.", "Contractors sign the asbestos register before they start.",
         UsefulFor.TEAM, ""),
    ]),
    ("height", [
        ("How to check a ladder in a minute.", "I’ve taken the old stepladder out of use.",
         UsefulFor.TEAM, ""),
        ("A ladder is the last resort, not the first.", "We’ve moved the displays down a metre.",
         UsefulFor.SCHOOL, ""),
    ]),
    ("panels", [
        ("The steps of a hearing, and the time limits.", "I’ve asked the clerk for a checklist for the day.",
         UsefulFor.TEAM, ""),
        ("How to hear both sides fairly and keep an open mind.",
         "I write down the facts before I think about the outcome.",
         UsefulFor.TEAM, "panel members"),
        ("What a panel can ask and what must be recorded.",
         "I read the papers twice and note my questions before the panel.",
         UsefulFor.TEAM, "governors on panels"),
    ]),
    ("higher level", [
        ("What the standards ask for, and what counts as evidence.",
         "I keep a folder for each standard and add to it on Fridays.",
         UsefulFor.ME, ""),
        ("Working with a whole class is different from a group.",
         "My class teacher and I planned two lessons that I lead.",
         UsefulFor.TEAM, "teaching assistants"),
        ("How to use questions without giving the answer away.", "I wait longer, and write down what children say.",
         UsefulFor.TEAM, ""),
        ("The English and maths tests are less frightening than I thought.", "I practise for half an hour each week.",
         UsefulFor.ME, "others who want to try"),
        ("How to plan a lesson I teach on my own.", "I now plan guided reading for my group and evaluate it each week.",
         UsefulFor.SCHOOL, "experienced teaching assistants"),
    ]),
    ("sencos", [
        ("People read a one-page plan. They don’t read nine pages.",
         "Since January our SEN support plans have fitted on one page.",
         UsefulFor.TRUST, "SENCOs"),
    ]),
    ("business", [
        ("How to see the whole year’s budget at once.",
         "I send budget holders their position on the first of each month.",
         UsefulFor.TRUST, "office managers"),
    ]),
]  # fmt: skip
OTHERWISE = [
    ("I knew a lot of it, but picked up two new things.",
     "I’ve put both on our team’s agenda for this half term.",
     UsefulFor.TEAM, ""),
    ("How other schools do it, and that we don’t need to do all of it.",
     "I tried one idea on Monday and I’m sticking with it.",
     UsefulFor.ME, ""),
]  # fmt: skip
DISAPPOINTED = ("Not much was new. Most of it is in our own handbook.",
                "I won’t change much, but I’ll use the handbook with new staff.", UsefulFor.ME, "")  # fmt: skip


def make_feedback(random: Random, today: dt.date, people: DemoPeople, cases: list[Case]) -> None:
    """Write who was asked, and what they said. The printed teacher has some of each."""
    teacher = people.sign_ins["Teacher"]
    requests, given, sayings = [], [], Sayings(random)
    records = [case.record for case in cases if case.record is not None]
    own = [record for record in records if record.person_id == teacher.pk]
    newest = max(own, key=lambda record: record.ends_on, default=None)
    for record in sorted(records, key=lambda record: (record.ends_on, record.pk)):
        asked_on = record.ends_on + dt.timedelta(days=1)
        if not today - dt.timedelta(days=SINCE) < asked_on < today:
            continue
        # What serves a priority is told of more willingly.
        lot = random.randrange(60 if record.priority_id else 100)
        if record.person_id == teacher.pk:
            lot = 99 if record is newest else 0
        answered_on = min(asked_on + dt.timedelta(days=random.choice([0, 1, 1, 2, 3, 5, 8, 17])), today - ONE)
        remind_on = asked_on + dt.timedelta(days=REMINDED_AFTER)
        said = sayings.about(record, is_shared=lot < SHARED) if lot < GIVEN else None
        is_reminded = remind_on < today and (said is None or remind_on < answered_on)
        requests.append(
            FeedbackRequest(
                record=record, asked_at=_at(asked_on, 7), reminded_at=_at(remind_on, 7) if is_reminded else None
            )
        )
        if said:
            said.given_at = said.updated_at = _at(answered_on, 17)
            said.shared_at = said.given_at if said.is_shared else None
            given.append(said)
    FeedbackRequest.objects.bulk_create(requests, batch_size=500)
    Feedback.objects.bulk_create(given, batch_size=500)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), LONDON)


class Sayings:
    """Gives out words, none of them twice to the same readers: a school, a course's, for what is shared the trust."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.read: dict[int | str | None, set[str]] = defaultdict(set)

    def about(self, record: Record, *, is_shared: bool) -> Feedback | None:
        """Return unsaved feedback that fits the title, None where all has been said; a few were disappointed."""
        title = record.title.lower()
        fitting = next((words for key, words in SAID if key in title), OTHERWISE)
        readers = [record.school_id, title, *([None] if is_shared else [])]
        seen = set().union(*(self.read[reader] for reader in readers))
        left = [words for words in fitting if words[0] not in seen]
        is_disappointed = not is_shared and self.random.randrange(12) == 0 and DISAPPOINTED[0] not in seen
        if not (left or is_disappointed):
            return None
        learnt, will_do, useful_for, whom = DISAPPOINTED if is_disappointed else self.random.choice(left)
        recommends = Recommends.NO if is_disappointed else Recommends.SOME if whom else Recommends.YES
        for reader in readers:
            self.read[reader].add(learnt)
        return Feedback(
            record=record, learnt=learnt, will_do=will_do, useful_for=useful_for, recommends=recommends,
            recommended_for=whom, is_shared=is_shared,
        )  # fmt: skip
