package io.keyturn.sandbox.crash;

import io.keyturn.embedded.azure.EmbeddedAzure;
import io.keyturn.embedded.http.Effect;
import io.keyturn.embedded.http.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** What organizations, vault and Entra do wrong, chosen by a seed. */
final class Weather {

  private static final Duration MOMENT = Duration.ofMillis(400);
  private static final Map<String, String> WAIT = Map.of("Retry-After", "1");

  private final EmbeddedAzure azure;
  private final WorkerDoor door;
  private final int organizations;
  private final Random random;
  private final Consumer<Fault> sky;
  private final int step;

  /** Bad in every second organization; the others must not notice. */
  Weather(Landscape landscape, long seed) {
    this(landscape, seed, fault -> landscape.azure().faults().add(fault), 2);
  }

  private Weather(Landscape landscape, long seed, Consumer<Fault> sky, int step) {
    this.sky = sky;
    this.step = step;
    this.azure = landscape.azure();
    this.door = landscape.door();
    this.organizations =
        (int) landscape.shops().stream().map(Shop::organization).distinct().count();
    this.random = new Random(seed);
  }

  /**
   * Bad in all of them.
   *
   * @param sky where faults are ordered
   */
  static Weather everywhere(Landscape landscape, long seed, Consumer<Fault> sky) {
    return new Weather(landscape, seed, sky, 1);
  }

  /** Some more faults for the calls that come next; the even organizations are spared. */
  void turnsBad() {
    azure.entra().propagation(Duration.ofMillis(random.nextInt(800)), false);
    boolean badEnough = azure.faults().list().size() > 2 * organizations;
    for (int organization = step - 1;
        organization < organizations && !badEnough;
        organization += step) {
      int faults = 1 + random.nextInt(3);
      for (int i = 0; i < faults; i++) {
        sky.accept(somethingOf("org" + organization));
      }
    }
    if (random.nextInt(3) == 0) {
      sky.accept(new Fault("GET", "/vaults/contoso/.*", 1 + random.nextInt(2), turnedAway()));
    }
    if (random.nextInt(4) == 0) {
      door.failNext(1 + random.nextInt(2));
    }
  }

  void clears() {
    azure.faults().clear();
    azure.entra().propagation(Duration.ZERO, false);
    door.failNext(0);
  }

  private Fault somethingOf(String organization) {
    String anything = "/(devops|vssps)/" + organization + "/.*";
    String connections = "/devops/(" + organization + "/)?.*_apis/serviceendpoint/endpoints.*";
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Fault(null, anything, 1 + random.nextInt(3), turnedAway());
      case 2 -> new Fault(null, anything, 1, new Effect.Reset());
      case 3 -> new Fault("GET", anything, 1, new Effect.StallBody(MOMENT));
      case 4 -> Fault.once("PUT", connections, new Effect.ApplyThenReset());
      case 5 -> Fault.once("PUT", connections, whicheverLate());
      case 6 -> Fault.once("PUT", connections, new Effect.ApplyAndAdd(WAIT));
      default ->
          Fault.once(random.nextBoolean() ? "PUT" : "GET", connections, new Effect.SignInPage());
    };
  }

  private Effect whicheverLate() {
    return random.nextBoolean() ? new Effect.Delay(MOMENT) : new Effect.ApplyThenDelay(MOMENT);
  }

  private Effect turnedAway() {
    return List.<Effect>of(
            new Effect.Status(429, WAIT, null),
            new Effect.Status(500, null, null),
            new Effect.Status(503, WAIT, null))
        .get(random.nextInt(3));
  }
}
