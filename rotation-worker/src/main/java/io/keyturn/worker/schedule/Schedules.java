package io.keyturn.worker.schedule;

import java.util.Objects;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.stereotype.Component;

/**
 * Jobs at regular times. One worker of the installation does each; when all of them were away at
 * the time, it is done once as soon as one is back. A worker that dies in the middle has it done
 * again by another, so a job must bear that.
 */
@Component
public final class Schedules {

  private final Scheduler scheduler;

  Schedules(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * From now on that job runs at these times. Called by each worker when it starts: a schedule that
   * is there already is left alone, or what was missed would be forgotten.
   *
   * @param cron with seconds, as Quartz writes it; in UTC
   */
  public void keep(String name, Class<? extends Job> job, String cron) {
    JobKey jobKey = JobKey.jobKey(name);
    TriggerKey triggerKey = TriggerKey.triggerKey(name);
    CronTrigger wanted =
        TriggerBuilder.newTrigger()
            .withIdentity(triggerKey)
            .forJob(jobKey)
            .withSchedule(
                CronScheduleBuilder.cronSchedule(cron)
                    .inTimeZone(java.util.TimeZone.getTimeZone("UTC"))
                    .withMisfireHandlingInstructionFireAndProceed())
            .build();
    try {
      scheduler.addJob(
          JobBuilder.newJob(job).withIdentity(jobKey).storeDurably().requestRecovery().build(),
          true);
      if (!(scheduler.getTrigger(triggerKey) instanceof CronTrigger known)) {
        scheduler.scheduleJob(wanted);
      } else if (!Objects.equals(known.getCronExpression(), cron)) {
        scheduler.rescheduleJob(triggerKey, wanted);
      }
    } catch (ObjectAlreadyExistsException e) {
      // Another worker that starts at this moment has made the same.
    } catch (SchedulerException e) {
      throw new IllegalStateException("the schedule " + name + " could not be stored", e);
    }
  }
}
