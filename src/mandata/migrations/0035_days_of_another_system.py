"""How another system writes its days, remembered with its columns."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mandata", "0034_suspensions")]

    operations = [migrations.AddField("importsource", "day_order", models.CharField(blank=True, max_length=3))]
