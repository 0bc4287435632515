"""A small instrument with a question of every kind, skip logic, and two languages.

Its words hold what breaks formats: commas, quotes, markup, a cell that a spreadsheet would run. The
rules find no fault with it.
"""

from survey.instrument import Condition, Instrument, Option, Question, Section, Texts
from survey.instrument.model import QuestionTexts

DECISION = "Where the next year of work goes."
QUESTIONS = (
    Question(
        "role",
        "single",
        "who",
        DECISION,
        options=(Option("scientist"), Option("research-engineer"), Option("student")),
        other=True,
        required=True,
    ),
    Question(
        "formats",
        "multiple",
        "what",
        DECISION,
        options=(Option("v2"), Option("v3"), Option("ome-zarr"), Option("none", exclusive=True)),
        other=True,
        most=3,
    ),
    Question(
        "ease",
        "scale",
        "what",
        DECISION,
        options=tuple(map(Option, ("very-hard", "hard", "neither", "easy", "very-easy"))),
        shown_if=(Condition("formats", ("v2", "v3", "ome-zarr")),),
    ),
    Question(
        "pain",
        "matrix",
        "what",
        DECISION,
        options=tuple(map(Option, ("never", "sometimes", "often"))),
        rows=("reading", "writing", "cloud-stores"),
        shown_if=(Condition("formats", ("v3",)), Condition("ease", ("very-hard", "hard"))),
    ),
    Question(
        "wishes",
        "ranking",
        "wishes",
        DECISION,
        options=tuple(map(Option, ("speed", "docs", "more-languages", "validation"))),
        most=2,
    ),
    Question(
        "arrays",
        "number",
        "wishes",
        DECISION,
        lowest=0,
        highest=1_000_000,
        unit="GB",
    ),
    Question("since", "date", "wishes", DECISION),
    Question(
        "comment",
        "text",
        "wishes",
        DECISION,
        sensitivity="personal",
        shown_if=(Condition("role", ("scientist", "student")),),
    ),
)

ENGLISH = Texts(
    language="en",
    title='Survey of the "sample" <b>users</b> & friends',
    introduction="It takes five minutes.\n\nThank you for them.",
    consent="Answers are published in tables only.",
    thanks="Thank you!",
    sections={"who": "Who you are", "what": "What you use", "wishes": "What you want"},
    questions={
        "role": QuestionTexts(
            "What is your role?",
            help="The one that fits best.",
            other="Another role",
            options={
                "scientist": "Scientist, in any field",
                "research-engineer": "Research software engineer; developer",
                "student": "Student",
            },
        ),
        "formats": QuestionTexts(
            "Which formats do you use?",
            other="Another format",
            options={
                "v2": "Zarr v2",
                "v3": "Zarr v3, with or without sharding",
                "ome-zarr": "OME-Zarr (NGFF)",
                "none": "None of these",
            },
        ),
        "ease": QuestionTexts(
            "How easy is it to use them?",
            options={
                "very-hard": "Very hard",
                "hard": "Hard",
                "neither": "Neither hard nor easy",
                "easy": "Easy",
                "very-easy": "Very easy",
            },
        ),
        "pain": QuestionTexts(
            "How often does this hurt?",
            options={"never": "Never", "sometimes": "Sometimes", "often": "Often"},
            rows={
                "reading": "Reading <script>alert(1)</script>",
                "writing": "Writing",
                "cloud-stores": "Stores in the cloud, such as S3",
            },
        ),
        "wishes": QuestionTexts(
            "What do you want most?",
            options={
                "speed": "=Speed",
                "docs": "Documentation",
                "more-languages": "More languages",
                "validation": "Validation",
            },
        ),
        "arrays": QuestionTexts("How large are your arrays, all in all?"),
        "since": QuestionTexts("Since when have you used Zarr?"),
        "comment": QuestionTexts("Anything else?", help="No names, please."),
    },
)

SPANISH = Texts(
    language="es",
    title='Encuesta a los "usuarios" <b>de muestra</b> y amigos',
    introduction="Dura cinco minutos.\n\nGracias por ellos.",
    consent="Las respuestas solo se publican en tablas.",
    thanks="¡Gracias!",
    sections={"who": "Quién es", "what": "Qué usa", "wishes": "Qué desea"},
    questions={
        "role": QuestionTexts(
            "¿Cuál es su función?",
            help="La que mejor le describa.",
            other="Otra función",
            options={
                "scientist": "Ciencia, en cualquier campo",
                "research-engineer": "Ingeniería de software científico; desarrollo",
                "student": "Estudiante",
            },
        ),
        "formats": QuestionTexts(
            "¿Qué formatos usa?",
            other="Otro formato",
            options={
                "v2": "Zarr v2",
                "v3": "Zarr v3, con o sin fragmentos",
                "ome-zarr": "OME-Zarr (NGFF)",
                "none": "Ninguno de estos",
            },
        ),
        "ease": QuestionTexts(
            "¿Qué tan fácil es usarlos?",
            options={
                "very-hard": "Muy difícil",
                "hard": "Difícil",
                "neither": "Ni difícil ni fácil",
                "easy": "Fácil",
                "very-easy": "Muy fácil",
            },
        ),
        "pain": QuestionTexts(
            "¿Con qué frecuencia le causa problemas?",
            options={"never": "Nunca", "sometimes": "A veces", "often": "A menudo"},
            rows={
                "reading": "Leer <script>alert(1)</script>",
                "writing": "Escribir",
                "cloud-stores": "Almacenes en la nube, como S3",
            },
        ),
        "wishes": QuestionTexts(
            "¿Qué es lo que más desea?",
            options={
                "speed": "=Velocidad",
                "docs": "Documentación",
                "more-languages": "Más lenguajes",
                "validation": "Validación",
            },
        ),
        "arrays": QuestionTexts("¿Qué tamaño tienen sus matrices en total?"),
        "since": QuestionTexts("¿Desde cuándo usa Zarr?"),
        "comment": QuestionTexts("¿Algo más?", help="Sin nombres, por favor."),
    },
)

INSTRUMENT = Instrument(
    survey="sample",
    edition="2026",
    minutes=5,
    sections=(Section("who"), Section("what"), Section("wishes")),
    questions=QUESTIONS,
    texts=(ENGLISH, SPANISH),
)
