package io.keyturn.worker.retention;

import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.schedule.Schedules;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Retention at its times, by one worker of the installation. */
@DisallowConcurrentExecution
class RetentionJob implements Job {

  private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);

  private final Retention retention;

  RetentionJob(Retention retention) {
    this.retention = retention;
  }

  @Override
  public void execute(JobExecutionContext context) {
    try {
      Retention.Removed removed = retention.removeOld();
      log.atInfo()
          .addKeyValue("rotations", removed.rotations())
          .addKeyValue("news", removed.news())
          .log("old rows were removed");
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("cause", Trouble.of(e))
          .log("old rows could not be removed; the next run goes on");
    }
  }

  /** Says when, as soon as the scheduler is there. */
  @Component
  static class AtItsTimes implements SmartInitializingSingleton {

    private final Schedules schedules;
    private final RetentionProperties properties;

    AtItsTimes(Schedules schedules, RetentionProperties properties) {
      this.schedules = schedules;
      this.properties = properties;
    }

    @Override
    public void afterSingletonsInstantiated() {
      schedules.keep("retention", RetentionJob.class, properties.cron());
    }
  }
}
