package io.keyturn.worker.schedule;

import java.util.Objects;
import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Jobs at regular times. One worker of the installation does each; when all of them were away at
 * the time, it is done once as soon as one is back. A worker that dies in the middle has it done
 * again by another, so a job must bear that.
 */
@Component
public final class Schedules {

  private final Scheduler scheduler;
  private final TransactionTemplate transaction;

  Schedules(Scheduler scheduler, TransactionTemplate transaction) {
    this.scheduler = scheduler;
    this.transaction = transaction;
  }

  /**
   * From now on that job runs at these times. Called by each worker when it starts: a schedule that
   * is there already is left alone, or what was missed would be forgotten.
   *
   * <p>In one transaction: Spring's job store locks the rows of the cluster in the caller's, and
   * without one its lock is gone with the statement that took it.
   *
   * @param cron with seconds, as Quartz writes it; in UTC
   */
  public void keep(String name, Class<? extends Job> job, String cron) {
    JobDetail detail =
        JobBuilder.newJob(job).withIdentity(name).storeDurably().requestRecovery().build();
    CronTrigger wanted =
        TriggerBuilder.newTrigger()
            .withIdentity(name)
            .forJob(detail)
            .withSchedule(
                CronScheduleBuilder.cronSchedule(cron)
                    .inTimeZone(TimeZone.getTimeZone("UTC"))
                    .withMisfireHandlingInstructionFireAndProceed())
            .build();
    transaction.executeWithoutResult(_ -> store(detail, wanted));
  }

  private void store(JobDetail job, CronTrigger wanted) {
    try {
      scheduler.addJob(job, true);
      if (!(scheduler.getTrigger(wanted.getKey()) instanceof CronTrigger known)) {
        scheduler.scheduleJob(wanted);
      } else if (!Objects.equals(known.getCronExpression(), wanted.getCronExpression())) {
        scheduler.rescheduleJob(wanted.getKey(), wanted);
      }
    } catch (SchedulerException e) {
      throw new IllegalStateException(
          "the schedule " + job.getKey().getName() + " could not be stored", e);
    }
  }
}
