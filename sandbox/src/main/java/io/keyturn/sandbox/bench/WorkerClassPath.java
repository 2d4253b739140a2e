package io.keyturn.sandbox.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What the worker is installed with, out of all that the benchmark has: the others' libraries would
 * set themselves up in it, and its memory would be theirs.
 */
final class WorkerClassPath {

  /** Beginnings of names; each of these starts something in a process that it finds itself in. */
  private static final List<String> OF_OTHERS =
      List.of(
          "sandbox",
          "tenant-settings",
          "embedded",
          "spring-boot-mail",
          "spring-boot-security",
          "spring-boot-thymeleaf",
          "spring-boot-validation",
          "spring-security",
          "spring-session",
          "springdoc",
          "swagger",
          "thymeleaf",
          "hibernate-validator");

  private static final String LIBRARIES = "BOOT-INF/lib/";

  private WorkerClassPath() {}

  /**
   * @param directory gets what has to be unpacked for it
   */
  static String in(Path directory) throws IOException {
    String all = System.getProperty("java.class.path");
    List<Path> entries =
        all.endsWith(".jar") && !all.contains(File.pathSeparator)
            ? unpacked(Path.of(all), Files.createDirectories(directory.resolve("libraries")))
            : Stream.of(all.split(File.pathSeparator)).map(Path::of).toList();
    return Stream.concat(
            entries.stream().filter(entry -> isTheWorkers(name(entry))),
            Stream.of(tether(directory)))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * @param name of a jar file, or of a module
   */
  private static boolean isTheWorkers(String name) {
    return OF_OTHERS.stream().noneMatch(name::startsWith);
  }

  private static String name(Path entry) {
    boolean ofModule = entry.endsWith(Path.of("target", "classes"));
    return entry.getName(entry.getNameCount() - (ofModule ? 3 : 1)).toString();
  }

  private static List<Path> unpacked(Path packaged, Path to) throws IOException {
    List<Path> jars = new ArrayList<>();
    try (ZipFile zip = new ZipFile(packaged.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName().replaceFirst(".*/", "");
        if (entry.getName().startsWith(LIBRARIES) && !entry.isDirectory() && isTheWorkers(name)) {
          try (InputStream jar = zip.getInputStream(entry)) {
            Files.copy(jar, to.resolve(name));
          }
          jars.add(to.resolve(name));
        }
      }
    }
    return jars;
  }

  /** The one class of ours that it runs in. */
  private static Path tether(Path directory) throws IOException {
    String name = Tether.class.getName().replace('.', '/') + ".class";
    Path file = directory.resolve("tether").resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    try (InputStream code = WorkerClassPath.class.getClassLoader().getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(code, name), file);
    }
    return directory.resolve("tether");
  }
}
