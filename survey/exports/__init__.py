"""An instrument as a questionnaire: on paper, in LimeSurvey, in Google Forms.

``printable`` and ``google_forms`` write one language at a time, ``limesurvey`` all of them.
"""
