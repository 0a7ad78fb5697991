"""How a quarter is written in addresses: 2014Q3. Imported by every URL module that carries a period."""

from django.urls import register_converter


class PeriodConverter:
    """Keeps the text; views look it up with `Period.objects.coded(code)`."""

    regex = "[0-9]{4}Q[1-4]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        """Takes the code or the period itself."""
        return str(getattr(value, "code", value))


register_converter(PeriodConverter, "period")
