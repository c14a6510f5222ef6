"""Taking over from another system: a dry run tells row by row, a bad row is refused alone, an export comes back the same."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import timezone

from mandata.parties import importing
from mandata.parties.actors import PACKAGE
from mandata.parties.capacity import HOUSE, VISITOR, Acting, acting_for
from mandata.parties.importing_models import ImportFile, ImportSource
from mandata.parties.loading import load_profile
from mandata.parties.models import BodySession, Membership, Office, Organisation, Party, Person
from mandata.parties.operations import add_party, appoint, register, rename_party
from mandata.parties.operations.files import bring_file, map_columns, set_file_aside, take_over
from mandata.parties.registering_models import Attendance, Registration
from mandata.shared.measures import observe
from mandata.shared.models import Act
from mandata.shared.operations import Refused, RuleBroken
from mandata.shared.rights import visible


@pytest.fixture
def union(db: Any) -> Organisation:
    """The invented union of the sample."""
    return load_profile(acting_as=HOUSE, folder=PACKAGE / "sample" / "union", sample=True)


@pytest.fixture
def officer(union: Organisation) -> Acting:
    """Its officer."""
    office = appoint(acting_as=HOUSE, party=union.parties.get(key="secretariat"), function="officer", email="ines@example.org", name="Ines")
    return acting_for(office.person.user)


def brought(officer: Acting, union: Organisation, table: str, words: str, source: str = "Old register") -> ImportFile:
    """A file of the old register."""
    return bring_file(acting_as=officer, organisation=union, source=source, table=table, name="rows.csv", content=words.encode())


def looked_at(officer: Acting, file: ImportFile) -> list[importing.Row]:
    """The dry run of a file."""
    return importing.dry_run(officer, file.source, file.content)


def taken(officer: Acting, file: ImportFile) -> dict[str, int]:
    """The file taken over as its dry run showed."""
    return take_over(acting_as=officer, file=file, seen=importing.digest(looked_at(officer, file)))


@pytest.mark.parametrize("table", ["parties", "memberships", "classes", "establishments", "offices"])
def test_an_export_comes_back_the_same(union: Organisation, officer: Acting, table: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(importing.exported(union, table))
    rows = looked_at(officer, brought(officer, union, table, out.getvalue()))
    assert rows and {one.what for one in rows} == {importing.SAME}, [one for one in rows if one.what != importing.SAME][:3]


REGISTRATIONS = (
    "Name;Mail;Delegation;Meeting;Year;Function;Status\n"
    "Lin Harrow;lin@example.org;avn;north-group;2025;head;PRESENT\n"
    "Sol Wick;;avn;north-group;2025;adviser;ABSENT\n"
    "Mara Tide;mara@example.org;brl;north-group;2025;delegate;\n"
    "No Body;;nowhere;north-group;2025;delegate;PRESENT\n"
    "No Year;;avn;north-group;1999;delegate;PRESENT\n"
    "Odd Word;;avn;north-group;2025;delegate;MAYBE\n"
    "No Mail;no mail;avn;north-group;2025;delegate;PRESENT\n"
)


def test_registrations_come_from_another_systems_export_by_a_mapping_that_is_remembered(union: Organisation, officer: Acting) -> None:
    columns = {"person": "Name", "email": "Mail", "party": "Delegation", "body": "Meeting", "year": "Year", "role": "Function", "attended": "Status"}
    file = brought(officer, union, "registrations", REGISTRATIONS)
    map_columns(acting_as=officer, source=file.source, columns=columns, fixed={}, codes={"attended": {"PRESENT": "yes", "ABSENT": "no"}})
    rows = looked_at(officer, file)
    assert [one.what for one in rows] == ["new"] * 3 + ["refused"] * 4
    for one, words in zip(rows[3:], ("neither the key nor the name", "No session of", "neither yes nor no", "no mail address"), strict=True):
        assert words in one.reason, one
    assert not Registration.objects.exists() and not Attendance.objects.exists()
    assert taken(officer, file) == {"new": 3, "changed": 0, "same": 0, "refused": 4}
    avn, brl = union.parties.get(key="avn"), union.parties.get(key="brl")
    assert {(one.person.name, one.party, one.role, one.attended) for one in Registration.objects.known()} == {
        ("Lin Harrow", avn, "head", True), ("Sol Wick", avn, "adviser", False), ("Mara Tide", brl, "delegate", None)}
    assert [one.party for one in Attendance.objects.known()] == [avn], "a party took part once somebody came in its name, whoever it was"
    assert not Person.objects.filter(name__in=("Lin Harrow", "Sol Wick"), user__isnull=False).exists() and not Office.objects.filter(person__name="Lin Harrow").exists()
    later = brought(officer, union, "registrations", REGISTRATIONS.replace("delegate;\n", "delegate;PRESENT\n", 1))
    assert later.source == file.source and later.source.columns == columns, "nobody maps twice"
    assert [(one.what, one.changes) for one in looked_at(officer, later)[:3]] == [
        ("same", []), ("same", []), ("changed", [("attended", "–", "yes")])]
    taken(officer, later)
    assert [one.party for one in Attendance.objects.known().order_by("pk")] == [avn, brl]
    out = io.StringIO()
    csv.writer(out).writerows(importing.exported(union, "registrations"))
    back = looked_at(officer, brought(officer, union, "registrations", out.getvalue(), "Ours"))
    assert [one.what for one in back] == ["same"] * 3


def test_a_body_that_met_twice_in_a_year_is_told_by_the_first_day(union: Organisation, officer: Acting) -> None:
    group = union.parties.get(key="north-group")
    second = BodySession.objects.create(organisation=union, body=group, year=2025, start=date(2025, 2, 3))
    rows = looked_at(officer, brought(officer, union, "registrations", (
        "person,party,body,year,first_day\nLin,avn,north-group,2025,\nLin,avn,north-group,2025,2025-02-03\nLin,avn,north-group,2025,2025-02-04\nLin,avn,north-group,soon,\n")))
    assert [one.what for one in rows] == ["refused", "new", "refused", "refused"] and "met more than once" in rows[0].reason, second


def test_persons_registered_are_seen_by_officers_the_own_party_and_themselves(union: Organisation, officer: Acting) -> None:
    session = BodySession.objects.get(organisation=union, body__key="north-group", year=2025)
    avn, brl = union.parties.get(key="avn"), union.parties.get(key="brl")
    heads = [acting_for(appoint(acting_as=HOUSE, party=one, function="head-of-administration", email=f"{one.key}@example.org", name=one.key).person.user)
             for one in (avn, brl)]
    register(acting_as=officer, session=session, party=avn, name="Lin", email="avn@example.org", attended=True)
    register(acting_as=officer, session=session, party=avn, name="Sol")
    for acting, seen in ((officer, 2), (heads[0], 2), (heads[1], 0), (VISITOR, 0)):
        assert visible(acting, Registration.objects.all()).count() == seen
        assert visible(acting, Person.objects.filter(name="Sol")).exists() == (acting is officer)
        assert visible(acting, Attendance.objects.all()).count() == 1
    with pytest.raises(Refused):
        register(acting_as=heads[0], session=session, party=avn, name="Own")


def test_a_dry_run_tells_each_row_and_changes_nothing(union: Organisation, officer: Acting) -> None:
    file = brought(officer, union, "memberships", (
        "party;of;category;since;until\n"
        "meridian-lamps;iuts;firm;2016-01-01;2025-12-31\n"
        "northlight;iuts;firm;2016-01-01;\n"
        "marine-marks;iuts;academia;2019-05-01;\n"
        "nowhere;iuts;firm;2019-05-01;\n"
        "seaglass;iuts;king;2025-01-01;\n"
        "seaglass;iuts;firm;2025-13-01;\n"
        "seaglass;iuts;firm;2019-06-01;2018-01-01\n"
        ";iuts;firm;;\n"
    ))
    acts, rows = Act.objects.count(), looked_at(officer, file)
    assert Act.objects.count() == acts and not Membership.objects.filter(member__key="marine-marks").exists()
    assert [one.what for one in rows] == ["changed", "same", "new", *["refused"] * 5]
    assert rows[0].number == 2 and rows[0].changes == [("until", "–", "31 December 2025")]
    for row, words in zip(rows[3:], ("“nowhere” in “party”", "“king” stands in no table", "“2025-13-01” in “since” is no day", "before it begins", "“party” is empty"), strict=True):
        assert words in row.reason, row


@pytest.mark.req("X-07")
def test_the_good_rows_are_taken_over_and_what_was_known_stays_known(union: Organisation, officer: Acting) -> None:
    before = timezone.now()
    in_2018 = datetime(2018, 4, 17, tzinfo=timezone.get_current_timezone())
    then = observe("members", union, in_2018).value
    file = brought(officer, union, "memberships", "party,of,category,since,until\nmarine-marks,iuts,academia,2017-01-01,\nnowhere,iuts,firm,,\n")
    assert taken(officer, file) == {"new": 1, "changed": 0, "same": 0, "refused": 1}
    assert (observe("members", union, in_2018).value, observe("members", union, in_2018, before).value) == (then + 1, then)
    file.refresh_from_db()
    assert file.content == "" and file.closed_by is not None and file.closed_by.verb == "import"
    with pytest.raises(RuleBroken, match="already"):
        take_over(acting_as=officer, file=file, seen="")


def test_the_plan_that_was_seen_is_taken_over_or_nothing(union: Organisation, officer: Acting) -> None:
    file = brought(officer, union, "parties", "key,kind,name_en\nbrightbuoy,member,Brightbuoy plc\nnew-one,member,New One\n")
    seen = importing.digest(looked_at(officer, file))
    rename_party(acting_as=officer, party=union.parties.get(key="brightbuoy"), names={"en": "Brighter"})
    with pytest.raises(RuleBroken, match="changed since the dry run"):
        take_over(acting_as=officer, file=file, seen=seen)
    assert not Party.objects.filter(key="new-one").exists()


def test_another_systems_columns_are_mapped_once_and_remembered(union: Organisation, officer: Acting) -> None:
    words = "No.;Company;Land;Type;Joined\nM1;Tidewright;brl;Full member;2020-02-01\nM2;Quay & Sons;zzz;Full member;2021-02-01\n"
    file = brought(officer, union, "members", words)
    assert importing.missing(file.source) == ["key", "kind"]
    with pytest.raises(RuleBroken, match="no column of this table"):
        map_columns(acting_as=officer, source=file.source, columns={"colour": "Land"}, fixed={}, codes={})
    map_columns(
        acting_as=officer, source=file.source, columns={"key": "No.", "name_en": "Company", "state": "Land", "category": "Type", "since": "Joined"},
        fixed={"kind": "member"}, codes={"category": {"Full member": "firm"}},
    )
    assert taken(officer, file) == {"new": 1, "changed": 0, "same": 0, "refused": 1}
    party = Party.objects.get(key="M1")
    assert party.establishments.get().state.key == "brl" and party.memberships.get().since == date(2020, 2, 1)
    assert not Party.objects.filter(key="M2").exists(), "the row is refused as a whole"
    again = brought(officer, union, "members", words)
    assert again.source == file.source and [one.what for one in looked_at(officer, again)] == ["same", "refused"]
    assert ImportSource.objects.count() == 1


def test_persons_are_recorded_without_accounts_and_their_names_stay_theirs(union: Organisation, officer: Acting) -> None:
    head = "person,party,function,email,since,until\n"
    file = brought(officer, union, "offices", head + "Ola Brandt,avn,delegate,ola@example.org,2024-01-01,\nIvo,secretariat,officer,ivo@example.org,,\n")
    rows = looked_at(officer, file)
    assert [one.what for one in rows] == ["new", "refused"] and "invited, not recorded" in rows[1].reason
    taken(officer, file)
    ola = Person.objects.get(email="ola@example.org")
    assert ola.user is None and ola.name == "Ola Brandt"
    changed = brought(officer, union, "offices", head + "O. Brandt,avn,delegate,OLA@example.org,2024-01-01,2025-01-31\n")
    assert taken(officer, changed) == {"new": 0, "changed": 1, "same": 0, "refused": 0}
    ola.refresh_from_db()
    assert ola.name == "Ola Brandt" and Office.objects.known().get(person=ola).until == date(2025, 1, 31)
    assert not any("Brandt" in str(one.changes) for one in Act.objects.all()), "acts hold no personal value"


@pytest.mark.parametrize(("content", "words"), [
    (b"\xff\xfe\x00k\x00", "no text in Unicode"), ("key,kind,name_fr\na,member,Écluse\n".encode("cp1252"), "in which encoding"), (b"PK\x03\x04..", "a workbook"),
    (b'key,kind,name_en\na,member,"Open\nb,member,B\n', "Line 3"), (b"key,,kind\na,b,c\n", "name each column once"),
    (b"", "name each column once"), (b"key,key\n1,2\n", "name each column once"),
    (b"key,kind\n" + b"a,member\n" * 5001, "part it"),
])
def test_a_file_that_is_no_table_is_refused_with_the_mend(union: Organisation, officer: Acting, content: bytes, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        bring_file(acting_as=officer, organisation=union, source="Old", table="parties", name="x.csv", content=content)


def test_only_officers_of_the_organisation_take_over(union: Organisation, officer: Acting) -> None:
    file = brought(officer, union, "parties", "key,kind,name_en\nx,member,X\n")
    other = acting_for(appoint(acting_as=HOUSE, party=union.parties.get(key="avn"), function="delegate", email="d@example.org", name="D").person.user)
    with pytest.raises(Refused):
        take_over(acting_as=other, file=file, seen=importing.digest(looked_at(officer, file)))
    with pytest.raises(Refused):
        add_party(acting_as=other, organisation=union, key="y", kind="member", names={"en": "Y"})
    set_file_aside(acting_as=officer, file=file)
    assert file.content == "" and not Party.objects.filter(key="x").exists()


def test_a_cell_that_no_reader_takes_is_told_with_its_line(union: Organisation, officer: Acting) -> None:
    with pytest.raises(RuleBroken, match="Line 3"):
        brought(officer, union, "parties", "key,kind\nfirm-a,member\n" + "x" * 200_000 + ",member\n")


@pytest.mark.parametrize(("encoding", "signs"), [("", "utf-8-sig"), ("", "utf-16"), ("cp1252", "cp1252"), ("gb18030", "gb18030")])
def test_a_spreadsheets_file_is_read_in_the_encoding_that_is_said(union: Organisation, officer: Acting, encoding: str, signs: str) -> None:
    words = "sep=;\r\nKey;Kind;Name FR;;\r\n;;;;\r\nnorthlight;member;Lumière du Nord;;\r\nseaglass;member;Verre, de mer\r\nseaglass;member;Verre;;Ost\r\n"
    file = bring_file(acting_as=officer, organisation=union, source="Sheet", table="parties", name="x.csv", content=words.encode(signs), encoding=encoding)
    rows = looked_at(officer, file)
    assert [(one.number, one.what) for one in rows] == [(3, "changed"), (4, "changed"), (5, "refused")], "rows as a spreadsheet counts; headings as ours, if written otherwise"
    assert [one.changes[0][2] for one in rows[:2]] == ["Lumière du Nord", "Verre, de mer"] and "more cells than the head" in rows[2].reason


def test_signs_are_never_guessed(union: Organisation, officer: Acting) -> None:
    for content, encoding, told in (("a;b\nÉ;x\n".encode(), "cp1252", "is in Unicode"), (b"a;b\n\x81\x8d;x\n", "cp1252", "not in this encoding"),
                                    (b"a;b\n", "latin-9", "of the list")):
        with pytest.raises(RuleBroken, match=told):
            bring_file(acting_as=officer, organisation=union, source="Old", table="parties", name="x.csv", content=content, encoding=encoding)


def test_days_are_read_as_the_source_writes_them_and_never_guessed(union: Organisation, officer: Acting) -> None:
    file = brought(officer, union, "memberships", "party,of,category,since\nmarine-marks,iuts,academia,03/04/2019\n")
    assert "whether the day or the month stands first" in looked_at(officer, file)[0].reason
    for order, day in (("dmy", date(2019, 4, 3)), ("mdy", date(2019, 3, 4))):
        map_columns(acting_as=officer, source=file.source, columns=file.source.columns, fixed={}, codes={}, day_order=order)
        assert looked_at(officer, file)[0].changes[2:] == [("since", "", importing.told(day))]
    later = brought(officer, union, "memberships", "party,of,category,since\nmarine-marks,iuts,academia,13/04/2019\nmarine-marks,iuts,academia,2019/04/03\n")
    assert [one.what for one in looked_at(officer, later)] == ["refused", "new"], "the order is remembered; a month 13 is none; the year first is always read"


def test_an_entity_may_be_named_where_one_alone_has_the_name(union: Organisation, officer: Acting) -> None:
    add_party(acting_as=officer, organisation=union, key="x-1", kind="member", names={"en": "Twin"})
    add_party(acting_as=officer, organisation=union, key="x-2", kind="member", names={"fr": "Twin"})
    file = brought(officer, union, "members", "key,kind,name_en,state\nm-1,member,One,avonia\nm-2,member,Two,Twin\nm-3,memebr,Three,\nnorthlight,memebr,,\nm-4,member,Four,TWO\n")
    rows = looked_at(officer, file)
    assert [one.what for one in rows] == ["new", *["refused"] * 4] and "x-1, x-2" in rows[1].reason, rows
    assert all("There are: " in one.reason for one in rows[2:4]) and "neither the key nor the name" in rows[4].reason, "a row that is refused leaves no name"


def test_a_file_that_lacks_a_known_column_is_told_before_its_rows(union: Organisation, officer: Acting) -> None:
    brought(officer, union, "parties", "key,kind,name_en\nnorthlight,member,North\n")
    file = brought(officer, union, "parties", "Code,kind,Colour\nnorthlight,member,red\n")
    heads = ["Code", "kind", "Colour"]
    assert importing.missing(file.source, heads) == ["key"] and importing.absent(file.source, heads) == ["key", "name_en"]
    assert importing.untaken(file.source, heads) == ["Code", "Colour"] and importing.guessed(file.source, heads)["kind"] == "kind"
