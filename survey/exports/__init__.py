"""An instrument as a questionnaire: on paper, in LimeSurvey, in Google Forms."""
