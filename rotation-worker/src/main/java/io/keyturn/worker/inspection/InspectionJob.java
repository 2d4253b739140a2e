package io.keyturn.worker.inspection;

import io.keyturn.worker.loop.Trouble;
import io.keyturn.worker.schedule.Schedules;
import java.util.concurrent.locks.ReentrantLock;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Looks at its times. While one worker is still at it the next time may be another's: the bindings
 * are claimed, so they share.
 */
class InspectionJob implements Job {

  private static final Logger log = LoggerFactory.getLogger(InspectionJob.class);

  private final Inspections inspections;
  private final AtItsTimes here;

  InspectionJob(Inspections inspections, AtItsTimes here) {
    this.inspections = inspections;
    this.here = here;
  }

  @Override
  public void execute(JobExecutionContext context) {
    if (!here.running.tryLock()) {
      return; // this worker is at it already, and Quartz' other threads have other work
    }
    try {
      int told = inspections.run();
      if (told > 0) {
        log.atInfo().addKeyValue("bindings", told).log("service connections were looked at");
      }
    } catch (RuntimeException e) {
      log.atWarn()
          .addKeyValue("cause", Trouble.of(e))
          .log("service connections could not be looked at; the next run goes on");
    } finally {
      here.running.unlock();
    }
  }

  /** Says when, as soon as the scheduler is there. */
  @Component
  static class AtItsTimes implements SmartInitializingSingleton {

    private final Schedules schedules;
    private final InspectionProperties properties;
    private final ReentrantLock running = new ReentrantLock();

    AtItsTimes(Schedules schedules, InspectionProperties properties) {
      this.schedules = schedules;
      this.properties = properties;
    }

    @Override
    public void afterSingletonsInstantiated() {
      schedules.keep("inspection", InspectionJob.class, properties.cron());
    }
  }
}
