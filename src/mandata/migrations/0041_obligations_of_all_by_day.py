
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mandata', '0040_written_tables'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='obligation',
            index=models.Index(fields=['due_on', 'id'], name='obligations_of_all_by_day'),
        ),
    ]
