"""All commands as they are described, in the order in which lists show them.

The shell makes its options of them, without a component that runs.
"""

from component.frontdoors.commands import (
    about_me,
    accounts,
    job_list,
    migrate_link,
    one_job,
    refresh,
    reminder_choice,
    sync,
    sync_person,
)
from component.frontdoors.commands.description import Description

DESCRIPTIONS: tuple[Description, ...] = (
    about_me.DESCRIPTION,
    refresh.DESCRIPTION,
    migrate_link.DESCRIPTION,
    reminder_choice.DESCRIPTION,
    sync.DESCRIPTION,
    sync_person.DESCRIPTION,
    accounts.DESCRIPTION,
    job_list.JOBS,
    one_job.JOB,
    one_job.CANCEL,
    job_list.RUNS,
)
