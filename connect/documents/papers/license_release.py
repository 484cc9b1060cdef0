"""State License Release (documents 7, V12). The board decides: nothing here says that someone may drive."""

from connect.cases.kinds import AgencyNoticeVariant, LicenseKind
from connect.documents.papers.parts import closing, pairs, reference_pairs, rule_sentence, short, what_is_owed, words_of
from connect.documents.snapshots import LicenseRelease
from connect.documents.wording import Wording
from connect.lib.rulebook import Reason, Rulebook, reason_rule
from connect.paper.blocks import Block, Heading, RuledTable, Sentences

_DRIVING = {LicenseKind.DRIVER, LicenseKind.COMMERCIAL_DRIVER}


def license_release_paper(snapshot: LicenseRelease, wording: Wording, rules: Rulebook) -> list[Block]:
    released = snapshot.variant != AgencyNoticeVariant.DENIED
    license_name = wording.name("license", snapshot.license_kind)
    facts = {"board": snapshot.board, "license": license_name, "day": words_of(snapshot.dated_on, wording)}
    reason = rules.rule(reason_rule("license_release", wording.jurisdiction, snapshot.reason), snapshot.dated_on)
    why = reason.sentence.in_language(wording.language) if isinstance(reason, Reason) else ""
    first = wording.blocks("released" if released else "denied", **facts)
    return [
        Heading(wording.title, 1),
        *(Sentences(block.text, strong=True) for block in first if isinstance(block, Sentences)),
        *reference_pairs(snapshot, wording),
        *pairs(
            (wording.label("license"), license_name),
            (wording.label("license_ending"), snapshot.license_ending),
            (wording.label("board"), snapshot.board),
        ),
        *wording.blocks("reason", reason=why),
        *_income(snapshot, wording, rules),
        *(
            [*wording.blocks("next"), *wording.blocks("your_step", board=snapshot.board)]
            if released
            else wording.blocks("contest", phone=snapshot.contact.phone)
        ),
        *(wording.blocks("bring_back") if released else []),
        *_others(snapshot, wording),
        # A release may be shown to a board or an officer, so no amount stands on it.
        *([] if released else what_is_owed(snapshot.owing, wording, wording.label("balance"))),
        *closing(snapshot, wording, rules),
        *(wording.box("proof") if released else []),
    ]


def _income(snapshot: LicenseRelease, wording: Wording, rules: Rulebook) -> list[Block]:
    """The rule about income, of the licenses and the day for which it holds."""
    if snapshot.reason != "income" or snapshot.license_kind not in _DRIVING:
        return []
    rule = rule_sentence(rules, "license_protection", snapshot.dated_on, wording)
    return wording.blocks("income", rule=rule) if rule else []


def _others(snapshot: LicenseRelease, wording: Wording) -> list[Block]:
    if not snapshot.others:
        return []
    rows = tuple(
        (
            " ".join(filter(None, (wording.name("license", each.license_kind), each.ending))),
            f"{wording.name('standing', each.variant)} ({short(each.dated_on, wording)})",
        )
        for each in snapshot.others
    )
    heads = (wording.label("license"), wording.label("where_it_stands"))
    return [*wording.blocks("others"), RuledTable(wording.label("others"), heads, ("text", "text"), rows)]
