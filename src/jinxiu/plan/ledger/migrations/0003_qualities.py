from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0002_kinds_and_bodies'),
    ]

    operations = [
        migrations.AlterField(
            model_name='targetdefinition',
            name='type',
            field=models.CharField(choices=[('quantity', 'Quantity'), ('milestone', 'Milestone'), ('quality', 'Quality')], max_length=10, verbose_name='type'),
        ),
    ]
