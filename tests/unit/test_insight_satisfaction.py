"""The measures of surveys, by the numbers."""

from kefu.insight.rules.satisfaction import Measures, Tally, measure, total


def test_rates_have_the_right_whole() -> None:
    tally = Tally(
        cases=8,
        reached=6,
        answered=4,
        rated=3,
        satisfied=2,
        points=25,
        max_points=30,
        promoters=2,
        passives=1,
        detractors=1,
    )
    assert measure(tally) == Measures(
        contact_rate_pct=75.0,
        response_rate_pct=50.0,
        satisfied_rate_pct=66.7,
        average_score_pct=83.3,
        net_promoter_score=25.0,
    )


def test_nothing_is_measured_where_nothing_happened() -> None:
    assert measure(Tally()) == Measures(
        contact_rate_pct=None,
        response_rate_pct=None,
        satisfied_rate_pct=None,
        average_score_pct=None,
        net_promoter_score=None,
    )


def test_a_score_may_be_below_zero_and_totals_add_up() -> None:
    one, other = Tally(cases=1, detractors=2), Tally(cases=2, promoters=1)
    assert total([one, other]) == Tally(cases=3, detractors=2, promoters=1)
    assert measure(one).net_promoter_score == -100.0
    assert total([]) == Tally()
