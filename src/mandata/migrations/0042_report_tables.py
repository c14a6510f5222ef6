
import django.db.models.deletion
from django.db import migrations, models

import mandata.shared.models


class Migration(migrations.Migration):

    dependencies = [
        ('mandata', '0041_obligations_of_all_by_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=mandata.shared.models.new_uid, editable=False, max_length=32, unique=True)),
                ('path', models.CharField(max_length=64)),
                ('content', models.TextField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tables', to='mandata.report')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('report', 'path'), name='one_table_a_report_and_path')],
            },
        ),
    ]
