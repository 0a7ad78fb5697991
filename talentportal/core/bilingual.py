"""Names that are data in both languages: `name` gives the reader's."""

from django.utils.translation import get_language


def reads_english() -> bool:
    """Whether the active language is English; Chinese is the default."""
    return (get_language() or "").startswith("en")


class Bilingual:
    """For models with name_zh and name_en."""

    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        return self.name_en if reads_english() and self.name_en else self.name_zh
