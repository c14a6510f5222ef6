"""What a text changes in duties and rights, made plain: a sentence, then duty by duty and right by right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mandata.mandates.impact import FATES, DutyChange, Impact, RightChange, Terms
from mandata.parties.models import CodeName, Organisation
from mandata.shared.joining import joined
from mandata.web.forces import FORCES

FATE_WORDS = {"renewed": _("renewed"), "changed": _("changed"), "new": _("new"), "ended": _("ended")}
FATE_COLOURS = {"renewed": "", "changed": "warn", "new": "good", "ended": "bad"}
FIELD_WORDS = {"force": _("Force"), "who": _("Who"), "with": _("With"), "report to": _("Report to"), "for": _("For"), "by when": _("By when"), "limits": _("Limits")}
TURN_WORDS = {
    "other words": _("rests on other words: a person looks whether it still says the same"),
    "other number": _("rests on a provision with another number: where it is cited by number, the citation moves"),
    "suppressed": _("loses its basis: the provision is suppressed"),
}


def impact_told(impact: Impact, organisation: Organisation, proposed: bool) -> dict[str, Any]:
    """What the partial ``texts/_impact.html`` shows."""
    return {
        "impact_words": sentences(impact), "impact_duties": duties_html(impact), "impact_rights": rights_html(impact, organisation), "impact_proposed": proposed,
        "impact_renewed": len(impact.of("renewed")),
        "impact_elsewhere": impact.elsewhere,
    }


def sentences(impact: Impact) -> list[str]:
    """In a few sentences; one that says that nothing changes where nothing does."""
    told = []
    for fate, one, many in (
        ("changed", "%(n)s duty is asked in other words.", "%(n)s duties are asked in other words."), ("new", "%(n)s duty is new.", "%(n)s duties are new."),
        ("ended", "%(n)s duty ends.", "%(n)s duties end."), ("renewed", "%(n)s duty is renewed as it stands.", "%(n)s duties are renewed as they stand."),
    ):
        if number := len(impact.of(fate)):
            told.append(ngettext(one, many, number) % {"n": number})
    if number := len(impact.orphaned):
        told.append(ngettext("%(n)s duty would report to a body that no longer exists.", "%(n)s duties would report to a body that no longer exists.", number)
                    % {"n": number})
    if impact.dissolved:
        told.append(gettext("It dissolves %(bodies)s.") % {"bodies": joined(impact.dissolved)})
    if number := len(impact.elsewhere):
        told.append(ngettext("%(n)s live duty of another text reports to a body that it dissolves.", "%(n)s live duties of other texts report to a body that it dissolves.", number)
                    % {"n": number})
    if number := len(impact.rights):
        told.append(ngettext("%(n)s right of members is touched.", "%(n)s rights of members are touched.", number) % {"n": number})
    return told or [gettext("It touches no duty and no right.")]


def _told() -> tuple[str, ...]:
    """The sentences above, for the catalogues."""
    n = 1
    return (
        ngettext("%(n)s duty is asked in other words.", "%(n)s duties are asked in other words.", n), ngettext("%(n)s duty is new.", "%(n)s duties are new.", n),
        ngettext("%(n)s duty ends.", "%(n)s duties end.", n), ngettext("%(n)s duty is renewed as it stands.", "%(n)s duties are renewed as they stand.", n),
    )


def duties_html(impact: Impact) -> SafeString:
    """One row a duty that does not go on as it is."""
    order = {fate: at for at, fate in enumerate(FATES)}
    shown = [one for one in impact.duties if one.fate != "renewed" or one.orphaned]
    return mark_safe("\n".join(_row(one) for one in sorted(shown, key=lambda one: order[one.fate])))


def _row(one: DutyChange) -> str:
    laid, lost = one.row.one, gettext("orphaned")
    whither = [gettext("to %(body)s, which no longer exists") % {"body": body} for body in one.orphaned]
    orphaned = "".join(f'<br><span class="tag bad">{escape(lost)}</span> {escape(where)}' for where in whither)
    return (
        f'<tr><td data-label="{escape(gettext("What"))}"><span class="tag {FATE_COLOURS[one.fate]}">{escape(str(FATE_WORDS[one.fate]))}</span>{orphaned}</td>'
        f'<td data-label="{escape(gettext("Provision"))}"><a href="#{laid.wid}"><bdi>{escape(laid.name)}</bdi></a></td>'
        f'<td class="words" data-label="{escape(gettext("Now"))}">{_side(one, "old")}</td><td class="words" data-label="{escape(gettext("Then"))}">{_side(one, "new")}</td></tr>'
    )


def _side(one: DutyChange, which: str) -> str:
    """The terms of one side: of a changed duty those that differ, of any other all."""
    laid, terms = (one.row.old, one.old) if which == "old" else (one.row.new, one.new)
    if terms is None or laid is None:
        return ""
    words = "".join(
        escape(piece.text) if piece.kind == "same" else format_html("<{0}>{1}</{0}>", "del" if piece.kind == "removed" else "ins", piece.text)
        for piece in one.row.marks if piece.kind == "same" or (piece.kind == "removed") == (which == "old")
    )
    link = f'<a class="note" href="/mandates/{terms.mandate}/">{escape(gettext("duty"))}</a> ' if terms.mandate else ""
    return f'<p dir="auto">{words}</p><p class="note">{link}{_terms(one, terms)}</p>'


def _terms(one: DutyChange, terms: Terms) -> str:
    names = [name for name, _old, _new in one.differs] if one.fate == "changed" else [name for name in ("force", "who", "report to", "by when") if terms.said[name]]
    said = []
    for name in names:
        value = str(FORCES.get(terms.said[name], terms.said[name])) if name == "force" else terms.said[name]
        said.append(f"{escape(str(FIELD_WORDS[name]))}: <bdi>{escape(value or gettext('none'))}</bdi>")
    return " · ".join(said) or escape(gettext("the same terms in other words"))


def rights_html(impact: Impact, organisation: Organisation) -> SafeString:
    """One row for the rights of a category that one provision carries and that turn alike."""
    if not impact.rights:
        return mark_safe("")
    names = {(one.scheme, one.code): str(one) for one in CodeName.objects.filter(organisation=organisation)}
    groups: dict[tuple[str, str, int, str], list[RightChange]] = {}
    for one in impact.rights:
        groups.setdefault((one.right.category, one.right.says, one.row.one.provision, one.turn), []).append(one)
    return mark_safe("\n".join(_group(some, names) for some in groups.values()))


def _group(some: Sequence[RightChange], names: Mapping[tuple[str, str], str]) -> str:
    """The rights of one category that rest on one provision: one link, or how many with their links folded below."""
    def called(one: RightChange, *parts: tuple[str, str]) -> str:
        said = " · ".join(names.get(part, part[1]) for part in parts)
        return f'<a href="/rights/{one.right.pk}/"><bdi>{escape(said)}</bdi></a>'

    first = some[0]
    right, laid = first.right, first.row.one
    if len(some) == 1:
        what = f"{called(first, ('category', right.category), ('right', right.verb), ('place', right.place))}: {escape(right.get_says_display())}"
    else:
        number = ngettext("%(n)s right", "%(n)s rights", len(some)) % {"n": len(some)}
        listed = "".join(f"<li>{called(one, ('right', one.right.verb), ('place', one.right.place))}</li>" for one in some)
        whose = names.get(("category", right.category), right.category)
        what = f'<details><summary><bdi>{escape(whose)}</bdi> · {escape(number)}: {escape(right.get_says_display())}</summary><ul>{listed}</ul></details>'
    return (
        f'<tr><td data-label="{escape(gettext("Right"))}">{what}</td>'
        f'<td data-label="{escape(gettext("Provision"))}"><a href="#{laid.wid}"><bdi>{escape(laid.name)}</bdi></a></td>'
        f'<td data-label="{escape(gettext("What"))}">{escape(str(TURN_WORDS[first.turn]))}</td></tr>'
    )
