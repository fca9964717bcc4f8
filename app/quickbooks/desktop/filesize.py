"""How large a company file may grow before somebody should act.

QuickBooks Desktop gets slow long before it says why, and no program can ask for the size: a person
reads it in QuickBooks (F2). Neither Intuit nor anybody else gives a hard limit (reference §5.2), so
these are rules of thumb and are called so.
"""

from app.quickbooks.desktop.schemas import FileSizeOut

PLAN_FROM = 500
ACT_FROM = 1_000
"""MB."""


def file_size(mb: int | None) -> FileSizeOut:
    """What a size means, in words; None where nobody has told it."""
    if mb is None:
        return FileSizeOut(
            mb=None,
            level="unknown",
            sentence="Press F2 in QuickBooks: “File Size” is there. No program can ask for it.",
        )
    if mb < PLAN_FROM:
        return FileSizeOut(
            mb=mb, level="fine", sentence="Fine: below 500 MB QuickBooks answers quickly."
        )
    if mb < ACT_FROM:
        return FileSizeOut(
            mb=mb,
            level="plan",
            sentence="Plan to condense it: from 500 MB on each answer takes longer, and backups"
            " too. Have a tested backup first.",
        )
    return FileSizeOut(
        mb=mb,
        level="act",
        sentence="Act now: above 1 GB visits may break off before QuickBooks answers. Condense the"
        " file, or begin a new one at the turn of the year, with a tested backup.",
    )
