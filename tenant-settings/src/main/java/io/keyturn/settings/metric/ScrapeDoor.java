package io.keyturn.settings.metric;

import java.util.Set;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.EndpointFilter;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Figures and version are for those who run the installation: they are read at the port that {@code
 * management.server.port} opens for them, and nowhere while it opens none.
 */
@Component
class ScrapeDoor implements EndpointFilter<ExposableWebEndpoint> {

  private static final Set<EndpointId> THERE_ONLY =
      Set.of(EndpointId.of("prometheus"), EndpointId.of("info"));

  private final boolean open;

  ScrapeDoor(Environment environment) {
    this.open = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
  }

  boolean isOpen() {
    return open;
  }

  @Override
  public boolean match(ExposableWebEndpoint endpoint) {
    return open || !THERE_ONLY.contains(endpoint.getEndpointId());
  }
}
