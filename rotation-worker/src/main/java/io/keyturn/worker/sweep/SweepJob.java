package io.keyturn.worker.sweep;

import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.rotation.OrphanSweep;
import io.keyturn.worker.schedule.Schedules;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The sweep at its times, by one worker of the installation. */
@DisallowConcurrentExecution
class SweepJob implements Job {

  private static final Logger log = LoggerFactory.getLogger(SweepJob.class);

  private final OrphanSweep sweep;

  SweepJob(OrphanSweep sweep) {
    this.sweep = sweep;
  }

  @Override
  public void execute(JobExecutionContext context) {
    try {
      OrphanSweep.Swept swept = sweep.sweep();
      log.atInfo()
          .addKeyValue("open", swept.open())
          .addKeyValue("settled", swept.settled())
          .log("looked for client secrets that nobody has");
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("cause", Trouble.of(e))
          .log("looking for client secrets that nobody has was broken off; the next run goes on");
    }
  }

  /** Says when, as soon as the scheduler is there. */
  @Component
  static class AtItsTimes implements SmartInitializingSingleton {

    private final Schedules schedules;
    private final String cron;

    AtItsTimes(Schedules schedules, @Value("${keyturn.sweep.cron}") String cron) {
      this.schedules = schedules;
      this.cron = cron;
    }

    @Override
    public void afterSingletonsInstantiated() {
      schedules.keep("sweep", SweepJob.class, cron);
    }
  }
}
