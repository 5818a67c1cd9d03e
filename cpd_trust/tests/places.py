"""Where the navigation says that a reader is: at one place, and for some pages at which."""

# What belongs to no place of its readers stands below the first page.
BELOW_HOME = {
    "home:home", "home:attention", "home:setting-up", "home:search", "home:help", "home:policy",
    "home:accessibility", "home:privacy", "kit", "kit-work",
    # For parents, who have no account.
    "surveys:survey-parents",
    # For whoever was given a transcript, with an account or without.
    "training:transcript-check",
    # From the task or the notice that leads there.
    "people:account-change",
    "planning:fix-link",
    # Empty for those whose navigation leaves it out.
    "appraisal:review-list", "planning:conversation-list", "planning:hub", "planning:my-needs", "planning:plan-list",
    "planning:lead-options", "planning:priority-list", "reports:report-list", "surveys:survey-list",
    # The school of those who have no list of people.
    "people:school-detail", "people:school-list",
}  # fmt: skip
KNOWN = {
    ("courses:request-decide", "hal"): "Approvals, Course requests",
    ("courses:request-detail", "hal"): "Approvals, Course requests",
    ("courses:request-detail", "ada"): "My CPD, Requests",
    ("courses:request-detail", "lin"): "My school, Requests",
    ("courses:request-detail", "eve"): "Schools, Requests",
    ("courses:booking-detail", "ada"): "My CPD, Requests",
    ("courses:booking-detail", "lin"): "My school, Requests",
    ("courses:booking-detail", "ben"): "Bookings, Booking register",
    ("courses:desk-queue", "ben"): "Bookings, Booking desk",
    ("courses:course-detail", "ada"): "Courses, Catalogue",
    ("certificates:certificate-detail", "ada"): "My CPD, Certificates",
    ("certificates:certificate-detail", "hal"): "My school, Training compliance",
    ("certificates:person-compliance", "lin"): "My school, People",
    ("certificates:matrix", "hal"): "My school, Training compliance",
    ("certificates:requirement-detail", "ann"): "Admin, Required training",
    ("people:person-detail", "ada"): "Account, My profile",
    ("people:person-detail", "hal"): "My school, People",
    ("people:person-list", "chas"): "Governance, Board members",
    ("people:school-edit", "ann"): "Admin, Schools",
    ("planning:approach-edit", "ann"): "Admin, Types of training",
    ("planning:action-detail", "ada"): "My school, Plan",
    ("planning:need-detail", "ada"): "My CPD, Training needs",
    ("planning:need-detail", "hal"): "My school, Needs",
    ("planning:need-raise", "ada"): "My CPD, Training needs",
    ("planning:priority-detail", "gus"): "My school, Priorities",
    ("planning:priority-add", "hal"): "My school, Priorities",
    ("planning:missing-links", "hal"): "My school, At a glance",
    ("planning:fix-link", "hal"): "My school, At a glance",
    ("budgets:line-allocate", "hal"): "My school, Budget",
    ("budgets:board", "gus"): "Governance, Budget",
    ("surveys:survey-answer", "ada"): "My CPD, Surveys",
    ("surveys:survey-results", "hal"): "My school, Surveys",
    ("training:record-detail", "ada"): "My CPD, CPD record",
    ("training:record-detail", "hal"): "My school, Training records",
    ("training:feedback-detail", "lin"): "Courses, Feedback from colleagues",
    ("appraisal:review-detail", "ada"): "My CPD, Reviews",
    ("appraisal:review-detail", "hal"): "My school, Reviews",
    ("appraisal:review-reviewer", "hal"): "My school, Reviews",
    ("notifications:preferences", "ada"): "Account, Email preferences",
    ("notifications:notice-detail", "ada"): "Notifications",
    ("governance:board-detail", "gus"): "Governance, Boards",
    ("governance:appointment-detail", "ann"): "Schools, Boards",
    ("governance:link-role-edit", "ann"): "Admin, Link roles",
    ("reports:report-edit", "hal"): "Reports",
}


def current_places(navigation):
    """Return each current group with its current tabs, in words."""
    return [
        ", ".join([entry.label, *(tab.label for tab in entry.tabs if tab.current)])
        for entry in navigation.entries
        if entry.current or any(tab.current for tab in entry.tabs)
    ]


def wrong_place(name, who, places):
    """Return what is wrong with the places that a page shows as where the reader is, in words; [] where nothing is."""
    if len(places) != 1 or places[0].count(",") > 1:
        return [f"{name} as {who}: {places}"]
    if places == ["Home"] and name not in BELOW_HOME:
        return [f"{name} as {who} stands nowhere"]
    if places != [KNOWN.get((name, who), places[0])]:
        return [f"{name} as {who}: {places[0]}, not {KNOWN[name, who]}"]
    return []
