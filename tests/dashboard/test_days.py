from datetime import UTC, date, datetime, timedelta

from app.dashboard.days import day_of, same_weekdays_before

ZONE = "America/New_York"


def test_a_day_is_the_companys_not_utcs() -> None:
    day = day_of(date(2026, 11, 22), ZONE)
    assert day.start == datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert day.end == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_a_day_with_a_clock_change_has_its_own_length() -> None:
    autumn, spring = day_of(date(2026, 11, 1), ZONE), day_of(date(2026, 3, 8), ZONE)
    assert autumn.end - autumn.start == timedelta(hours=25)
    assert spring.end - spring.start == timedelta(hours=23)


def test_the_same_weekdays_keep_their_midnight_over_a_clock_change() -> None:
    starts = [day.start for day in same_weekdays_before(date(2026, 11, 8), ZONE, weeks=2)]
    assert starts == [
        datetime(2026, 11, 1, 4, tzinfo=UTC),
        datetime(2026, 10, 25, 4, tzinfo=UTC),
    ]
