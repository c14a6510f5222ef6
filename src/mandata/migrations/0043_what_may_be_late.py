from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("mandata", "0042_report_tables"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="obligation", name="obligations_that_may_be_late"),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(binding=True, unmet=False, expected=False), fields=["state", "due_on", "mandate"], name="obligations_that_may_be_late"),
        ),
    ]
