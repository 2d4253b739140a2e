package io.keyturn.settings.schedule;

import java.util.TimeZone;
import org.quartz.CronScheduleBuilder;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One process of the installation looks at a time; one that was missed is made up for at once. */
@Configuration(proxyBeanMethods = false)
class ScheduleSetup {

  private static final String NAME = "schedule";

  @Bean
  JobDetail scheduleJob() {
    return JobBuilder.newJob(ScheduleJob.class)
        .withIdentity(NAME)
        .storeDurably()
        .requestRecovery()
        .build();
  }

  /**
   * @param cron as Quartz writes it, in UTC
   */
  @Bean
  Trigger scheduleTrigger(JobDetail scheduleJob, @Value("${keyturn.schedule.cron}") String cron) {
    return TriggerBuilder.newTrigger()
        .withIdentity(NAME)
        .forJob(scheduleJob)
        .withSchedule(
            CronScheduleBuilder.cronSchedule(cron)
                .inTimeZone(TimeZone.getTimeZone("UTC"))
                .withMisfireHandlingInstructionFireAndProceed())
        .build();
  }
}
