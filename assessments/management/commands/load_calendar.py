"""Fill the table of holidays and swapped working weekends from the chinesecalendar package."""

from django.core.management.base import BaseCommand

from assessments.models import CalendarException
from assessments.services.holidays import load_holidays


class Command(BaseCommand):
    """`manage.py load_calendar`: run it at installation; afterwards the scheduler does it every night."""

    help = "Fill the holiday calendar with the years known to the chinesecalendar package."

    def handle(self, *args, **options):
        count = load_holidays()
        last = CalendarException.objects.latest("day").day
        self.stdout.write(f"{count} days loaded; the calendar reaches {last}")
