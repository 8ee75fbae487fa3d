"""Times: the clock is the run's, the rules are CEL's."""

import pytest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("string(now())", "2027-01-31T12:00:00.123Z"),
        ("string(now('-1d12h'))", "2027-01-30T00:00:00.123Z"),
        ("string(now(duration('1s')))", "2027-01-31T12:00:01.123Z"),
        ("today('+1d')", "2027-02-01"),
        ("monotonic()", 12.5),
        ("format_date(now(), 'http')", "Sun, 31 Jan 2027 12:00:00 GMT"),
        ("format_date(now(), 'iso', '+05:30')", "2027-01-31T17:30:00.123000+05:30"),
        (
            "format_date(now(), '%Y%m%dT%H%M%S.%L%z %a %b %j %I%p %y %f %%')",
            "20270131T120000.123+0000 Sun Jan 031 12PM 27 123000 %",
        ),
        ("now().format_date('time', 'America/New_York')", "07:00:00"),
        (
            "format_date('2027-01-31T12:00:00+02:00', 'unix') + ' ' + format_date(now(), '%s')",
            "1801389600 1801396800",
        ),
        ("format_date(now(), 'unix_ms')", "1801396800123"),
        ("unix_ms(now())", 1801396800123),
        ("string(timestamp(0))", "1970-01-01T00:00:00Z"),
        ("string(timestamp('2027-01-31T12:00:60.123456789Z'))", "2027-01-31T12:00:59.123456Z"),
        ("string(duration('-1.5h') + duration('1ms'))", "-5399.999s"),
        ("duration('90m').getHours() + duration('90m').getMinutes()", 91),
        ("duration('-90s').getMinutes()", -1),
        ("now().getDayOfWeek('Asia/Tokyo')", 0),
        ("now().getMonth('-13:00')", 0),
        ("now().getHours('-02:30')", 9),
    ],
)
def test_times_are_those_of_the_run(evaluate, text, value):
    assert evaluate(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "timestamp('2027-01-31 12:00')",
            'text "2027-01-31 12:00" is no date and time: it has not the form `2027-01-31T12:00:00Z` '
            "(RFC 3339, with a zone)",
        ),
        (
            "timestamp('2027-02-30T00:00:00Z')",
            'text "2027-02-30T00:00:00Z" is no date and time: there is no such date: day is out of range for month',
        ),
        ("timestamp(253402300800)", "integer 253402300800 lies outside the years 1 to 9999"),
        ("duration('300y')", 'text "300y" is no duration: it has not the form `1h30m`, `90s` or `250ms`'),
        ("duration('3000000h')", 'text "3000000h" is no duration: it is longer than 292 years'),
        ("timestamp('9999-12-31T00:00:00Z') + duration('48h')", "the result lies outside the years 1 to 9999"),
        (
            "timestamp('9999-12-31T00:00:00Z').getFullYear('+14:00') + now('+15000w').getFullYear('-25:00')",
            "`-25:00` is no time zone",
        ),
        ("format_date(now(), 'short')", "there is no date format `short`"),
        ("format_date(now(), '%Y-%Q')", "`%Q` is no directive of a date format"),
        ("format_date(now(), '%Y%')", "`%` is no directive of a date format"),
        ("now().getHours('Mars/Base')", "`Mars/Base` is no time zone"),
        ("now().getHours('../../etc/passwd')", "`../../etc/passwd` is no time zone"),
        ("now().getHours('+99:00')", "`+99:00` is no time zone"),
    ],
)
def test_what_cannot_be_done_is_said(refused, text, message):
    assert refused(text).splitlines()[0].endswith(f": {message}")


def test_a_day_added_does_not_change_with_the_machine(evaluate, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Apia")
    assert evaluate("today()") == "2027-01-31"
