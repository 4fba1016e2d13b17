"""A course of one's own: a folder whose lessons, questions, blueprints, claims and formulas stand beside ours.

It is code of this machine's user: it is run where the command line names it, and nowhere else.
"""
