"""What came with the desk: what an installation of before it lacks, to be taken away from a new one."""

# In the order in which they can go; whoever adds a migration adds what it makes.
DESK_PARTS = (
    "drop table desk_entry; alter table message drop column recall_until, drop column follows",
    "alter table planned_step drop column paused",
    "drop table workforce_count, waiting_upload, role_change, upkeep_round, day_report",
    "drop table outside_session, pending_login",
    "drop table login_attempt, desk_session, recovery_code, account_link, account_act, account, case_reading",
)
