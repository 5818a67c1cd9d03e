"""Every figure on a page is the number of rows behind its link, in the demo trust and in one made by chance."""

from cpd_trust.tests.recounting import Recount
from planning.tests.factories import ActionFactory, NeedFactory, PriorityFactory
from reports.tests.generated import make_trust


def test_every_figure_of_a_generated_trust_is_the_number_of_its_rows(cast):
    make_trust(cast, 11)
    priority = PriorityFactory(school=cast.oak)
    NeedFactory(school=cast.oak, person=cast.ada, reason="priority", priority=priority)
    ActionFactory(school=cast.oak, priority=priority).needs.add(NeedFactory(school=cast.oak, person=cast.bea))
    found = []
    for name in ("hal", "eve", "ben", "gus"):
        walked = Recount(getattr(cast, name)).walk()
        assert walked.seen
        found += [f"{name}: {problem}" for problem in walked.found]
    assert found == []
