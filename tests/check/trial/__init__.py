"""The perturbation trial: true sentences, made false in one way or reworded without harm, and what the checker says.

``python -m tests.check.trial`` prints the table; ``cases()`` gives the cases, ``paraphrases()`` those written by hand.
The articles are this project's own writing: no person, organisation or event in them exists.
"""
