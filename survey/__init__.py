"""The yearly user survey: from an instrument in the repository to a published report.

An edition is a folder of ``editions``: the instrument, its texts in each language. ``instrument``
reads and checks it, ``exports`` turns it into questionnaires. Nothing here imports ``conformance``.
"""
