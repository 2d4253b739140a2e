package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;

/** A call that brought no whole answer back. A write among them may have been carried out. */
final class NoAnswer {

  private NoAnswer() {}

  static Attempt<Reply> broken(Call call, IOException failure) {
    String host = hostOf(call.uri());
    if (failure instanceof HttpTimeoutException) {
      return timedOut(call);
    }
    String what =
        switch (failure) {
          case SSLException _ ->
              "the TLS certificate of "
                  + host
                  + " is not trusted or the handshake failed; if a proxy inspects TLS, name its"
                  + " certificate authority in azure.ca-certificate";
          case ConnectException _ ->
              "cannot connect to "
                  + host
                  + "; check name resolution, proxy and firewall between this installation and it";
          default -> "the connection to " + host + " broke before the answer was complete";
        };
    return Attempt.retryLater(Reason.UNREACHABLE, call.subject().described() + ": " + what);
  }

  static Attempt<Reply> timedOut(Call call) {
    String unsure = call.writes() ? "; whether the change was made is looked up first" : "";
    return Attempt.retryLater(
        Reason.TIMED_OUT,
        call.subject().described()
            + ": no complete answer within "
            + call.deadline().toSeconds()
            + " s"
            + unsure);
  }

  private static String hostOf(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }
}
