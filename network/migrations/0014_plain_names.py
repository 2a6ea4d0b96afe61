from django.db import migrations


class Migration(migrations.Migration):
    # The tables keep their names (Meta.db_table), so a process of the release before finds them.
    dependencies = [("network", "0013_queues_and_used_invitations")]

    operations = [
        migrations.AlterModelTable("PutAway", "network_putaway"),
        migrations.RenameModel("PutAway", "DismissedAnnouncement"),
        migrations.AlterModelTable("Second", "network_second"),
        migrations.RenameModel("Second", "DeedConfirmation"),
        migrations.AlterModelTable("Seen", "network_seen"),
        migrations.RenameModel("Seen", "ViewRecord"),
        migrations.AlterModelTable("Tally", "network_tally"),
        migrations.RenameModel("Tally", "CardViewCount"),
        migrations.AlterModelTable("Hiding", "network_hiding"),
        migrations.RenameModel("Hiding", "HiddenFrom"),
        migrations.AlterModelTable("Description", "network_description"),
        migrations.RenameModel("Description", "MentoringDescription"),
        migrations.AlterModelTable("Offer", "network_offer"),
        migrations.RenameModel("Offer", "ContactOffer"),
        migrations.AlterModelTable("Spoken", "network_spoken"),
        migrations.RenameModel("Spoken", "SpokenLanguage"),
        migrations.AlterModelTable("Step", "network_step"),
        migrations.RenameModel("Step", "PlanStep"),
        migrations.AlterModelTable("Showing", "network_showing"),
        migrations.RenameModel("Showing", "VisibilityGrant"),
    ]
