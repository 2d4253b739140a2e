package io.keyturn.sandbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What processes have used, as Linux tells it under {@code /proc}; zero where there is no such
 * folder.
 */
final class Usage {

  /** Clock ticks per second in {@code /proc/PID/stat}: 100 on every Linux that Java runs on. */
  private static final double TICKS = 100;

  private Usage() {}

  /** Seconds of processor time of one process, user and system. */
  static double cpuSeconds(long pid) {
    List<Long> fields = stat(pid);
    return fields.isEmpty() ? 0 : (fields.get(11) + fields.get(12)) / TICKS;
  }

  /** The same with all its children, those that have ended too. */
  static double cpuSecondsWithChildren(long pid) {
    List<Long> fields = stat(pid);
    if (fields.isEmpty()) {
      return 0;
    }
    double own = (fields.get(11) + fields.get(12) + fields.get(13) + fields.get(14)) / TICKS;
    try (Stream<ProcessHandle> children =
        ProcessHandle.of(pid).map(ProcessHandle::children).orElseGet(Stream::empty)) {
      return own + children.mapToDouble(child -> cpuSeconds(child.pid())).sum();
    }
  }

  /** The most memory the process has ever had resident, in megabytes. */
  static double peakMegabytes(long pid) {
    return kilobytes(pid, "VmHWM:") / 1024;
  }

  /** Resident memory now, in megabytes. */
  static double megabytes(long pid) {
    return kilobytes(pid, "VmRSS:") / 1024;
  }

  private static double kilobytes(long pid, String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The numbers behind the command's name, which may itself hold spaces; index 11 is utime. */
  private static List<Long> stat(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return Stream.of(fields).limit(20).map(Usage::number).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static long number(String field) {
    return field.matches("-?[0-9]+") ? Long.parseLong(field) : 0;
  }
}
