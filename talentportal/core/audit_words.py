"""What stands in the audit log, in words: an action is a verb and a noun, put together in either language."""

from typing import Any

from django.utils.translation import pgettext_lazy

from talentportal.core import formats

VERBS: dict[str, Any] = {
    "agree": pgettext_lazy("audit verb", "agree to"),
    "annotate": pgettext_lazy("audit verb", "annotate"),
    "approve": pgettext_lazy("audit verb", "approve"),
    "assign": pgettext_lazy("audit verb", "assign"),
    "check": pgettext_lazy("audit verb", "check"),
    "claim": pgettext_lazy("audit verb", "claim"),
    "confirm": pgettext_lazy("audit verb", "confirm"),
    "convert": pgettext_lazy("audit verb", "convert"),
    "correct": pgettext_lazy("audit verb", "correct"),
    "decide": pgettext_lazy("audit verb", "decide"),
    "decline": pgettext_lazy("audit verb", "decline"),
    "edit": pgettext_lazy("audit verb", "edit"),
    "end": pgettext_lazy("audit verb", "end"),
    "file": pgettext_lazy("audit verb", "file"),
    "finalise": pgettext_lazy("audit verb", "finalise"),
    "import": pgettext_lazy("audit verb", "import"),
    "move": pgettext_lazy("audit verb", "move"),
    "open": pgettext_lazy("audit verb", "open"),
    "prepare": pgettext_lazy("audit verb", "prepare"),
    "print": pgettext_lazy("audit verb", "print"),
    "propose": pgettext_lazy("audit verb", "propose"),
    "publish": pgettext_lazy("audit verb", "publish"),
    "recall": pgettext_lazy("audit verb", "recall"),
    "record": pgettext_lazy("audit verb", "record"),
    "register": pgettext_lazy("audit verb", "register"),
    "reopen": pgettext_lazy("audit verb", "reopen"),
    "reply": pgettext_lazy("audit verb", "reply to"),
    "request": pgettext_lazy("audit verb", "request"),
    "resolve": pgettext_lazy("audit verb", "resolve"),
    "return": pgettext_lazy("audit verb", "return"),
    "review": pgettext_lazy("audit verb", "review"),
    "run": pgettext_lazy("audit verb", "run"),
    "save": pgettext_lazy("audit verb", "save"),
    "score": pgettext_lazy("audit verb", "score"),
    "send": pgettext_lazy("audit verb", "send"),
    "submit": pgettext_lazy("audit verb", "submit"),
    "undo": pgettext_lazy("audit verb", "undo"),
    "verify": pgettext_lazy("audit verb", "verify"),
    "view": pgettext_lazy("audit verb", "view"),
    "withdraw": pgettext_lazy("audit verb", "withdraw"),
}
NOUNS: dict[str, Any] = {
    "amendment": pgettext_lazy("audit noun", "amendment"),
    "assignment": pgettext_lazy("audit noun", "assignment"),
    "audit": pgettext_lazy("audit noun", "audit log"),
    "contact": pgettext_lazy("audit noun", "contact"),
    "enterprise": pgettext_lazy("audit noun", "enterprise"),
    "event": pgettext_lazy("audit noun", "event"),
    "leadership": pgettext_lazy("audit noun", "leadership"),
    "outcome": pgettext_lazy("audit noun", "outcome"),
    "request": pgettext_lazy("audit noun", "service request"),
    "subsidy": pgettext_lazy("audit noun", "subsidy"),
    "university": pgettext_lazy("audit noun", "university cooperation"),
    "circular": pgettext_lazy("audit noun", "circular"),
    "claim": pgettext_lazy("audit noun", "claim"),
    "conflict": pgettext_lazy("audit noun", "attribution conflict"),
    "decision": pgettext_lazy("audit noun", "decision"),
    "deduction": pgettext_lazy("audit noun", "deduction"),
    "expert": pgettext_lazy("audit noun", "expert"),
    "figure": pgettext_lazy("audit noun", "figure"),
    "full_expert": pgettext_lazy("audit noun", "full record of an expert"),
    "note": pgettext_lazy("audit noun", "note"),
    "objection": pgettext_lazy("audit noun", "objection"),
    "paper": pgettext_lazy("audit noun", "paper"),
    "period": pgettext_lazy("audit noun", "period"),
    "placement": pgettext_lazy("audit noun", "placement"),
    "platform": pgettext_lazy("audit noun", "platform"),
    "report": pgettext_lazy("audit noun", "report"),
    "results": pgettext_lazy("audit noun", "results"),
    "run": pgettext_lazy("audit noun", "score run"),
    "scenario": pgettext_lazy("audit noun", "scenario"),
    "scheme": pgettext_lazy("audit noun", "scheme"),
    "share": pgettext_lazy("audit noun", "share"),
    "township": pgettext_lazy("audit noun", "unit"),
    "user": pgettext_lazy("audit noun", "account"),
    "year": pgettext_lazy("audit noun", "result of the year"),
}


def action_words(action: str) -> str:
    """edit report / 修改报表; an action without words stands as it is."""
    verb, _gap, noun = action.rpartition(".")[2].partition("_")
    if verb not in VERBS or noun not in NOUNS:
        return action
    return f"{VERBS[verb]}{' ' if formats.in_english() else ''}{NOUNS[noun]}"
