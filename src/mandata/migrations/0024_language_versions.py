import django.db.models.deletion
from django.db import migrations, models

import mandata.shared.models


class Migration(migrations.Migration):

    dependencies = [
        ('mandata', '0023_frameworks_mechanisms_registrations'),
    ]

    operations = [
        migrations.CreateModel(
            name='SettledDivergence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=mandata.shared.models.new_uid, editable=False, max_length=32, unique=True)),
                ('key', models.CharField(max_length=64)),
                ('what', models.CharField(max_length=16)),
                ('values', models.JSONField()),
                ('outcome', models.CharField(choices=[('mend', 'translation to mend'), ('none', 'no divergence')], max_length=8)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('words', models.TextField(blank=True)),
                ('decider', models.CharField(max_length=200)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settled_divergences', to='mandata.revision')),
                ('settled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mandata.act')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mandata.provisionversion')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TranslationStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=mandata.shared.models.new_uid, editable=False, max_length=32, unique=True)),
                ('language', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('draft', 'draft'), ('checked', 'checked')], max_length=8)),
                ('due', models.DateField(blank=True, null=True)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='translation_steps', to='mandata.revision')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mandata.act')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
