package io.keyturn.worker.rotation;

import io.keyturn.contracts.outcome.Reason;
import io.keyturn.worker.rotation.Standing.Waiting;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Several connections of a rotation have to wait. What one organization asks for counts for all of
 * its connections, so the longest of it; different organizations do not wait for each other, so the
 * rotation goes on when the first of them allows.
 */
final class Waits {

  private Waits() {}

  static Optional<Waiting> of(List<Waiting> all) {
    if (all.size() < 2) {
      return all.stream().findFirst();
    }
    Map<String, List<Waiting>> byOrganization =
        all.stream().collect(Collectors.groupingBy(Waits::organization));
    Duration after =
        byOrganization.values().stream()
            .map(Waits::longest)
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    // That a token was refused once has to be on record: a second time it is final.
    Waiting told =
        all.stream()
            .filter(one -> one.reason() == Reason.TOKEN_INVALID_OR_EXPIRED)
            .findFirst()
            .or(() -> all.stream().filter(one -> one.after().equals(after)).findFirst())
            .orElse(all.getFirst());
    return Optional.of(new Waiting(told.step(), told.binding(), told.reason(), told.why(), after));
  }

  private static String organization(Waiting waiting) {
    return waiting.binding() == null
        ? ""
        : waiting.binding().organization().toLowerCase(Locale.ROOT);
  }

  private static Duration longest(Collection<Waiting> waits) {
    return waits.stream().map(Waiting::after).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }
}
