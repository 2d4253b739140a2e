package io.keyturn.settings.console;

import io.keyturn.contracts.api.Expiring;
import io.keyturn.contracts.api.ExpiringApplication.Band;
import io.keyturn.settings.console.Api.Address;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** When each application's secret expires. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
class ExpiryPage {

  private final Api api;

  ExpiryPage(Api api) {
    this.api = api;
  }

  @GetMapping("/console/expiring")
  String show(
      @RequestParam(name = "band", required = false) @Nullable String band,
      @RequestParam(name = "after", required = false) @Nullable String after,
      Model model) {
    model.addAttribute(
        "expiring",
        api.get(Address.of("/expiring").with("band", band).with("after", after), Expiring.class));
    model.addAttribute("bands", Band.values());
    model.addAttribute("band", band == null ? "" : band);
    model.addAttribute("first", after == null);
    return "expiring";
  }
}
