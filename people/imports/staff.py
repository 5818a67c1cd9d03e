"""What a staff file would change: new people, changed people and posts, questions for a person, leavers proposed.

Somebody is known again by staff number and school, teacher reference number or work email, where the name is the same
too. Every doubt (another name, another number, a record of somebody who has left or has no post and role any more, two
records that fit, the name alone) is a question. An empty cell changes nothing, and nobody is ever deleted. The plan is
made from the records as they are; made again from the same records it is the same, and its fingerprint tells.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from core.calendar import today
from core.text import fold
from people.imports.cells import name_key, number_key
from people.imports.plan import PersonChange, Plan, PostChange
from people.imports.rows import RowReader, StaffRow
from people.models import AccountChange, Grant, Person, Post

SAME = {
    "staff_number": "staff number",
    "teacher_number": "teacher reference number",
    "email": "work email",
}
PERSON_FACTS = ("first_name", "last_name", "email", "teacher_number", "joined_on")


class Records:
    """The people and posts of the trust, by everything that somebody can be known by."""

    def __init__(self, *, lock: bool = False) -> None:
        people, posts = Person.objects.filter(merged_into=None).order_by("pk"), Post.objects.order_by("starts_on", "pk")
        if lock:
            # Nobody changes them under our hands; a row that only refers to them may still come.
            people, posts = people.select_for_update(no_key=True), posts.select_for_update(no_key=True, of=("self",))
        self.people = {person.pk: person for person in people}
        self.roles: dict[int, list[Grant]] = defaultdict(list)
        self.posts: dict[int, list[Post]] = defaultdict(list)
        self.by_number: dict[tuple[int, str], set[int]] = defaultdict(set)
        self.schools_of_number: dict[str, set[int]] = defaultdict(set)
        self.by_teacher_number: dict[str, int] = {}
        self.by_email: dict[str, int] = {}
        self.waiting_email = dict(AccountChange.objects.waiting().values_list("person_id", "new_email"))
        self.by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
        for post in posts.select_related("school"):
            self.posts[post.person_id].append(post)
            if post.staff_number:
                key = number_key(post.staff_number)
                self.by_number[post.school_id, key].add(post.person_id)
                self.schools_of_number[key].add(post.person_id)
        for grant in Grant.objects.select_related("school").order_by("role", "pk"):
            self.roles[grant.person_id].append(grant)
        for person in self.people.values():
            if person.teacher_number:
                self.by_teacher_number[person.teacher_number] = person.pk
            if person.email:
                self.by_email[person.email.casefold()] = person.pk
            self.by_name[name_key(person.first_name, person.last_name)].append(person.pk)

    def is_gone(self, pk: int) -> bool:
        """Return whether somebody has left, or had posts or roles and none of them is left, today or to come."""
        held: list[Post | Grant] = [*self.posts[pk], *self.roles[pk]]
        return self.people[pk].has_left or (bool(held) and not any(map(_is_open, held)))


class Planner:
    """Makes the plan of one file. Ask once."""

    def __init__(self, reader: RowReader, answers: Mapping[str, str], *, lock: bool = False) -> None:
        self.reader, self.answers = reader, answers
        self.records = Records(lock=lock)
        self.plan = Plan()
        self.claimed: set[int] = set()

    def make(self, rows: Iterable[StaffRow], covered: Iterable[int]) -> Plan:
        """Return the plan for the readable rows. `covered`: the schools that the file is about."""
        groups = self._known_again(self._grouped(list(rows)))
        for group in groups:
            self._compare_person(group)
            self._compare_posts(group)
        self._find_managers(groups)
        for group in groups:
            if group.changes_something:
                self.plan.people.append(group)
            elif group.person is not None:
                self.plan.unchanged += 1
        self.plan.without_post = [found for group in groups if (found := self._without_post(group))]
        open_posts = Post.objects.current().filter(school__in=list(covered)).select_related("person", "school")
        self.plan.leavers = [
            post
            for post in open_posts.order_by("school__name", "person__last_name", "person__first_name", "pk")
            if post.pk not in self.claimed
        ]
        self.plan.problems = sorted(self.reader.problems, key=lambda problem: problem.row)
        return self.plan

    # --- Which rows are about one person ----------------------------------------------------------------------------

    def _grouped(self, rows: list[StaffRow]) -> list[PersonChange]:
        """Put the rows about one person together; rows that share a number and not a name are problems."""
        group_of: dict[int, PersonChange] = {}
        first_with: dict[tuple[str, ...], StaffRow] = {}
        for row in rows:
            names = name_key(row.first_name, row.last_name)
            keys: list[tuple[str, tuple[str, ...]]] = []
            if row.staff_number:
                number = number_key(row.staff_number)
                keys.append(("staff_number", ("staff_number", str(row.school.pk), number)))
                # The same number and name at another school: one person with two posts.
                keys.append(("staff_number", ("number_and_name", number, *names)))
            if row.teacher_number:
                keys.append(("teacher_number", ("teacher_number", row.teacher_number)))
            if row.email:
                keys.append(("email", ("email", row.email)))
            mine: PersonChange | None = None
            for column, key in keys:
                first = first_with.setdefault(key, row)
                if first is row:
                    continue
                if name_key(first.first_name, first.last_name) != names:
                    hint = " If it's a shared mailbox, leave it blank." if column == "email" else ""
                    self.reader.complain(
                        row.number, column, f"Row {first.number} has the same value for a different person.{hint}"
                    )
                    continue
                mine = self._joined(group_of, mine, group_of[first.number])
            if mine is None:
                mine = PersonChange(rows=[])
            mine.rows.append(row)
            group_of[row.number] = mine
        return [group_of[row.number] for row in rows if group_of[row.number].rows[0] is row]

    @staticmethod
    def _joined(group_of: dict[int, PersonChange], mine: PersonChange | None, other: PersonChange) -> PersonChange:
        """Return one group made of two."""
        if mine is None or mine is other:
            return other
        keep, gone = sorted((mine, other), key=lambda group: group.rows[0].number)
        keep.rows = sorted([*keep.rows, *gone.rows], key=lambda row: row.number)
        for row in gone.rows:
            group_of[row.number] = keep
        return keep

    # --- Who they are -----------------------------------------------------------------------------------------------

    def _known_again(self, groups: list[PersonChange]) -> list[PersonChange]:
        """Give each group its person, where there is one, and return the groups that no question holds back."""
        sure: list[PersonChange] = []
        by_person: dict[int, PersonChange] = {}
        by_name: dict[tuple[str, str], PersonChange] = {}
        for group in groups:
            row = group.rows[0]
            answer = self.answers.get(str(row.number), "")
            names = name_key(row.first_name, row.last_name)
            if answer:
                self._keep_answer(group, answer, by_name.get(names))
            if answer.startswith("row:"):
                earlier = next((g for g in sure if str(g.rows[0].number) == answer[4:]), None)
                if earlier is not None:
                    earlier.rows += group.rows
                    continue
            person, candidates = self._who(group, answer)
            if person is None and not answer and names in by_name:
                candidates.append(("row:" + str(by_name[names].rows[0].number), None))
            if candidates:
                self._ask(group, candidates)
                continue
            if person is not None and person.pk in by_person:
                first = by_person[person.pk]
                if name_key(first.rows[0].first_name, first.rows[0].last_name) != names:
                    self.reader.complain(
                        row.number,
                        "last_name",
                        (
                            f"This looks like the same person as row {first.rows[0].number}, with a different name. "
                            "Check both rows."
                        ),
                    )
                first.rows += group.rows
                continue
            group.person = person
            if person is not None:
                by_person[person.pk] = group
            by_name.setdefault(names, group)
            sure.append(group)
        return sure

    def _who(self, group: PersonChange, answer: str) -> tuple[Person | None, list[tuple[str, Person | None]]]:
        """Return the person of a group, or the candidates for a question."""
        records = self.records
        if answer == "new":
            return None, []
        if answer.startswith("person:"):
            chosen = next((p for p in records.people.values() if str(p.public_id) == answer[7:]), None)
            if chosen is not None:
                return chosen, []
        names = name_key(group.rows[0].first_name, group.rows[0].last_name)
        known = self._known_by(group, names)
        if len(known) == 1:
            [(pk, facts)] = known.items()
            if doubt := self._doubt(group, pk, facts):
                group.doubt = doubt
            else:
                return records.people[pk], []
        elif known:
            group.doubt = "What the row tells belongs to more than one record."
        found = known or dict.fromkeys(records.by_name.get(names, ()))
        return None, [(f"person:{records.people[pk].public_id}", records.people[pk]) for pk in sorted(found)]

    def _known_by(self, group: PersonChange, names: tuple[str, str]) -> dict[int, set[str]]:
        """Return whom the rows may be about, each with the facts that say so."""
        records = self.records
        known: dict[int, set[str]] = defaultdict(set)
        for row in group.rows:
            if row.staff_number:
                same = records.by_number.get((row.school.pk, number_key(row.staff_number)), set())
                # A number that was given out again is that of whoever has the name too.
                for pk in {pk for pk in same if self._names(pk) == names} or same:
                    known[pk].add("staff_number")
            for fact, owner in (
                ("teacher_number", records.by_teacher_number.get(row.teacher_number)),
                ("email", records.by_email.get(row.email or "")),
            ):
                if owner is not None:
                    known[owner].add(fact)
        return known

    def _doubt(self, group: PersonChange, pk: int, facts: set[str]) -> str:
        """Return why a record that fits may be somebody else's all the same, or ""."""
        person, row = self.records.people[pk], group.rows[0]
        same = " and ".join(SAME[fact] for fact in SAME if fact in facts)
        if self._names(pk) != name_key(row.first_name, row.last_name):
            return f"Same {same}, but another name."
        numbers = {row.teacher_number for row in group.rows if row.teacher_number}
        if person.teacher_number and numbers - {person.teacher_number}:
            return f"Same {same}, but another teacher reference number."
        if person.has_left and "teacher_number" not in facts:
            return f"Same {same} as someone who has left."
        if facts == {"email"} and self.records.is_gone(pk):
            return f"Same {same} as someone who has no post or role any more."
        return ""

    def _names(self, pk: int) -> tuple[str, str]:
        person = self.records.people[pk]
        return name_key(person.first_name, person.last_name)

    def _ask(self, group: PersonChange, candidates: list[tuple[str, Person | None]]) -> None:
        for _, person in candidates:
            if person is not None:
                # Whoever the row may be about is not proposed as a leaver meanwhile.
                self.claimed |= {post.pk for post in self._open_posts(person)}
        self.plan.questions.append(self._question(group, candidates))

    def _keep_answer(self, group: PersonChange, answer: str, named_alike: PersonChange | None) -> None:
        """Keep what somebody answered with all that could be answered, so that it can be changed."""
        sure, candidates = self._who(group, "")
        if sure is not None:
            candidates.append((f"person:{sure.public_id}", sure))
        if named_alike is not None:
            candidates.append((f"row:{named_alike.rows[0].number}", None))
        self.plan.answered.append(self._question(group, candidates) | {"answer": answer})
        group.doubt = ""

    def _question(self, group: PersonChange, candidates: list[tuple[str, Person | None]]) -> dict[str, Any]:
        options = []
        for value, person in candidates:
            if person is None:
                label = f"The same person as in row {value[4:]}"
            else:
                where = ", ".join(f"{post.job_title}, {post.school}" for post in self._open_posts(person))
                label = f"{person.full_name} ({where or 'no current post'})"
            options.append({"value": value, "label": label})
        row = group.rows[0]
        return {
            "row": row.number,
            "name": group.name,
            "post": f"{row.job_title}, {row.school}",
            "hint": group.doubt,
            "options": [*options, {"value": "new", "label": "Someone new"}],
        }

    def _open_posts(self, person: Person) -> list[Post]:
        return [post for post in self.records.posts[person.pk] if _is_open(post)]

    # --- What changes -----------------------------------------------------------------------------------------------

    def _refuse_others(self, group: PersonChange, wanted: dict[str, Any]) -> None:
        """Complain of a number or an address of somebody else; the address of somebody who has left goes over."""
        records = self.records
        for name, owners in (("teacher_number", records.by_teacher_number), ("email", records.by_email)):
            owner = records.people.get(owners.get(wanted.get(name) or "", 0))
            if owner is None or owner is group.person:
                continue
            if name == "email" and owner.has_left:
                group.releases = owner
                continue
            gone = ", who has no post or role any more. Record the leaving first" if records.is_gone(owner.pk) else ""
            self.reader.complain(group.rows[0].number, name, f"This belongs to the record of {owner.full_name}{gone}.")

    def _compare_person(self, group: PersonChange) -> None:
        wanted: dict[str, Any] = {}
        for name in PERSON_FACTS:
            for row in group.rows:
                value = getattr(row, name)
                if not value:
                    continue
                if name in wanted and fold(str(wanted[name])) != fold(str(value)):
                    self.reader.complain(
                        row.number,
                        name,
                        f"This doesn't match row {group.rows[0].number} for the same person. Make them the same.",
                    )
                wanted.setdefault(name, value)
        self._refuse_others(group, wanted)
        person = group.person
        if person is None:
            starts = [row.starts_on for row in group.rows if row.starts_on]
            wanted.setdefault("joined_on", min(starts, default=None))
            group.facts = {name: (None, value) for name, value in wanted.items() if value}
            return
        for name, value in wanted.items():
            before = getattr(person, name)
            if name == "email" and value == self.records.waiting_email.get(person.pk):
                continue  # entered already, and waits to be confirmed
            if fold(str(before or "")) != fold(str(value)):
                group.facts[name] = (before or None, value)
        stays = any(row.ends_on is None or row.ends_on > (person.left_on or today()) for row in group.rows)
        if person.left_on and person.left_on < today() and stays:
            group.facts["left_on"] = (person.left_on, None)
        joined, left = group.facts.get("joined_on", (None, person.joined_on))[1], person.left_on
        if joined and left and "left_on" not in group.facts and joined > left:
            self.reader.complain(group.rows[0].number, "joined_on", "This person had already left by this date.")

    def _compare_posts(self, group: PersonChange) -> None:
        rows = self._without_repeats(group)
        mine = self.records.posts[group.person.pk] if group.person else []
        pairs: dict[int, Post] = {}
        for rule in (_same_post, _same_open_title):
            for row in rows:
                if row.number not in pairs:
                    post = next((p for p in mine if p.pk not in self.claimed and rule(row, p)), None)
                    if post is not None:
                        pairs[row.number] = post
                        self.claimed.add(post.pk)
        for school in {row.school.pk for row in rows}:
            rest = [r for r in rows if r.school.pk == school and r.number not in pairs and not _is_over(r)]
            free = [p for p in mine if p.school_id == school and p.pk not in self.claimed and _is_open(p)]
            if len(rest) == len(free) == 1 and rest[0].starts_on in (None, free[0].starts_on):
                # The only post there has another name now.
                pairs[rest[0].number] = free[0]
                self.claimed.add(free[0].pk)
        for row in rows:
            change = PostChange(row, row.school, pairs.get(row.number))
            if change.post is None and _is_over(row):
                self.plan.skipped.append(row.number)
                continue
            self._compare_post(group, change)
            group.posts.append(change)
        if group.person is None and not group.posts:
            group.facts = {}

    def _without_repeats(self, group: PersonChange) -> list[StaffRow]:
        seen: dict[tuple[Any, ...], int] = {}
        rows = []
        for row in group.rows:
            key = (row.school.pk, fold(row.job_title), row.starts_on)
            if key in seen:
                self.reader.complain(
                    row.number,
                    "job_title",
                    f"Row {seen[key]} already has this post for this person. Remove one of them.",
                )
            else:
                seen[key] = row.number
                rows.append(row)
        return rows

    def _compare_post(self, group: PersonChange, change: PostChange) -> None:
        row, post = change.row, change.post
        wanted: dict[str, Any] = {
            "job_title": row.job_title,
            "staff_group": "" if post and row.group_is_guessed else row.staff_group,
            "fte": row.fte,
            "working_days": row.working_days,
            "staff_number": row.staff_number,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
        }
        if post is None:
            if not row.staff_group:
                self.reader.ask_about(row.number, "job_title", row.job_title)
            wanted["starts_on"] = row.starts_on or row.joined_on
            if wanted["starts_on"] is None:
                self.reader.complain(row.number, "starts_on", "Enter a start date for the new post.")
            change.facts = {name: (None, value) for name, value in wanted.items() if value}
            return
        for name, value in wanted.items():
            before = getattr(post, name)
            same = number_key if name == "staff_number" else fold
            if value and same(str(before or "")) != same(str(value)):
                change.facts[name] = (before or None, value)
        left = group.facts.get("left_on")
        if left and row.ends_on is None and post.ends_on == left[0]:
            # It ended with a leaving that the file knows nothing of.
            change.facts["ends_on"] = (post.ends_on, None)
        starts = change.facts.get("starts_on", (None, post.starts_on))[1]
        ends = change.facts.get("ends_on", (None, post.ends_on))[1]
        if ends and ends < starts:
            self.reader.complain(row.number, "ends_on", "The end date must be after the start date.")

    def _without_post(self, group: PersonChange) -> dict[str, Any] | None:
        """Return what is told of somebody whose last post the file ends; None for everybody else."""
        person = group.person
        if person is None or (person.left_on and "left_on" not in group.facts):
            return None
        changed = {change.post.pk: change for change in group.posts if change.post}
        if not any("ends_on" in change.facts for change in changed.values()):
            return None
        ends = [
            *(change.row.ends_on for change in group.posts if change.post is None),
            *(
                changed[post.pk].facts.get("ends_on", (None, post.ends_on))[1] if post.pk in changed else post.ends_on
                for post in self.records.posts[person.pk]
            ),
        ]
        known = [day for day in ends if day is not None]
        if len(known) < len(ends):
            return None
        roles = [
            grant for grant in self.records.roles[person.pk] if grant.ends_on is None or grant.ends_on > max(known)
        ]
        return {
            "person": str(person.public_id),
            "name": person.full_name,
            "last_day": max(known),
            "roles": [str(grant) for grant in roles],
        }

    # --- Line managers ----------------------------------------------------------------------------------------------

    def _find_managers(self, groups: list[PersonChange]) -> None:
        by_email: dict[str, PersonChange] = {}
        by_number: dict[tuple[int, str], PersonChange] = {}
        for group in groups:
            for row in group.rows:
                if row.email:
                    by_email.setdefault(row.email, group)
                if row.staff_number:
                    by_number.setdefault((row.school.pk, number_key(row.staff_number)), group)
        for group in groups:
            for change in group.posts:
                if change.row.line_manager:
                    self._find_manager(group, change, by_email, by_number)
            group.posts = [c for c in group.posts if c.facts]

    def _find_manager(
        self,
        group: PersonChange,
        change: PostChange,
        by_email: dict[str, PersonChange],
        by_number: dict[tuple[int, str], PersonChange],
    ) -> None:
        text, number = change.row.line_manager.lower(), number_key(change.row.line_manager)
        key = (change.school.pk, number)
        manager: Person | PersonChange | None = by_email.get(text) or by_number.get(key)
        if manager is None:
            known = self.records.by_number.get(key) or self.records.schools_of_number.get(number) or set()
            pk = self.records.by_email.get(text) or (next(iter(known)) if len(known) == 1 else None)
            manager = self.records.people.get(pk) if pk else None
        if isinstance(manager, PersonChange) and manager.person is not None and manager is not group:
            manager = manager.person
        if manager is None or (isinstance(manager, PersonChange) and not manager.facts):
            self.reader.complain(
                change.row.number,
                "line_manager",
                "No one has this staff number or email. If the column contains names, don't match it.",
            )
        elif manager is group or manager is group.person:
            self.reader.complain(
                change.row.number, "line_manager", "A person can't be their own line manager. Change or clear this."
            )
        else:
            before = self.records.people.get(change.post.line_manager_id or 0) if change.post else None
            if before is None or before is not manager:
                name = manager.full_name if isinstance(manager, Person) else manager.name
                change.facts["line_manager"] = (before.full_name if before else None, name)
                change.manager = manager


def _is_over(row: StaffRow) -> bool:
    return row.ends_on is not None and row.ends_on < today()


def _is_open(held: Post | Grant) -> bool:
    return held.ends_on is None or held.ends_on >= today()


def _same_post(row: StaffRow, post: Post) -> bool:
    return (
        post.school_id == row.school.pk
        and fold(post.job_title) == fold(row.job_title)
        and post.starts_on == (row.starts_on or row.joined_on or post.starts_on)
        and (row.starts_on is not None or _is_open(post))
    )


def _same_open_title(row: StaffRow, post: Post) -> bool:
    return post.school_id == row.school.pk and fold(post.job_title) == fold(row.job_title) and _is_open(post)
