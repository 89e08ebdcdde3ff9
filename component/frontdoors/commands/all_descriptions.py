"""All commands as they are described, in the order in which lists show them.

The shell makes its options of them, without a component that runs.
"""

from component.frontdoors.commands import (
    about_me,
    accounts,
    allocate_ids,
    announce,
    audit_log,
    change_id,
    job_list,
    live_chat_id,
    merge,
    migrate_link,
    one_job,
    one_run,
    purge,
    refresh,
    reminder_choice,
    report,
    restore_account,
    set_id,
    sync,
    sync_person,
    window,
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
    live_chat_id.DESCRIPTION,
    set_id.DESCRIPTION,
    change_id.CHANGE,
    change_id.RELEASE,
    allocate_ids.DESCRIPTION,
    merge.DESCRIPTION,
    window.DESCRIPTION,
    announce.DESCRIPTION,
    purge.DESCRIPTION,
    restore_account.DESCRIPTION,
    report.DESCRIPTION,
    one_run.RUN,
    one_run.RERUN,
    audit_log.DESCRIPTION,
)
