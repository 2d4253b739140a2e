package io.keyturn.worker.output;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One value of many rows, as an array for {@code unnest}: so that any number of rows is written
 * with one statement.
 */
public final class Column {

  private Column() {}

  public static <R, V> @Nullable V[] of(
      List<R> rows, Function<? super R, @Nullable V> value, IntFunction<V[]> array) {
    return rows.stream().map(value).toArray(array);
  }

  /** The text of each value; PostgreSQL casts it to whatever the statement says. */
  public static <R> @Nullable String[] text(
      List<R> rows, Function<? super R, @Nullable Object> value) {
    return of(
        rows,
        row -> {
          Object one = value.apply(row);
          return one == null ? null : one.toString();
        },
        String[]::new);
  }
}
