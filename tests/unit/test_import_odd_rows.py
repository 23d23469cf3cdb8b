"""Rows that are not one incident each: sums, weeks without events, events told once for each actor, rows cut off."""

import pytest

from geodata import importers
from geodata.importers.table import File

OWN = "Incident ID,Date,Town,Governorate,Killed\nA1,2025-01-05,Kirkuk,Kirkuk,1\nA2,2025-01-06,Hit,Al Anbar,2\n"
ACLED = (
    "event_id_cnty,event_date,event_type,sub_event_type,actor1,inter1,actor2,inter2,interaction,country,admin1,"
    "location,latitude,longitude,geo_precision,fatalities"
)
WHERE = "Iraq,Ninewa,Mosul,36.335,43.119,1,{}"


def report(body: str):
    return importers.read(File("given.csv", body=body.encode())).report


@pytest.mark.parametrize("foot", ["TOTAL,,,,3", "Total:,,,,3", ",,Sum,,3", "المجموع,,,,3"])
def test_a_row_of_sums_is_refused_so_that_nothing_counts_twice(foot):
    found = report(OWN + foot + "\n")
    assert (found.kept, found.refused) == (2, 1)
    assert "a row of sums" in found.refused_rows["reason"].item()


def test_a_place_called_total_that_has_a_date_is_an_incident():
    assert report(OWN + "A3,2025-01-07,Total,Al Anbar,0\n").kept == 3


def test_a_week_in_which_nothing_was_counted_is_no_incident():
    head = "WEEK,REGION,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,ID\n"
    rows = "".join(
        f"06-January-2024,Middle East,Iraq,Al Anbar,Battles,Armed clash,{n},0,{at}\n" for at, n in enumerate((2, 0, 3))
    )
    found = report(head + rows)
    assert (found.kept, found.refused, found.incidents) == (2, 1, 5)


def test_an_event_told_once_for_each_actor_counts_once_though_both_rows_name_both():
    one, other = "Group A,Rebel group", "Group B,State forces"
    rows = [f"IRQ1,2024-01-03,Battles,Armed clash,{one},{other},12,{WHERE.format(4)}",
            f"IRQ1,2024-01-03,Battles,Armed clash,{other},{one},21,{WHERE.format(4)}"]  # fmt: skip
    found = report("\n".join([ACLED, *rows]) + "\n")
    assert (found.kept, found.merged, found.refused) == (1, 1, 0)
    assert any("each event counts once" in told for told in found.told)


ONE, OTHER = "Group A,Rebel group", "Group B,State forces"


def acled(*rows, killed=(4, 4)):
    lines = [f"IRQ1,2024-01-03,Battles,Armed clash,{first},{second},10,{WHERE.format(dead)}"
             for (first, second), dead in zip(rows, killed, strict=True)]  # fmt: skip
    return importers.read(File("given.csv", body="\n".join([ACLED, *lines, ""]).encode()))


@pytest.mark.parametrize("rows", [
    pytest.param(((ONE, OTHER), (OTHER, ",")), id="the second row leaves out the second actor"),
    pytest.param(((OTHER, ","), (ONE, OTHER)), id="the first row does"),
    pytest.param(((ONE, ","), (OTHER, ",")), id="both do"),
])  # fmt: skip
def test_the_rows_of_the_two_actors_of_an_event_count_once_though_one_leaves_out_the_other(rows):
    done = acled(*rows)
    assert (done.report.kept, done.report.merged, done.report.refused) == (1, 1, 0)
    (incident,) = done.catalogue.incidents.itertuples()
    assert (incident.actor1, incident.actor2, incident.killed_min) == ("Group A", "Group B", 4)
    assert any("each event counts once" in told for told in done.report.told)


@pytest.mark.parametrize(("rows", "killed"), [
    pytest.param(((ONE, OTHER), (OTHER, ",")), (4, 5), id="the dead differ"),
    pytest.param(((ONE, OTHER), ("Group C,Rioters", ",")), (4, 4), id="a third actor"),
])  # fmt: skip
def test_rows_of_actors_that_disagree_otherwise_are_refused(rows, killed):
    assert acled(*rows, killed=killed).report.refused == 2


def test_rows_that_differ_in_more_than_the_order_of_actors_are_refused():
    sides = ("Group A,Rebel group", "Group B,State forces")
    rows = [f"IRQ1,2024-01-03,Battles,Armed clash,{one},{other},12,{WHERE.format(killed)}"
            for one, other, killed in ((*sides, 4), (*sides[::-1], 5))]  # fmt: skip
    assert report("\n".join([ACLED, *rows]) + "\n").refused == 2


def test_a_row_that_was_cut_off_is_kept_and_doubted():
    body = OWN + "".join(f"B{at},2025-02-01,Hit,Al Anbar,0\n" for at in range(9)) + "A9,2025-01-06,Hit"
    found = report(body)
    assert (found.kept, found.refused) == (12, 0)
    assert "has 3 cells, the header 5" in " ".join(found.doubts["reason"])


def test_the_report_says_which_columns_were_taken_and_which_were_not():
    found = "\n".join(report(OWN.replace("Killed", "Ampleur")).sentences())
    assert "Incident ID as event_id" in found
    assert "not counted or drawn: Ampleur." in found


@pytest.mark.parametrize(("header", "encoding"), [
    ("Réf;Date de l’incident;Lieu;Tués;Blessés", "cp1252"), ("Ref;Fecha;Lugar;Muertos;Heridos", "cp1252"),
    ("Kennung;Datum;Ort;Getötete;Verletzte", "cp1252"), ("رقم;تاريخ الحادث;المكان;عدد القتلى;عدد الجرحى", "cp1256"),
])  # fmt: skip
def test_columns_in_other_languages_are_known(header, encoding):
    body = f"{header}\nX1;05/03/2025;Hit;1;2\nX2;25/03/2025;Hit;«\u00a0\u00a0»;2\n".encode(encoding)
    fields = dict(importers.read(File("given.csv", body=body)).report.fields)
    assert list(fields) == ["event_id", "event_date", "place_name", "killed_min", "injured_min"]


def test_a_header_without_rows_is_said_to_be_one():
    found = report(OWN.splitlines()[0] + "\n")
    assert found.read == 0
    assert "nothing under the header" in " ".join(found.counted())
