package io.keyturn.settings.console;

import io.keyturn.contracts.api.Connector;
import io.keyturn.contracts.api.ConnectorStatus;
import io.keyturn.contracts.api.Expiring;
import io.keyturn.contracts.api.ExpiringApplication.Band;
import io.keyturn.contracts.api.Overview;
import io.keyturn.contracts.api.RotationOfTenant;
import io.keyturn.settings.console.Api.Address;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What is healthy, what expires, what failed. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
class OverviewPage {

  private final Api api;

  OverviewPage(Api api) {
    this.api = api;
  }

  @GetMapping("/console")
  String show(Model model, @ModelAttribute("me") Me me) {
    Optional<Api.Read<Overview>> found = api.find(Address.of("/overview"), Overview.class);
    if (found.isEmpty()) {
      return "welcome";
    }
    Overview overview = found.get().value();
    List<Connector> connectors =
        me.seesTenant() ? api.page(Address.of("/connectors"), Connector.class).items() : List.of();
    model.addAttribute("overview", overview);
    model.addAttribute("radar", Radar.of(overview.expiring(), overview.at()));
    model.addAttribute("day", OutcomePlot.of(overview.lastDay(), overview.at()));
    model.addAttribute("connectors", connectors);
    model.addAttribute(
        "unknown",
        api.get(Address.of("/expiring").with("limit", "1"), Expiring.class)
            .counts()
            .getOrDefault(Band.UNKNOWN, 0L));
    model.addAttribute(
        "waiting",
        api.page(
                Address.of("/rotations").with("state", "AWAITING_APPROVAL").with("limit", "10"),
                RotationOfTenant.class)
            .items());
    model.addAttribute(
        "unhealthy",
        connectors.stream().filter(it -> it.status() != ConnectorStatus.CONNECTED).toList());
    return "overview";
  }
}
