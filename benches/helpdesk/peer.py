"""django-helpdesk at work: creates tickets by the form of its staff's page, as many as it is told on its input.

Runs in an environment of its own (see `benches.helpdesk`), and imports nothing of ours.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import include, path

APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
)
CREATED = """
    SELECT (SELECT count(*) FROM helpdesk_ticket), (SELECT count(*) FROM helpdesk_followup),
           (SELECT count(*) FROM helpdesk_followup WHERE email_recipients::text LIKE '%@%')"""


class Site:
    """Where the pages are: mails name their addresses."""

    urlpatterns: ClassVar[list[Any]] = []


def configure() -> None:
    """Set what a production site sets, and what costs least: kept connections, no debugging, mail that goes nowhere."""
    settings.configure(
        SECRET_KEY="of a bench",
        DEBUG=False,
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        SITE_ID=1,
        INSTALLED_APPS=APPS,
        ROOT_URLCONF=Site,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        LOGGING_CONFIG=None,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": os.environ["BENCH_DATABASE"],
                "HOST": os.environ["BENCH_SOCKETS"],
                "USER": os.environ["BENCH_USER"],
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()
    Site.urlpatterns = [path("helpdesk/", include("helpdesk.urls"))]


def furnish(queues: int) -> Any:
    """Make the tables, the words of mails, queues, and somebody who answers the telephone."""
    from django.contrib.auth import get_user_model
    from helpdesk.models import Queue

    call_command("migrate", verbosity=0, interactive=False)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    for number in range(queues):
        queue = Queue(title=f"Area {number}", slug=f"area-{number}", email_address=f"area-{number}@example.org")
        queue.save()
    user = get_user_model().objects.create_user("agent", "agent@example.org", "secret", is_staff=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return user


def create(user: Any, number: int, *, has_mail: bool) -> None:
    """Do what the view does with what its page has sent: make the form, check it, save it. One transaction, like us."""
    from helpdesk.forms import TicketForm
    from helpdesk.views.staff import get_user_queues

    with transaction.atomic():
        choices = get_user_queues(user)
        sent = {
            "queue": str(choices[1 + number % (len(choices) - 1)][0]),
            "title": f"宽带故障: 无法上网 {number}",
            "body": f"常州市天宁区和平路{number}号3幢乙单元502室，光猫亮红灯，重启无效，请尽快上门。",
            "submitter_email": f"customer-{number}@example.org" if has_mail else "",
            "priority": "3",
        }
        form = TicketForm(data=sent, queue_choices=choices)
        if not form.is_valid():
            raise ValueError(form.errors.as_json())
        form.save(user=user)


def main() -> None:
    """Obey: "create 500 1" makes so many tickets, with a mail each or without, and answers what there is by then."""
    configure()
    user = furnish(int(os.environ["BENCH_QUEUES"]))
    print(json.dumps({"django": django.get_version(), "pid": os.getpid(), "file": Path(__file__).name}), flush=True)
    number = 0
    for line in sys.stdin:
        _, count, mails = line.split()
        for _ in range(int(count)):
            create(user, number, has_mail=mails == "1")
            number += 1
        with connection.cursor() as cursor:
            cursor.execute(CREATED)
            tickets, follow_ups, mailed = cursor.fetchone()
        print(json.dumps({"tickets": tickets, "follow_ups": follow_ups, "mailed": mailed}), flush=True)


if __name__ == "__main__":
    main()
