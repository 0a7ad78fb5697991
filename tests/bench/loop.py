"""The same quarter the way a team would first write it: unit by unit, indicator by indicator, through the ORM."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from assessments.calendar import working_days_between
from assessments.models import ApprovedLine, DeductionCase, Report, ReportStep, Score, ScoreRun
from experts.models import CreditEntry, Placement, Selection
from townships.models import Tier, Township

CENT = Decimal("0.01")
QUARTERS = (1, 2, 3, 4)


def score_period(period, at) -> ScoreRun:
    run = ScoreRun.objects.create(period=period, version=1, scheme=period.scheme, engine="loop", computed_at=at)
    for unit in Township.objects.assessed().open_on(period.last_day).order_by("order"):
        score_unit(run, unit, period, at)
    for district in {score.township.district_id for score in run.scores.select_related("township")}:
        rank(run, district)
    return run


def rank(run, district):
    scores = list(run.scores.filter(township__district=district))
    heads = run.scheme.indicators.get(measure="heads").position - 1
    keys = {score.pk: (score.total, score.bonus, score.points[heads] or 0) for score in scores}
    for score in scores:
        score.rank = 1 + sum(keys[other.pk] > keys[score.pk] for other in scores)
        peers = [other for other in scores if other.tier == score.tier]
        score.tier_rank = 1 + sum(keys[other.pk] > keys[score.pk] for other in peers)
        score.save()


def score_unit(run, unit, period, at):
    tier = unit.tiers.filter(starts_on__lte=period.first_day).order_by("-starts_on").first().tier
    report = Report.objects.filter(period=period, township=unit).first()
    missing = report is None or report.first_submitted_at is None
    counted, out_of, expected, points, row_ids, row_counts = [], [], [], [], [], []
    earned = applicable = Decimal(0)
    for indicator in run.scheme.indicators.order_by("position"):
        value, whole, rows = COUNT[indicator.measure](unit, period, indicator, report)
        if indicator.source == "self":
            value = Decimal(0) if missing else reported(unit, period, indicator)
        goal = expectation(indicator, tier, period)
        result = points_of(indicator, tier, value, whole, goal)
        counted.append(value), out_of.append(whole), expected.append(goal)
        points.append(None if result is None else int(result * 100))
        row_ids.extend(rows), row_counts.append(len(rows))
        if result is not None:
            earned += result
            applicable += indicator.weight
    base = (100 * earned / applicable).quantize(CENT, ROUND_HALF_UP)
    counts = [deduction_count(rule, unit, period, missing) for rule in run.scheme.deduction_rules.order_by("position")]
    rules = list(run.scheme.deduction_rules.order_by("position"))
    deductions = sum((rule.points * count for rule, count in zip(rules, counts, strict=True)), Decimal(0))
    raw = sum((entry.amount for entry in ledger(unit, period)), Decimal(0))
    persons = sum((entry.persons for entry in ledger(unit, period)), Decimal(0))
    bonus = min(run.scheme.bonus_cap, max(run.scheme.bonus_floor, raw))
    total = max(Decimal(0), base - deductions) + bonus
    veto = any(rule.is_veto and count for rule, count in zip(rules, counts, strict=True))
    Score.objects.create(
        run=run, township=unit, tier=tier, tier_months=months(unit, period), counted=counted, out_of=out_of,
        expected=expected, points=points, row_ids=row_ids, row_counts=row_counts, deduction_counts=counts,
        earned=earned, applicable=applicable, base=base, deductions=deductions, bonus_raw=raw, bonus_persons=persons,
        bonus=bonus, total=total, tier_rank=0, rank=0, is_missing=missing,
        grade=band(run, "grade", total, missing or veto), light=light(run, total, missing),
    )  # fmt: skip


def months(unit, period):
    tiers = [unit.tiers.filter(starts_on__lte=dt.date(period.year, 3 * q - 2, 1)).latest("starts_on") for q in QUARTERS]
    return 2 * [3 * sum(row.tier == tier for row in tiers) for tier in Tier.values]


def band(run, kind, total, barred):
    bands = list(run.scheme.bands.filter(kind=kind).order_by("-minimum"))
    for place, row in enumerate(bands):
        if total >= row.minimum and not (barred and place == 0):
            return row.code
    return bands[-1].code


def light(run, total, missing):
    if missing:
        return run.scheme.bands.filter(kind="light").order_by("minimum").first().code
    return band(run, "light", total, False)


def expectation(indicator, tier, period):
    if indicator.kind in ("steps", "penalty"):
        return None
    target = indicator.targets.get(tier=tier).value
    return target * indicator.phase[period.quarter - 1] if indicator.phase else target


def points_of(indicator, tier, value, whole, goal):
    weight = indicator.weight
    if whole == 0:
        return None
    if indicator.kind == "penalty":
        return max(Decimal(0), weight - value)
    if indicator.kind == "steps":
        reached = [s.points for s in indicator.steps.filter(tier=tier) if value >= s.at_least * (whole or 1)]
        return max(reached, default=Decimal(0))
    if goal == 0:
        return weight if value > 0 else None
    if indicator.kind == "yes_no":
        return weight if value > 0 else Decimal(0)
    share = value / (goal * whole) if whole is not None else value / goal
    return (weight * min(Decimal(1), max(Decimal(0), share))).quantize(CENT, ROUND_HALF_UP)


def reported(unit, period, indicator):
    total = Decimal(0)
    first = 1 if indicator.basis == "ytd" else period.quarter
    for quarter in range(first, period.quarter + 1):
        lines = ApprovedLine.objects.filter(report__township=unit, indicator__code=indicator.code)
        in_quarter = lines.filter(report__period__year=period.year, report__period__quarter=quarter)
        line = in_quarter.filter(superseded_at=None).first()
        if line is not None:
            total += len(line.ticks) if indicator.kind == "checklist" else line.value or 0
    return total


def deduction_count(rule, unit, period, missing):
    count = DeductionCase.objects.filter(period=period, township=unit, code=rule.code).count()
    if rule.code == "Y1":
        count += missing
    if rule.code == "Y3":
        for spot in Placement.objects.verified().filter(township=unit, end_reason__in=["left", "moved"]):
            ran_out = spot.ends_on + dt.timedelta(days=30)
            told = spot.departure_reported_on
            if period.first_day <= ran_out < period.after and (told is None or told > ran_out):
                count += 1
    return count


def ledger(unit, period):
    return CreditEntry.objects.filter(
        township=unit, counts_on__gte=period.year_start, counts_on__lt=period.after
    ).order_by("pk")


def simple(related, **conditions):
    """A count of verified rows of the unit with dates in a window."""

    def count(unit, period, indicator, report):
        values = {name: value(period) if callable(value) else value for name, value in conditions.items()}
        rows = list(getattr(unit, related).verified().filter(**values).order_by("pk"))
        ids = [row.pk for row in rows]
        return Decimal(min(len(ids), 1) if indicator.kind == "yes_no" else len(ids)), None, ids

    return count


def in_year(field):
    return {f"{field}__gte": lambda p: p.year_start, f"{field}__lt": lambda p: p.after}


def in_quarter(field):
    return {f"{field}__gte": lambda p: p.first_day, f"{field}__lt": lambda p: p.after}


def posts(unit, period, indicator, report):
    wanted = {("head", "party_secretary"), ("deputy_head", "full_time_deputy")}
    rows = [
        post
        for post in unit.posts.verified().held_on(period.last_day).order_by("pk")
        if post.post == "clerk" or (post.post, post.office) in wanted
    ]
    return Decimal(len({row.post for row in rows})), None, [row.pk for row in rows]


def heads(unit, period, indicator, report):
    rows = [entry for entry in ledger(unit, period) if entry.heads]
    return sum((row.heads for row in rows), Decimal(0)), None, [row.pk for row in rows]


def upgrades(unit, period, indicator, report):
    told = {}
    for entry in ledger(unit, period).filter(rule="upgrade"):
        told.setdefault((entry.selection_id, entry.placement_id, entry.effective_on), []).append(entry)
    rows = [entries[0].pk for entries in told.values() if sum(entry.amount for entry in entries) > 0]
    return Decimal(len(rows)), None, rows


def applications(unit, period, indicator, report):
    rows = unit.applications.verified().filter(filed_on__gte=period.year_start, filed_on__lt=period.after)
    kept = [row for row in rows.order_by("pk") if row.withdrawn_on is None or row.withdrawn_on >= period.after]
    return Decimal(len(kept)), None, [row.pk for row in kept]


def earns_bonus(expert, period):
    chosen = Selection.objects.verified().filter(expert=expert, selected_on__lt=period.after)
    return any(selection.programme.earns_bonus for selection in chosen)


def other_talent(unit, period, indicator, report):
    total, ids = Decimal(0), []
    for spot in unit.placements.verified().started_between(period.year_start, period.after).order_by("pk"):
        if spot.expert.distinction and not earns_bonus(spot.expert, period):
            total += indicator.items.get(code=spot.expert.distinction).value
            ids.append(spot.pk)
    for team in unit.teams.verified().filter(arrived_on__gte=period.year_start, arrived_on__lt=period.after):
        total += indicator.items.get(code="team").value
        ids.append(-team.pk)
    return total, None, sorted(ids)


def coverage(unit, period, indicator, report):
    ids = []
    for spot in unit.placements.verified().active_on(period.last_day).order_by("pk"):
        chosen = Selection.objects.verified().filter(expert=spot.expert, selected_on__lte=period.last_day)
        if any(selection.programme.earns_bonus for selection in chosen):
            ids.append(spot.pk)
    return Decimal(min(len(ids), 1)), None, ids


def new_platforms(unit, period, indicator, report):
    rows = unit.platforms.verified().filter(approved_on__gte=period.year_start, approved_on__lt=period.after)
    total = sum((indicator.items.get(code=row.level).value for row in rows), Decimal(0))
    return total, None, [row.pk for row in rows.order_by("pk")]


def active_platforms(unit, period, indicator, report):
    running = list(unit.platforms.verified().running_on(period.last_day).order_by("pk"))
    since = period.after.replace(year=period.after.year - 1)
    active = [p for p in running if p.activities.verified().filter(held_on__gte=since, held_on__lt=period.after)]
    return Decimal(len(active)), Decimal(len(running)), [row.pk for row in active]


def participations(unit, period, indicator, report):
    rows = unit.participations.verified().order_by("pk")
    ids = [row.pk for row in rows if period.year_start <= row.event.held_on < period.after]
    return Decimal(len(ids)), None, ids


def partnership(unit, period, indicator, report):
    ids = [row.pk for row in unit.partnerships.verified().active_on(period.last_day).order_by("pk")]
    return Decimal(min(len(ids), 1)), None, ids


def contacts(unit, period, indicator, report):
    experts = {spot.expert_id for spot in unit.placements.verified().active_on(period.last_day)}
    ids = []
    for expert in experts:
        met = unit.contacts.verified().filter(expert=expert, post__post__in=["head", "deputy_head"])
        met = met.filter(contacted_on__gte=period.first_day, contacted_on__lt=period.after).order_by("pk").first()
        if met:
            ids.append(met.pk)
    return Decimal(len(ids)), Decimal(len(experts)), sorted(ids)


def requests(unit, period, indicator, report):
    due = unit.requests.verified().filter(due_on__gte=period.first_day, due_on__lt=period.after).order_by("pk")
    on_time = [row.pk for row in due if row.closed_on and row.closed_on <= row.due_on]
    return Decimal(len(on_time)), Decimal(due.count()), on_time


def quality(unit, period, indicator, report):
    sizes = {item.code: item.value for item in indicator.items.all()}
    if report.first_submitted_at is None:
        return sizes["missing"], None, [report.pk]
    day = (report.first_submitted_at + dt.timedelta(hours=8)).date()
    late = working_days_between(period.due_on, day)
    size = sizes["late_over_3_working_days"] if late > 3 else sizes["late_1_to_3_working_days"] if late else Decimal(0)
    returns = ReportStep.objects.filter(report=report, step="return", is_unit_error=True).count()
    return size + sizes["each_return"] * returns, None, [report.pk]


COUNT = {
    "leading_group": posts,
    "committee_sessions": simple("sessions", has_minutes=True, **in_year("held_on")),
    "responsibility_letter": simple("letters", year=lambda p: p.year, signed_on__lt=lambda p: p.after),
    "heads": heads,
    "applications": applications,
    "other_talent": other_talent,
    "coverage": coverage,
    "upgrades": upgrades,
    "invention_patents": simple("patents", kind="invention", **in_year("granted_on")),
    "new_platforms": new_platforms,
    "active_platforms": active_platforms,
    "event_participations": participations,
    "partnership": partnership,
    "cooperation_projects": simple("projects", **in_year("signed_on")),
    "leader_contacts": contacts,
    "symposium": simple("symposia", has_minutes=True, **in_quarter("held_on")),
    "requests_on_time": requests,
    "fund_paid": simple("payments", **in_year("paid_on")),
    "report_quality": quality,
}
