"""The actions of a post-mortem: which blocks are one, and what each says of owner, date, measure, cause and status.

`reading.py` begins. Not here: what is good or bad about an action (rules/), or dates by themselves (dates/).
"""
