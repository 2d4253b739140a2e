package io.keyturn.worker.rotation;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A process that dies before or after one of its saves. From then on nothing of it is saved,
 * whichever of its threads wants it.
 */
final class Dying extends TransactionTemplate {

  private static final long serialVersionUID = 1L;

  private final int save;
  private final boolean before;
  private final AtomicInteger count = new AtomicInteger();

  private Dying(TransactionTemplate like, int save, boolean before) {
    super(Objects.requireNonNull(like.getTransactionManager()));
    this.save = save;
    this.before = before;
  }

  /** {@code before 1}, {@code after 1} and so on. */
  static List<String> moments(int saves) {
    return IntStream.rangeClosed(1, saves)
        .boxed()
        .flatMap(save -> List.of("before " + save, "after " + save).stream())
        .toList();
  }

  static Dying at(TransactionTemplate like, String moment) {
    String[] parts = moment.split(" ", 2);
    return new Dying(like, Integer.parseInt(parts[1]), parts[0].equals("before"));
  }

  @Override
  public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
    int mine = count.incrementAndGet();
    if (mine > save || (mine == save && before)) {
      throw new Died();
    }
    T result = super.execute(action);
    if (mine == save) {
      throw new Died();
    }
    return result;
  }

  /** The process is gone: nobody catches this. */
  static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }
}
