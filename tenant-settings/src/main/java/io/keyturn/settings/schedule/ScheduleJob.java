package io.keyturn.settings.schedule;

import io.keyturn.settings.rotation.Approval;
import io.keyturn.settings.schedule.AskForDue.Batch;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what time has brought: rotations that are due, and approvals that did not come. */
@DisallowConcurrentExecution
class ScheduleJob implements Job {

  private static final Logger log = LoggerFactory.getLogger(ScheduleJob.class);
  private static final int BATCH = 500;

  private final AskForDue asking;
  private final Approval approval;

  ScheduleJob(AskForDue asking, Approval approval) {
    this.asking = asking;
    this.approval = approval;
  }

  @Override
  public void execute(JobExecutionContext context) {
    try {
      askForAll(context.getScheduler());
      while (approval.endOverdue(BATCH) == BATCH) {
        // There may be more.
      }
    } catch (RuntimeException | SchedulerException e) {
      log.atWarn()
          .addKeyValue("cause", e.getClass().getSimpleName())
          .log("what is due could not be asked for; the next run goes on");
    }
  }

  private void askForAll(Scheduler scheduler) throws SchedulerException {
    int asked = 0;
    Batch batch;
    do {
      batch = asking.batch(BATCH);
      asked += batch.asked();
      // Another process goes on when this one is about to end.
    } while (batch.claimed() == BATCH && !scheduler.isInStandbyMode());
    if (asked > 0) {
      log.atInfo().addKeyValue("rotations", asked).log("asked for what is due");
    }
  }
}
