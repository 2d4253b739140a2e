package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
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
    String why =
        switch (failure) {
          case SSLException _ ->
              "The TLS connection to "
                  + host
                  + " failed for "
                  + call.request()
                  + ": its certificate is not trusted, or the handshake broke off. If a proxy"
                  + " inspects TLS, name its certificate authority in azure.ca-certificate."
                  + unsure(call);
          case ConnectException _, UnknownHostException _ ->
              "Keyturn cannot connect to "
                  + host
                  + " for "
                  + call.request()
                  + ". Check name resolution, proxy and firewall between this installation and it.";
          default ->
              "The connection to "
                  + host
                  + " broke before "
                  + call.request()
                  + " was answered completely."
                  + unsure(call);
        };
    return Attempt.retryLater(Reason.UNREACHABLE, why);
  }

  static Attempt<Reply> timedOut(Call call) {
    return Attempt.retryLater(
        Reason.TIMED_OUT,
        "Azure DevOps did not answer "
            + call.request()
            + " at "
            + hostOf(call.uri())
            + " completely within "
            + call.deadline().toSeconds()
            + " s."
            + unsure(call));
  }

  private static String unsure(Call call) {
    return call.writes() ? " The update may have been carried out; repeating it does no harm." : "";
  }

  private static String hostOf(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }
}
