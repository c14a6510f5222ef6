
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mandata', '0037_pilots_programmes_and_help'),
    ]

    operations = [
        migrations.AlterField(
            model_name='obligation',
            name='mandate',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='obligations', to='mandata.mandate'),
        ),
        migrations.AlterField(
            model_name='obligationstanding',
            name='closed_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mandata.act'),
        ),
        migrations.AddIndex(
            model_name='mandateterms',
            index=models.Index(condition=models.Q(('current', True), ('words_changed__isnull', False)), fields=['place', 'id'], name='live_terms_changed'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(fields=['mandate', 'state', 'due_on'], name='obligations_by_duty'),
        ),
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(condition=models.Q(('binding', True), ('unmet', False)), fields=['state', 'due_on', 'mandate'], name='obligations_that_may_be_late'),
        ),
        migrations.AddIndex(
            model_name='obligationstanding',
            index=models.Index(fields=['closed_by', 'state', 'opened_by', 'obligation'], name='standings_at_a_time'),
        ),
    ]
