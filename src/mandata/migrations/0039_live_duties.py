import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Max, Min, Q

SOME = 1000  # duties at a time


def keep(apps, schema_editor):
    """Make the row of each live duty from the answers, obligations, links and means of before."""
    Terms, Live = apps.get_model("mandata", "MandateTerms"), apps.get_model("mandata", "LiveDuty")
    terms = list(Terms.objects.filter(current=True).order_by("mandate").values_list(
        "pk", "mandate", "mandate__organisation", "conditional", "mandate__ended_by"))
    for at in range(0, len(terms), SOME):
        some = terms[at:at + SOME]
        asked = Q(mandate__in=[one[1] for one in some])
        last = {one.mandate_id: one for one in apps.get_model("mandata", "Answer").objects.filter(asked, withdrawn_by=None).order_by("day", "pk")}
        due = {pk: days for pk, *days in apps.get_model("mandata", "Obligation").objects.filter(asked, state="open").order_by().values_list("mandate").annotate(
            first=Min("due_on"), late=Min("due_on", filter=Q(binding=True, unmet=False, expected=False)))}
        until = dict(apps.get_model("mandata", "AnswerLink").objects.filter(asked, answer=None).order_by().values_list("mandate").annotate(until=Max("expires_at")))
        given = set(apps.get_model("mandata", "Means").objects.filter(asked, closed_by=None, what="given").values_list("mandate", flat=True))
        rows = []
        for pk, mandate, organisation, conditional, ended in some:
            answer, (next_on, late_on) = last.get(mandate), due.get(mandate, (None, None))
            if ended:
                state = "ended"
            elif answer is None:
                state = "no-means" if conditional and mandate not in given else "not-started"
            elif answer.party_id is not None:
                state = "of-some"
            elif answer.says == "done" and answer.obligation_id is not None and next_on:
                state = "continuing"
            else:
                state = answer.says
            rows.append(Live(
                terms_id=pk, mandate_id=mandate, organisation_id=organisation, state=state, last=answer, reported_on=answer and answer.day,
                next_on=next_on, late_on=late_on, asked_until=until.get(mandate)))
        Live.objects.bulk_create(rows)


class Migration(migrations.Migration):

    dependencies = [
        ('mandata', '0038_indexes_for_many_duties'),
    ]

    operations = [
        migrations.CreateModel(
            name='LiveDuty',
            fields=[
                ('terms', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='live', serialize=False, to='mandata.mandateterms')),
                ('state', models.CharField(max_length=16)),
                ('reported_on', models.DateField(null=True)),
                ('next_on', models.DateField(null=True)),
                ('late_on', models.DateField(null=True)),
                ('asked_until', models.DateTimeField(null=True)),
                ('last', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mandata.answer')),
                ('mandate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='live', to='mandata.mandate')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='mandata.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('asked_until__isnull', False)), fields=['asked_until'], name='live_duties_asked')],
            },
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
