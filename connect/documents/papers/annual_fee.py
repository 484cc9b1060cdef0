"""Annual Service Fee Notice (documents 1, V6)."""

from connect.documents.papers.parts import closing, pairs, reference_pairs, words_of
from connect.documents.snapshots import AnnualFeeNotice
from connect.documents.wording import Wording
from connect.lib.money import in_dollars
from connect.lib.rulebook import Rulebook
from connect.paper.blocks import Block, Heading, LargeAmount


def annual_fee_paper(snapshot: AnnualFeeNotice, wording: Wording, rules: Rulebook) -> list[Block]:
    year = (words_of(snapshot.year_from, wording), words_of(snapshot.year_to, wording))
    if snapshot.to_come:
        what_to_do = wording.words("send_nothing", to_come=in_dollars(snapshot.to_come))
    else:
        what_to_do = wording.words("all_taken")
    others = wording.blocks("other_cases", cases=", ".join(snapshot.other_cases)) if snapshot.other_cases else []
    return [
        Heading(wording.title, 1),
        LargeAmount(wording.label("fee_applies"), in_dollars(snapshot.assessed), what_to_do),
        *reference_pairs(snapshot, wording, period=f"{year[0]} - {year[1]}"),
        *wording.blocks(
            "why_this_case",
            year_from=year[0],
            year_to=year[1],
            collected=in_dollars(snapshot.collected),
            threshold=in_dollars(snapshot.threshold),
        ),
        *pairs(
            (wording.label("collected"), in_dollars(snapshot.collected)),
            (wording.label("threshold"), in_dollars(snapshot.threshold)),
            (wording.label("assessed"), in_dollars(snapshot.assessed)),
            (wording.label("recovered"), in_dollars(snapshot.recovered)),
            (wording.label("to_come"), in_dollars(snapshot.to_come)),
        ),
        *wording.blocks("how_taken", assessed=in_dollars(snapshot.assessed)),
        *wording.blocks("unchanged"),
        *others,
        *wording.blocks("exempt"),
        *wording.blocks("say_so", exempt_by=words_of(snapshot.exempt_by, wording)),
        *wording.blocks("why"),
        *closing(snapshot, wording, rules),
    ]
