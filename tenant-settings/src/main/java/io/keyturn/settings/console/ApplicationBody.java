package io.keyturn.settings.console;

import io.keyturn.contracts.api.Application;
import io.keyturn.contracts.api.Schedule;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An application as the API takes it back. */
final class ApplicationBody {

  private ApplicationBody() {}

  static ObjectNode of(Application it, boolean enabled) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("name", it.name());
    body.put("integrationEnabled", enabled);
    it.owners().forEach(body.putArray("owners")::add);
    body.putObject("secret")
        .put("vaultUrl", it.secret().vaultUrl())
        .put("name", it.secret().name());
    body.put("overlap", it.overlap().toString());
    // What has no field in the form is left out, and stays what it is.
    switch (it.schedule()) {
      case null -> {}
      case Schedule.Interval(var every) ->
          body.putObject("schedule").put("kind", "interval").put("every", every.toString());
      case Schedule.Cron(var expression, var zone) ->
          body.putObject("schedule")
              .put("kind", "cron")
              .put("expression", expression)
              .put("zone", zone);
      case Schedule.BeforeExpiry(var days) ->
          body.putObject("schedule").put("kind", "beforeExpiry").put("days", days);
    }
    return body;
  }
}
