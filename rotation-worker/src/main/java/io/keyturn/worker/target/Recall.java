package io.keyturn.worker.target;

import io.keyturn.contracts.outcome.Attempt;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one connection and of the identity that acts on it.
 *
 * @param signIn hears each answer, in case it says that the sign-in is not accepted any more
 */
record Recall(Memory memory, Memory.Connection connection, Consumer<Attempt<?>> signIn) {

  Attempt<Optional<String>> administratorOf(Supplier<Attempt<Optional<String>>> ask) {
    return heeded(memory.administratorOf(connection, ask));
  }

  Attempt<Boolean> mayAdminister(Supplier<Attempt<Boolean>> ask) {
    return heeded(memory.mayAdminister(connection, ask));
  }

  /** The answer itself; what contradicts the memory is forgotten on the way. */
  <T extends @Nullable Object> Attempt<T> heeded(Attempt<T> answer) {
    memory.heed(connection, answer);
    signIn.accept(answer);
    return answer;
  }
}
