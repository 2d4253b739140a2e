package io.keyturn.worker.loop;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An exception as it may be logged: which ones, and where in our code. Never a message of them,
 * because a message may quote what was being handled.
 */
public final class Trouble {

  private static final int PLACES = 3;

  private Trouble() {}

  /** Such as {@code DataIntegrityViolationException < PSQLException 22021 at Journal.insert:57}. */
  public static String of(Throwable trouble) {
    List<String> kinds = new ArrayList<>();
    List<String> places = List.of();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable one = trouble; one != null && seen.add(one); one = one.getCause()) {
      kinds.add(kind(one));
      places = places.isEmpty() ? places(one) : places;
    }
    String told = String.join(" < ", kinds);
    return places.isEmpty() ? told : told + " at " + String.join(", ", places);
  }

  private static String kind(Throwable one) {
    String name = one.getClass().getSimpleName();
    return one instanceof SQLException sql && sql.getSQLState() != null
        ? name + " " + sql.getSQLState()
        : name;
  }

  private static List<String> places(Throwable one) {
    return Stream.of(one.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("io.keyturn."))
        .limit(PLACES)
        .map(frame ->
            frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
                + "."
                + frame.getMethodName()
                + ":"
                + frame.getLineNumber())
        .toList();
  }
}
