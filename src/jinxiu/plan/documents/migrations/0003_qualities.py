from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_reading_says_more'),
    ]

    operations = [
        migrations.AlterField(
            model_name='draft',
            name='type',
            field=models.CharField(choices=[('quantity', 'Quantity'), ('milestone', 'Milestone'), ('quality', 'Quality')], max_length=10, verbose_name='type'),
        ),
    ]
