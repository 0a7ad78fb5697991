"""Personal data as it is shown by default: enough to recognise a known person, too little to find a stranger.

Lists, exports, the API and every page for roles without `experts.view_full_expert` use these.
"""

from talentportal.core.bilingual import reads_english

from .models import Expert

HIDDEN = "*"


def mask_name(name: str) -> str:
    """演** for 演示甲, A*** for a Latin name: the first character and how long a Chinese name is."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return name[0] + HIDDEN * 3
    return name[0] + HIDDEN * min(3, max(1, len(name) - 1))


def mask_phone(phone: str) -> str:
    """138****8000; a number too short to hide its middle is hidden whole."""
    phone = phone.strip()
    if len(phone) < 8:
        return HIDDEN * 4 if phone else ""
    return f"{phone[:3]}{HIDDEN * 4}{phone[-4:]}"


def mask_identity(last4: str) -> str:
    """**************123X: the last four are all that is kept."""
    return f"{HIDDEN * 14}{last4}" if last4 else ""


def shown_name(expert: Expert, *, full: bool) -> str:
    """The name in the reader's language for those who may see it, masked for everybody else."""
    if not full:
        return mask_name(expert.name)
    return expert.name_en if reads_english() and expert.name_en else expert.name
