package io.keyturn.sandbox.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Nothing but errors of the servers in this JVM: they talk a lot. */
final class Quiet {

  private Quiet() {}

  static void please() {
    // Would tell with a stack trace that a server which was killed cannot be stopped.
    ((Logger) LoggerFactory.getLogger("io.zonky")).setLevel(Level.OFF);
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
  }
}
