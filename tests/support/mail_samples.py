"""One mail context in which everything is known, about the plan van aanpak of the invented case."""

from templates.mail_texts import AskedStep, Enclosed, MailContext, OpenQuestions, OpenWork
from templates.samples.sample_cases import DATES, day
from templates.template_catalogue import find_template

PLAN = MailContext(
    case_number="Z-7K3Q9",
    step_label="Plan van aanpak",
    today=day(49),
    recipient="Iris de Boer",
    who=("werkgever", "werknemer"),
    moment=DATES["plan_van_aanpak"],
    article="Regeling procesgang art. 4 lid 1",
    quote="binnen twee weken na het oordeel",
    before="due_on",
    days=7,
    rung=1,
    documents=(
        Enclosed(find_template("plan_van_aanpak"), "Z-7K3Q9-0003", "Z-7K3Q9_2026-02-23_plan-van-aanpak_v1.pdf"),
    ),
    letter="Geachte Noor,\n\nDit is de brief.\n",
    open_work=(OpenWork("Z-7K3Q9", "Plan van aanpak", day(56), 2), OpenWork("Z-AB0CD", "Evaluatie", day(94), 0)),
    asked_of="bedrijfsarts",
    lead="10 werkdagen (huisbeleid)",
    earliest=day(70),
    told=day(50),
    holds=day(56),
    questions=(
        AskedStep("Probleemanalyse", DATES["probleemanalyse"]),
        AskedStep("Plan van aanpak", DATES["plan_van_aanpak"]),
    ),
    open_questions=(
        OpenQuestions("Z-7K3Q9", ("Probleemanalyse", "Plan van aanpak")),
        OpenQuestions("Z-AB0CD", ("WIA-aanvraag",)),
    ),
    referral=1,
    percent=80,
    used=3640_00,
    budget=4550_00,
    asked=day(14),
    expected=day(28),
    reference="Z-7K3Q9-0001",
    chosen_other=True,
    paper="Plan van aanpak, 23 februari 2026",
    paper_number=3,
    copy_for="werknemer",
    copy_why="er is geen mailadres bekend",
    desk_url="https://werkplek.huis.example/zaak/Z-7K3Q9/stap/plan_van_aanpak/1",
)
