"""Post-mortems as people write them."""

SECTIONS = """# Checkout answers 500

## Summary
One checkout in ten failed for half an hour.

## Impact
1,200 orders were not placed between 14:02 and 14:33 UTC.

## Timeline
- 14:02 first errors
- 14:31 release rolled back

## What went well
- The alert fired within a minute.

## Root causes

### RC1: A release may open a second connection pool
1. Why? The pool's size is set by each release.
2. Why? Nothing compares it with what the database allows.
3. Why? The release checklist does not mention pools.

## Lessons
A pool needs one owner.

## Actions
"""

TABLE = (
    SECTIONS
    + """
| ID | Action | Owner | Due | Root cause | Done when |
|----|--------|-------|-----|------------|-----------|
| A1 | Alert when the pool is used above 80 % | @alice | 2026-12-01 | RC1 | the alert fires in staging |
| A2 | Add pool sizes to the release checklist | Bob Tanaka | 2026-12-15 | RC1 | the checklist has the line |
| A3 | Let the database refuse a second pool | Team Alpha | 2027-01-15 | RC1 | a test release is refused |
"""
)

BULLETS = (
    SECTIONS
    + """
- Alert when the pool is used above 80 %, done when the alert fires in staging (RC1) (owner: @alice) due 2026-12-01
- Add pool sizes to the release checklist, done when the checklist has the line (RC1) (owner: @bob) due 2026-12-15
"""
)

CHECKBOXES = (
    SECTIONS
    + """
- [ ] @alice: Alert when the pool is used above 80 % by 2026-12-01 (RC1). Done when: the alert fires in staging
- [ ] @bob: Add pool sizes to the release checklist by 2026-12-15 (RC1). Done when: the checklist has the line
"""
)

OWNERLESS = TABLE.replace("Bob Tanaka", "")
"""A2 has no owner."""

NO_ACTION = SECTIONS + "\nNo action, because the provider has replaced the part that broke.\n"
