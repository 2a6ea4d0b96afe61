"""All tables in one step, for a new database. One that has some of these already goes on with those that this replaces.

Without what they did to rows: a new database has none (decision 189).
"""

import accounts.models.sealing
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import network.models.alarms
import uuid
from typing import Any

from django.conf import settings
from django.db import migrations, models

from accounts.migrations._tables import CreateTables


REFUSE = """
CREATE FUNCTION network_trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.hour <= now() - interval '365 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'The trail is append only.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER network_trail_append_only BEFORE UPDATE OR DELETE ON network_trail
    FOR EACH ROW EXECUTE FUNCTION network_trail_is_append_only();
"""
ALLOW = """
DROP TRIGGER network_trail_append_only ON network_trail;
DROP FUNCTION network_trail_is_append_only();
"""


def refuse(apps: Any, schema_editor: Any) -> None:
    """SQLite is for one machine and for looking: there the application alone keeps the promise."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE)


def allow(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW)


class Migration(migrations.Migration):

    replaces = [('network', '0001_initial'), ('network', '0002_trail_append_only'), ('network', '0003_ties'), ('network', '0004_ties_of_before'), ('network', '0005_deeds'), ('network', '0006_no_twins'), ('network', '0007_vetting_closed'), ('network', '0008_queue_of_before'), ('network', '0009_claims'), ('network', '0010_alarms'), ('network', '0011_figures_forget'), ('network', '0012_figures_yearly'), ('network', '0013_queues_and_used_invitations'), ('network', '0014_plain_names'), ('network', '0015_series_loaded_fields'), ('network', '0016_country_closed')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Country',
                fields=[
                    ('code', models.CharField(help_text='ISO 3166-1 alpha-2', max_length=2, primary_key=True, serialize=False)),
                    ('is_open', models.BooleanField(default=True, help_text='Whether people may apply now.')),
                    ('is_discreet', models.BooleanField(default=False, help_text='Never counted by sector.')),
                    ('is_shredded', models.BooleanField(default=False, help_text='Its keys are destroyed.')),
                ],
                options={
                    'verbose_name_plural': 'countries',
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='Member',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('pseudonym', models.CharField(max_length=40, verbose_name='pseudonym')),
                    ('sector', models.CharField(choices=[('policy', 'Policymaking'), ('justice', 'Justice'), ('police', 'Law enforcement'), ('civil', 'Civil society')], max_length=10, verbose_name='sector')),
                    ('level', models.CharField(choices=[('entry', 'Starting out'), ('middle', 'Experienced'), ('senior', 'Leading others')], max_length=10, verbose_name='level')),
                    ('role', models.CharField(choices=[('member', 'Member'), ('focal_point', 'Focal point'), ('coordinator', 'Coordinator')], default='member', max_length=12)),
                    ('mail', models.CharField(choices=[('notice', 'A short mail that names nobody and nothing'), ('never', 'Never by mail: I look here myself')], default='never', max_length=8, verbose_name='mail')),
                    ('joined_month', models.DateField(help_text='The first day of the month: no more is kept.')),
                    ('probation_ends', models.DateField()),
                    ('is_listed', models.BooleanField(default=False, help_text='Whether she can be found in the directory.')),
                    ('is_canary', models.BooleanField(default=False, help_text='Nobody: whoever opens this profile raises an alarm.')),
                    ('address', accounts.models.sealing.SealedField(blank=True, default='', help_text='Her mail address.')),
                    ('reach', accounts.models.sealing.SealedField(blank=True, default='', help_text='How it is safe to reach her, in her words.')),
                    ('votes_from', models.DateField(help_text='From when her vote counts, after an appointment. Empty: it does.', null=True)),
                    ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='network.country')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='membership', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['country', 'sector'], name='member_by_place')],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('pseudonym'), name='one_member_per_pseudonym'), models.CheckConstraint(condition=models.Q(('joined_month__day', 1)), name='joined_by_month_only')],
                },
            ),
            migrations.CreateModel(
                name='Series',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('key', models.CharField(editable=False, max_length=60, null=True, unique=True)),
                    ('kind', models.CharField(choices=[('leadership', 'Leadership series'), ('training', 'Training')], default='leadership', max_length=10)),
                    ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('ar', 'Arabic'), ('fa', 'Persian'), ('prs', 'Dari'), ('ps', 'Pashto'), ('ur', 'Urdu'), ('bn', 'Bangla')], default='en', max_length=8)),
                    ('title', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('summary', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('order', models.PositiveSmallIntegerField(default=100)),
                    ('is_published', models.BooleanField(default=False)),
                    ('is_edited', models.BooleanField(default=False, editable=False)),
                ],
                options={
                    'verbose_name_plural': 'series',
                    'ordering': ['order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Lesson',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('key', models.CharField(blank=True, editable=False, max_length=60)),
                    ('order', models.PositiveSmallIntegerField()),
                    ('title', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('summary', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('body', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('is_published', models.BooleanField(default=False)),
                    ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='network.series')),
                ],
                options={
                    'ordering': ['series', 'order', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 600)), name='lesson_takes_some_time'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('series', 'key'), name='one_lesson_per_key_of_a_series')],
                },
            ),
            migrations.CreateModel(
                name='Material',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('order', models.PositiveSmallIntegerField(default=100)),
                    ('label', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('path', models.CharField(blank=True, max_length=300)),
                    ('size', models.PositiveIntegerField(default=0)),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='materials', to='network.lesson')),
                ],
                options={
                    'ordering': ['order', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('path', ''), ('size__gt', 0)), models.Q(models.Q(('path', ''), _negated=True), ('size', 0)), _connector='OR'), name='material_is_a_page_or_a_file')],
                },
            ),
            migrations.CreateModel(
                name='CardViewCount',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('day', models.DateField(default=django.utils.timezone.localdate)),
                    ('number', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'db_table': 'network_tally',
                    'indexes': [models.Index(fields=['day'], name='tally_by_day')],
                },
            ),
            migrations.CreateModel(
                name='Circle',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('summary', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('topic', models.CharField(choices=[('tip', 'Trafficking in persons'), ('som', 'Smuggling of migrants'), ('gender', 'Gender equality'), ('rights', 'Human rights'), ('victims', 'Protection of victims and witnesses'), ('investigation', 'Investigation and prosecution'), ('lawmaking', 'Law and policy making'), ('leadership', 'Leadership and management'), ('training', 'Training and teaching')], max_length=16)),
                    ('admission', models.CharField(choices=[('ask', 'A moderator lets people in'), ('open', 'Anybody it is for may come in')], default='ask', max_length=4)),
                    ('is_closed', models.BooleanField(default=False)),
                    ('turn', models.PositiveIntegerField(default=0, help_text='The number of its last post.')),
                    ('countries', models.ManyToManyField(blank=True, related_name='+', to='network.country', verbose_name='countries')),
                ],
                options={
                    'ordering': ['topic', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Application',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('state', models.CharField(choices=[('draft', 'Not confirmed yet'), ('confirmed', 'Waits to be read'), ('in_vetting', 'Being read'), ('waiting', 'A question waits for an answer'), ('approved', 'Accepted'), ('declined', 'Not accepted'), ('withdrawn', 'Withdrawn'), ('expired', 'Closed: nobody decided in time')], default='draft', max_length=12)),
                    ('pseudonym', models.CharField(max_length=40)),
                    ('sector', models.CharField(choices=[('policy', 'Policymaking'), ('justice', 'Justice'), ('police', 'Law enforcement'), ('civil', 'Civil society')], max_length=10)),
                    ('level', models.CharField(choices=[('entry', 'Starting out'), ('middle', 'Experienced'), ('senior', 'Leading others')], max_length=10)),
                    ('languages', models.JSONField(default=list)),
                    ('language', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('ar', 'Arabic'), ('fa', 'Persian'), ('prs', 'Dari'), ('ps', 'Pashto'), ('ur', 'Urdu'), ('bn', 'Bangla')], help_text='Of letters to her.', max_length=8)),
                    ('mail', models.CharField(choices=[('notice', 'A short mail that names nobody and nothing'), ('never', 'Never by mail: I look here myself')], default='never', max_length=8)),
                    ('address', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('reach', accounts.models.sealing.SealedField(blank=True, default='', help_text='How it is safe to reach her, in her words.')),
                    ('why', accounts.models.sealing.SealedField(blank=True, default='', help_text='Why she wants to join, in her words.')),
                    ('address_index', models.CharField(blank=True, help_text='So that her own later application replaces this one. Until it ends.', max_length=40)),
                    ('is_proven', models.BooleanField(default=False, help_text='She showed that she reads mail at the address.')),
                    ('return_hash', models.CharField(blank=True, max_length=64)),
                    ('digits_hash', models.CharField(blank=True, max_length=64)),
                    ('digits_expire', models.DateTimeField(null=True)),
                    ('digits_tries', models.PositiveSmallIntegerField(default=0)),
                    ('entry_until', models.DateTimeField(null=True)),
                    ('created_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('moved_on', models.DateField(default=django.utils.timezone.localdate, help_text='When its state last changed.')),
                    ('decided_on', models.DateField(null=True)),
                    ('mailed_on', models.DateField(help_text='At most one mail a day.', null=True)),
                    ('in_queue', models.BooleanField(default=False)),
                    ('shown_on', models.DateField(null=True)),
                    ('vouched', models.BooleanField(default=False, help_text="The inviter's word counts: this one used the invitation.")),
                    ('withdrawn_on', models.DateField(help_text='The night after this day closes it.', null=True)),
                    ('turn', models.PositiveSmallIntegerField(default=1)),
                    ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='network.country')),
                    ('inviter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invited', to='network.member')),
                    ('member', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='application', to='network.member')),
                ],
                options={
                    'ordering': ['moved_on', 'pk'],
                    'indexes': [models.Index(fields=['country', 'state'], name='application_by_place'), models.Index(condition=models.Q(('in_queue', True)), fields=['country', 'moved_on'], name='application_in_queue')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('return_hash', ''), _negated=True), fields=('return_hash',), name='a_return_code_opens_one_application'), models.CheckConstraint(condition=models.Q(('member__isnull', True), ('state', 'approved'), _connector='OR'), name='a_member_comes_from_an_approval'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', False), ('state__in', ['approved', 'declined', 'withdrawn', 'expired'])), models.Q(('decided_on__isnull', True), ('state__in', ['draft', 'confirmed', 'in_vetting', 'waiting'])), _connector='OR'), name='a_decision_has_a_day'), models.UniqueConstraint(condition=models.Q(('is_proven', True), ('state__in', ['confirmed', 'in_vetting', 'waiting']), models.Q(('address_index', ''), _negated=True)), fields=('address_index',), name='one_open_application_per_address')],
                },
            ),
            migrations.CreateModel(
                name='Announcement',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('since', models.DateField(default=django.utils.timezone.localdate)),
                    ('last_day', models.DateField()),
                    ('countries', models.ManyToManyField(blank=True, related_name='+', to='network.country', verbose_name='countries')),
                ],
                options={
                    'ordering': ['-since', 'pk'],
                    'indexes': [models.Index(fields=['last_day'], name='announcement_by_end')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('since'))), name='announced_before_its_end')],
                },
            ),
            migrations.CreateModel(
                name='Deed',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('appoint_focal_point', 'Appoint a focal point'), ('dismiss_focal_point', 'Dismiss a focal point'), ('appoint_coordinator', 'Appoint a coordinator'), ('dismiss_coordinator', 'Dismiss a coordinator'), ('lock', 'Lock an account'), ('give_back', 'Give an account back'), ('lock_country', 'Lock all accounts of a country'), ('unlock_country', 'Open the accounts of a country again'), ('shred_country', 'Destroy the keys of a country'), ('make_canary', 'Put a canary into the directory'), ('remove_canary', 'Remove a canary')], max_length=20)),
                    ('details', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('proposed', models.DateTimeField(default=django.utils.timezone.now)),
                    ('expires', models.DateTimeField()),
                    ('in_force', models.DateTimeField(null=True)),
                    ('code_hash', models.CharField(blank=True, max_length=64)),
                    ('country', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.country')),
                    ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='deeds_about', to='network.member')),
                    ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposed', to='network.member')),
                ],
                options={
                    'ordering': ['proposed', 'pk'],
                    'indexes': [models.Index(fields=['expires'], name='deed_by_end')],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'member'), name='proposed_once_about_somebody'), models.UniqueConstraint(fields=('kind', 'country'), name='proposed_once_about_a_country'), models.CheckConstraint(condition=models.Q(models.Q(('country__isnull', False), ('kind__in', ['lock_country', 'shred_country', 'unlock_country']), ('member__isnull', True)), models.Q(('country__isnull', True), ('kind', 'make_canary'), ('member__isnull', True)), models.Q(('country__isnull', True), ('member__isnull', False)), _connector='OR'), name='a_deed_is_about_one_thing')],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('description', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('place', accounts.models.sealing.SealedField(blank=True, default='', help_text='Where, or the link: only for those who have a seat, and only near the time.')),
                    ('mode', models.CharField(choices=[('online', 'Online'), ('in_person', 'In person')], max_length=10)),
                    ('starts', models.DateTimeField()),
                    ('ends', models.DateTimeField()),
                    ('zone', models.CharField(help_text='IANA name: what the clocks show where it takes place.', max_length=40)),
                    ('capacity', models.PositiveSmallIntegerField()),
                    ('place_hours', models.PositiveSmallIntegerField(default=24, help_text='From when on the place is shown.')),
                    ('for_newcomers', models.BooleanField(default=False)),
                    ('is_cancelled', models.BooleanField(default=False)),
                    ('countries', models.ManyToManyField(blank=True, related_name='+', to='network.country', verbose_name='countries')),
                    ('home', models.ForeignKey(help_text='Whose focal points run it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.country')),
                ],
                options={
                    'ordering': ['starts', 'pk'],
                    'indexes': [models.Index(fields=['ends'], name='event_by_end')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='an_event_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('capacity__gte', 1), ('capacity__lte', 300)), name='an_event_has_seats')],
                },
            ),
            migrations.CreateModel(
                name='Figure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('table', models.CharField(choices=[('all', 'Members'), ('country', 'Members by country'), ('sector', 'Members by sector'), ('level', 'Members by level'), ('activity', 'What members do')], max_length=8)),
                    ('row', models.CharField(blank=True, help_text='Code of the country, sector, level or activity.', max_length=16)),
                    ('value', models.PositiveIntegerField(null=True)),
                    ('year', models.PositiveSmallIntegerField(help_text='Counted in its January.')),
                ],
                options={
                    'ordering': ['year', 'table', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('year', 'table', 'row'), name='a_number_once_a_year'), models.CheckConstraint(condition=models.Q(('value__isnull', True), ('value__gte', 40), _connector='OR'), name='no_small_figure_is_stored')],
                },
            ),
            migrations.CreateModel(
                name='KeyDate',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('day', models.DateField()),
                    ('title', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('note', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('reader', models.CharField(choices=[('everybody', 'All members'), ('staff', 'Focal points and coordinators')], default='everybody', max_length=10)),
                    ('countries', models.ManyToManyField(blank=True, related_name='+', to='network.country', verbose_name='countries')),
                ],
                options={
                    'ordering': ['day', 'pk'],
                    'indexes': [models.Index(fields=['day'], name='key_date_by_day')],
                },
            ),
            migrations.CreateModel(
                name='MaterialFile',
                fields=[
                    ('material', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='network.material')),
                    ('base64', accounts.models.sealing.SealedField(blank=True, default='')),
                ],
            ),
            migrations.CreateModel(
                name='Photo',
                fields=[
                    ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='photo', serialize=False, to='network.member')),
                    ('body', accounts.models.sealing.SealedField(blank=True, default='')),
                ],
            ),
            migrations.CreateModel(
                name='Profile',
                fields=[
                    ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to='network.member')),
                    ('name', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('institution', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('position', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('about', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('city', accounts.models.sealing.SealedField(blank=True, default='')),
                ],
            ),
            migrations.CreateModel(
                name='Lock',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.CharField(choices=[('herself', 'She locked it herself'), ('call', 'She asked for it by telephone'), ('device', 'A device of hers was lost or taken'), ('danger', 'She may be in danger, and cannot be asked'), ('review', 'What happened in this account has to be looked at'), ('country', 'All accounts of her country were locked')], max_length=8, verbose_name='reason')),
                    ('locked_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='locked on')),
                    ('is_confirmed', models.BooleanField(default=False, help_text='Whether a second person looked, or she did it.')),
                    ('locked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.member')),
                    ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lock', to='network.member')),
                ],
                options={
                    'ordering': ['locked_on', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('code_hash', models.CharField(max_length=64, unique=True)),
                    ('expires_on', models.DateField()),
                    ('is_used', models.BooleanField(default=False)),
                    ('taken_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.application')),
                    ('inviter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='network.member')),
                ],
                options={
                    'ordering': ['expires_on', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='HiddenFrom',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('country', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.country')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hidings', to='network.member')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                ],
                options={
                    'db_table': 'network_hiding',
                    'constraints': [models.CheckConstraint(condition=models.Q(('country__isnull', True), ('person__isnull', True), _connector='XOR'), name='hidden_from_one_thing'), models.CheckConstraint(condition=models.Q(('person', models.F('member')), _negated=True), name='not_hidden_from_herself'), models.UniqueConstraint(fields=('member', 'country'), name='hidden_from_a_country_once'), models.UniqueConstraint(fields=('member', 'person'), name='hidden_from_a_person_once')],
                },
            ),
            migrations.CreateModel(
                name='EventPreference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('zone', models.CharField(max_length=40)),
                    ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='event_preference', to='network.member')),
                ],
            ),
            migrations.CreateModel(
                name='Enrolment',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('finished_month', models.DateField(null=True)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='network.member')),
                    ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrolments', to='network.series')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('member', 'series'), name='enrolled_once'), models.CheckConstraint(condition=models.Q(('finished_month__isnull', True), ('finished_month__day', 1), _connector='OR'), name='finished_by_month_only')],
                },
            ),
            migrations.CreateModel(
                name='DismissedAnnouncement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='put_away', to='network.announcement')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                ],
                options={
                    'db_table': 'network_putaway',
                    'constraints': [models.UniqueConstraint(fields=('announcement', 'member'), name='put_away_once')],
                },
            ),
            migrations.CreateModel(
                name='DeedConfirmation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('given', models.DateTimeField(default=django.utils.timezone.now)),
                    ('code_hash', models.CharField(blank=True, max_length=64)),
                    ('deed', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second', to='network.deed')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seconded', to='network.member')),
                ],
                options={
                    'db_table': 'network_second',
                },
            ),
            migrations.CreateModel(
                name='Conversation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('phase', models.CharField(choices=[('asked', 'Waits for an answer'), ('open', 'Open'), ('declined', 'Declined')], default='asked', max_length=8)),
                    ('began_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('moved_on', models.DateField(default=django.utils.timezone.localdate, help_text='When somebody last wrote.')),
                    ('asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_by', to='network.member')),
                    ('asker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_for', to='network.member')),
                ],
                options={
                    'ordering': ['-moved_on', 'pk'],
                    'indexes': [models.Index(fields=['moved_on'], name='conversation_by_day')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('asker', models.F('asked')), _negated=True), name='nobody_writes_to_herself'), models.UniqueConstraint(django.db.models.functions.comparison.Least('asker', 'asked'), django.db.models.functions.comparison.Greatest('asker', 'asked'), name='one_conversation_a_pair')],
                },
            ),
            migrations.CreateModel(
                name='ContactOffer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('contact', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='network.conversation')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                ],
                options={
                    'db_table': 'network_offer',
                    'constraints': [models.UniqueConstraint(fields=('conversation', 'member'), name='one_offer_each')],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('assess', 'So that two people can read my application'), ('profile', 'So that I can have a profile here'), ('mail', 'So that short mails can reach me')], max_length=10)),
                    ('text_version', models.PositiveSmallIntegerField()),
                    ('given_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('application', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='network.application')),
                    ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='network.member')),
                ],
                options={
                    'ordering': ['given_on', 'purpose'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('application__isnull', True), ('member__isnull', True), _connector='XOR'), name='a_consent_is_one_persons'), models.UniqueConstraint(fields=('application', 'purpose'), name='an_applicant_consents_once'), models.UniqueConstraint(fields=('member', 'purpose'), name='a_member_consents_once')],
                },
            ),
            migrations.CreateModel(
                name='CircleSeat',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('is_waiting', models.BooleanField(default=False)),
                    ('is_moderator', models.BooleanField(default=False)),
                    ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='network.circle')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle_seats', to='network.member')),
                ],
                options={
                    'ordering': ['-is_moderator', 'member__pseudonym'],
                    'constraints': [models.UniqueConstraint(fields=('circle', 'member'), name='one_seat_per_member_and_circle'), models.CheckConstraint(condition=models.Q(('is_waiting', False), ('is_moderator', False), _connector='OR'), name='who_waits_does_not_moderate')],
                },
            ),
            migrations.CreateModel(
                name='Block',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocked_by', to='network.member')),
                    ('blocker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='network.member')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('blocker', 'blocked'), name='blocked_once'), models.CheckConstraint(condition=models.Q(('blocker', models.F('blocked')), _negated=True), name='not_blocked_by_herself')],
                },
            ),
            migrations.CreateModel(
                name='Alarm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('cause', models.CharField(choices=[('canary', 'Opened a profile that belongs to nobody, or wrote to it'), ('profiles', 'Opened unusually many profiles or real names'), ('cards', 'Looked at a large part of the directory within a week'), ('contacts', 'Opened contact data or requests unusually often'), ('refused', 'Went on where a limit had stopped her'), ('pair', 'The second account within a week that the same two people had let in')], max_length=8)),
                    ('hour', models.DateTimeField(default=network.models.alarms.this_hour)),
                    ('member', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.member')),
                ],
                options={
                    'ordering': ['-hour', '-pk'],
                    'indexes': [models.Index(fields=['hour'], name='alarm_by_hour')],
                },
            ),
            migrations.CreateModel(
                name='MentoringDescription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('side', models.CharField(choices=[('mentor', 'Mentor'), ('mentee', 'Mentee')], max_length=8)),
                    ('skills', models.JSONField(default=list, help_text='Codes of Expertise.')),
                    ('aims', models.JSONField(default=list, help_text='Codes of Aim.')),
                    ('languages', models.JSONField(default=list, help_text='Codes of settings.LANGUAGES.')),
                    ('hours', models.CharField(choices=[('1', 'about 1 hour'), ('2', '2 to 4 hours'), ('5', '5 hours or more')], max_length=2)),
                    ('way', models.CharField(choices=[('call', 'By voice or video'), ('writing', 'In writing'), ('either', 'Either is fine')], max_length=8)),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='', help_text='Her own words, for herself: she may take them into a pairing later.')),
                    ('is_open', models.BooleanField(default=True)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='descriptions', to='network.member')),
                ],
                options={
                    'ordering': ['pk'],
                    'db_table': 'network_description',
                    'constraints': [models.UniqueConstraint(fields=('member', 'side'), name='one_description_per_side')],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('turn', models.PositiveIntegerField(help_text='Its place in the conversation.')),
                    ('text', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('sent_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('delivered_on', models.DateField(help_text='When the other first opened it.', null=True)),
                    ('is_void', models.BooleanField(default=False, help_text='Its author was blocked: nobody but her sees it.')),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                    ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='network.conversation')),
                ],
                options={
                    'ordering': ['turn'],
                    'indexes': [models.Index(fields=['sent_on'], name='message_by_day'), models.Index(fields=['delivered_on'], name='message_by_delivery')],
                    'constraints': [models.UniqueConstraint(fields=('conversation', 'turn'), name='one_message_a_turn')],
                },
            ),
            migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('welcome', 'Welcome. Start with your profile: everything on it is hidden until you show it.'), ('message', 'There is a new message for you.'), ('introduction', 'A member would like to write to you.'), ('mentoring', 'There is news about mentoring.'), ('event', 'There is news about an event you signed up for.'), ('reminder', 'An event you signed up for is near.'), ('learning', 'There is a new session in a series you follow.'), ('circle', 'There is a new post in one of your circles.'), ('request', 'Somebody asks to join a circle that you look after.'), ('seat', 'A circle that you asked to join let you in.'), ('warning', 'Something you wrote was reported. Please read the rules of the circles again.'), ('question', 'Somebody answered in a vetting you take part in.'), ('vetting', 'An application waits for vetting.'), ('locked', 'An account was locked. Find out whether she is safe.'), ('second', 'Something waits for a second person.'), ('decided', 'Something that you proposed was answered.'), ('return', 'Two people want to give your account back to you. If you did not ask for it, lock it now.'), ('unlock', 'Somebody asks to unlock an account.'), ('report', 'A member reported something.'), ('alarm', 'Somebody may be copying the directory. Look now who it is.'), ('country', 'A country was closed for people who want to join.'), ('account', 'Something about your account changed. If it was not you, lock it.')], max_length=14)),
                    ('created', models.DateTimeField(auto_now_add=True)),
                    ('seen', models.BooleanField(default=False)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='network.member')),
                ],
                options={
                    'ordering': ['-created', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('seen', False)), fields=('member', 'kind'), name='one_unseen_notice_of_a_kind')],
                },
            ),
            migrations.CreateModel(
                name='Pairing',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('began_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('until', models.DateField()),
                    ('ended_on', models.DateField(null=True)),
                    ('goals', accounts.models.sealing.SealedField(blank=True, default='', help_text='What they agreed on.')),
                    ('shows_plan', models.BooleanField(default=False, help_text='Whether the mentee lets the mentor read her plan.')),
                    ('conversation', models.ForeignKey(help_text='Opened by it, and ends with it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.conversation')),
                    ('mentee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pairings_as_mentee', to='network.member')),
                    ('mentor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pairings_as_mentor', to='network.member')),
                ],
                options={
                    'ordering': ['-began_on', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('mentor', 'mentee'), name='one_open_pairing_of_two'), models.CheckConstraint(condition=models.Q(('mentor', models.F('mentee')), _negated=True), name='nobody_mentors_herself'), models.CheckConstraint(condition=models.Q(('until__gt', models.F('began_on'))), name='a_pairing_has_a_period')],
                },
            ),
            migrations.CreateModel(
                name='Meeting',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('met_on', models.DateField()),
                    ('minutes', models.PositiveSmallIntegerField()),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                    ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='network.pairing')),
                ],
                options={
                    'ordering': ['-met_on', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 5), ('minutes__lte', 600)), name='a_meeting_takes_some_minutes')],
                },
            ),
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('written_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                    ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='network.pairing')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Pin',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('label', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('path', models.CharField(max_length=300)),
                    ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='network.circle')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('where', accounts.models.sealing.SealedField(blank=True, default='', help_text='Where I am.')),
                    ('goals', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('support', accounts.models.sealing.SealedField(blank=True, default='', help_text='Support I need.')),
                    ('member', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='plan', to='network.member')),
                ],
            ),
            migrations.CreateModel(
                name='PlanStep',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('due', models.DateField(null=True)),
                    ('state', models.CharField(choices=[('todo', 'Not started'), ('doing', 'Under way'), ('done', 'Done')], default='todo', max_length=5)),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='network.plan')),
                ],
                options={
                    'ordering': [models.OrderBy(models.F('due'), nulls_last=True), 'pk'],
                    'db_table': 'network_step',
                },
            ),
            migrations.CreateModel(
                name='Progress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_done', models.BooleanField(default=False)),
                    ('note', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='network.enrolment')),
                    ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.lesson')),
                ],
                options={
                    'verbose_name_plural': 'progress',
                    'constraints': [models.UniqueConstraint(fields=('enrolment', 'lesson'), name='one_progress_per_lesson')],
                },
            ),
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('text', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('answer', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('asked_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('answered_on', models.DateField(null=True)),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='network.application')),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='asked', to='network.member')),
                ],
                options={
                    'ordering': ['asked_on', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Reflection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('is_shared', models.BooleanField(default=False)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                    ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reflections', to='network.pairing')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('pairing', 'by'), name='one_reflection_each')],
                },
            ),
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('post', 'A post in a circle'), ('message', 'A message'), ('profile', 'A profile')], max_length=8)),
                    ('about', models.UUIDField()),
                    ('reason', models.CharField(choices=[('exposure', 'It says, or tries to find out, who somebody is'), ('case', 'It holds names or details of a case'), ('pressure', 'It threatens, presses or asks for favours'), ('harm', 'It insults or belittles people'), ('false', 'The person does not seem to be who she says'), ('off_topic', 'It does not belong here')], max_length=10)),
                    ('excerpt', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('reported_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('outcome', models.CharField(choices=[('open', 'Waits for a decision'), ('dismissed', 'Nothing to do'), ('hidden', 'The text was hidden'), ('warned', 'The author was warned'), ('locked', 'The account was locked for review')], default='open', max_length=10)),
                    ('decided_on', models.DateField(null=True)),
                    ('accused', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                    ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.member')),
                    ('reporter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='network.member')),
                ],
                options={
                    'ordering': ['reported_on', 'pk'],
                    'indexes': [models.Index(fields=['outcome', 'reported_on'], name='report_queue')],
                    'constraints': [models.UniqueConstraint(fields=('reporter', 'kind', 'about'), name='reported_once_by_a_member'), models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('outcome', 'open')), models.Q(models.Q(('outcome', 'open'), _negated=True), ('decided_on__isnull', False)), _connector='OR'), name='a_decision_has_its_day')],
                },
            ),
            migrations.CreateModel(
                name='Signup',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seat', models.PositiveSmallIntegerField(help_text='Empty for somebody who waits.', null=True)),
                    ('reminded', models.PositiveSmallIntegerField(choices=[(0, 'Not Yet'), (1, 'Days Before'), (2, 'Hours Before')], default=0)),
                    ('has_news', models.BooleanField(default=False, help_text='To be told that the event changed.')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signups', to='network.event')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signups', to='network.member')),
                ],
                options={
                    'ordering': [models.OrderBy(models.F('seat'), nulls_last=True), 'pk'],
                    'indexes': [models.Index(condition=models.Q(('has_news', True)), fields=['id'], name='signup_with_news')],
                    'constraints': [models.UniqueConstraint(fields=('event', 'member'), name='one_signup_per_member'), models.UniqueConstraint(fields=('event', 'seat'), name='a_seat_is_given_once')],
                },
            ),
            migrations.CreateModel(
                name='Feedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('useful', models.PositiveSmallIntegerField(choices=[(4, 'Very'), (3, 'Mostly'), (2, 'A little'), (1, 'Not at all')])),
                    ('safe', models.PositiveSmallIntegerField(choices=[(4, 'Very'), (3, 'Mostly'), (2, 'A little'), (1, 'Not at all')])),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('signup', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='network.signup')),
                ],
            ),
            migrations.CreateModel(
                name='Skill',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(choices=[('tip', 'Trafficking in persons'), ('som', 'Smuggling of migrants'), ('gender', 'Gender equality'), ('rights', 'Human rights'), ('victims', 'Protection of victims and witnesses'), ('investigation', 'Investigation and prosecution'), ('lawmaking', 'Law and policy making'), ('leadership', 'Leadership and management'), ('training', 'Training and teaching')], max_length=16)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skills', to='network.member')),
                ],
                options={
                    'ordering': ['code'],
                    'constraints': [models.UniqueConstraint(fields=('member', 'code'), name='a_skill_once')],
                },
            ),
            migrations.CreateModel(
                name='SpokenLanguage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(choices=[('en', 'English'), ('fr', 'French'), ('ar', 'Arabic'), ('fa', 'Persian'), ('prs', 'Dari'), ('ps', 'Pashto'), ('ur', 'Urdu'), ('bn', 'Bangla')], max_length=8)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spoken', to='network.member')),
                ],
                options={
                    'ordering': ['code'],
                    'db_table': 'network_spoken',
                    'constraints': [models.UniqueConstraint(fields=('member', 'code'), name='a_language_once')],
                },
            ),
            migrations.CreateModel(
                name='Suggestion',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('mentor_says', models.CharField(blank=True, choices=[('', 'No answer yet'), ('yes', 'Yes'), ('no', 'No')], default='', max_length=3)),
                    ('mentee_says', models.CharField(blank=True, choices=[('', 'No answer yet'), ('yes', 'Yes'), ('no', 'No')], default='', max_length=3)),
                    ('grounds', models.JSONField(default=dict, help_text='The coded facts that both share; see matching.py.')),
                    ('made_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('mentee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggested_mentors', to='network.member')),
                    ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggested_mentees', to='network.member')),
                ],
                options={
                    'ordering': ['-made_on', 'pk'],
                    'indexes': [models.Index(fields=['made_on'], name='suggestion_by_day')],
                    'constraints': [models.UniqueConstraint(fields=('mentor', 'mentee'), name='a_pair_is_suggested_once'), models.CheckConstraint(condition=models.Q(('mentor', models.F('mentee')), _negated=True), name='nobody_is_suggested_herself')],
                },
            ),
            migrations.CreateModel(
                name='Thread',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('turn', models.PositiveIntegerField(default=0)),
                    ('circle', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='threads', to='network.circle')),
                ],
                options={
                    'ordering': ['-turn', 'pk'],
                    'indexes': [models.Index(fields=['circle', '-turn'], name='thread_by_turn')],
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('turn', models.PositiveIntegerField()),
                    ('posted_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('words', accounts.models.sealing.SealedField(blank=True, default='')),
                    ('hidden_for', models.CharField(blank=True, choices=[('exposure', 'It says, or tries to find out, who somebody is'), ('case', 'It holds names or details of a case'), ('pressure', 'It threatens, presses or asks for favours'), ('harm', 'It insults or belittles people'), ('false', 'The person does not seem to be who she says'), ('off_topic', 'It does not belong here')], max_length=10)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='network.member')),
                    ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='network.thread')),
                ],
                options={
                    'ordering': ['turn', 'pk'],
                    'indexes': [models.Index(fields=['posted_on'], name='post_by_day')],
                    'constraints': [models.UniqueConstraint(fields=('thread', 'turn'), name='one_post_a_turn')],
                },
            ),
            migrations.CreateModel(
                name='Tie',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('invited', 'Invited her'), ('proposed', 'Proposed her for an office')], max_length=8)),
                    ('since', models.DateField(default=django.utils.timezone.localdate)),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties', to='network.member')),
                    ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tied_by', to='network.member')),
                ],
                options={
                    'indexes': [models.Index(fields=['since'], name='tie_by_day')],
                    'constraints': [models.UniqueConstraint(fields=('member', 'other', 'kind'), name='tied_once_in_a_way'), models.CheckConstraint(condition=models.Q(('other', models.F('member')), _negated=True), name='not_tied_to_herself')],
                },
            ),
            migrations.CreateModel(
                name='Trail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hour', models.DateTimeField()),
                    ('actor', models.UUIDField(null=True)),
                    ('action', models.CharField(max_length=40)),
                    ('about', models.UUIDField(null=True)),
                    ('result', models.CharField(max_length=20)),
                ],
                options={
                    'ordering': ['-hour', '-pk'],
                    'indexes': [models.Index(fields=['hour'], name='trail_by_hour'), models.Index(fields=['actor', 'action', 'hour'], name='trail_by_actor'), models.Index(fields=['about', 'hour'], name='trail_by_about')],
                },
            ),
            migrations.CreateModel(
                name='UnlockApproval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(choices=[('voice', 'I spoke to her, know her voice, and she is free to talk'), ('met', 'I met her'), ('trusted', 'Somebody who knows her, and whom I trust, met her'), ('reviewed', 'The review is over')], max_length=8)),
                    ('given_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('lock', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='network.lock')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.member')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('lock', 'staff'), name='one_approval_per_staff_member')],
                },
            ),
            migrations.CreateModel(
                name='ViewRecord',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('day', models.DateField(default=django.utils.timezone.localdate)),
                ],
                options={
                    'db_table': 'network_seen',
                    'indexes': [models.Index(fields=['day'], name='seen_by_day')],
                },
            ),
            migrations.CreateModel(
                name='VisibilityGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fact', models.CharField(choices=[('name', 'Real name'), ('institution', 'Institution'), ('position', 'Position'), ('about', 'About me'), ('city', 'City'), ('country', 'Country'), ('sector', 'Sector'), ('level', 'Experience'), ('languages', 'Languages'), ('expertise', 'Expertise'), ('photo', 'Photo')], max_length=12)),
                    ('country', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.country')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='showings', to='network.member')),
                ],
                options={
                    'db_table': 'network_showing',
                    'constraints': [models.UniqueConstraint(fields=('member', 'fact', 'country'), name='shown_to_a_country_once'), models.UniqueConstraint(condition=models.Q(('country__isnull', True)), fields=('member', 'fact'), name='shown_to_all_once')],
                },
            ),
            migrations.CreateModel(
                name='Vote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seat', models.CharField(choices=[('home', 'Focal point of her country'), ('abroad', 'Focal point of another country'), ('coordinator', 'Coordinator')], max_length=12)),
                    ('is_yes', models.BooleanField()),
                    ('reason', models.CharField(choices=[('known', 'I know her from her work, or somebody I trust does'), ('referee', 'A referee confirmed it to me by voice, outside this portal'), ('post', 'Her post is publicly known and I checked it'), ('unknown', 'Nobody could confirm who she is'), ('purpose', 'It is not what this place is for'), ('doubt', 'I doubt that she is who she says'), ('risk', 'Her joining would put her or others in danger')], max_length=10)),
                    ('voted_on', models.DateField(default=django.utils.timezone.localdate)),
                    ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='network.application')),
                    ('vetter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='network.member')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('application', 'vetter'), name='one_vote_per_vetter'), models.CheckConstraint(condition=models.Q(models.Q(('is_yes', True), ('reason__in', ['known', 'referee', 'post'])), models.Q(('is_yes', False), ('reason__in', ['unknown', 'purpose', 'doubt', 'risk'])), _connector='OR'), name='a_reason_fits_its_vote')],
                },
            ),
        ]),
        migrations.RunPython(refuse, allow),
    ]
