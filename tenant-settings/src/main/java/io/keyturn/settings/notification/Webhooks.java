package io.keyturn.settings.notification;

import io.keyturn.contracts.secret.ClientSecret;
import io.keyturn.settings.notification.Delivery.Delivered;
import io.keyturn.settings.notification.Delivery.Failed;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Posts JSON to an address that a tenant named: over TLS, to the public internet, once. */
final class Webhooks {

  private static final MediaType JSON = MediaType.get("application/json");

  private final OkHttpClient http;
  private final PublicHosts hosts;

  /**
   * @param http follows no redirect, so that the address that was checked is the one that is called
   */
  Webhooks(OkHttpClient http, PublicHosts hosts, Duration timeout) {
    this.hosts = hosts;
    this.http =
        http.newBuilder()
            .dns(hosts)
            // A proxy would resolve the host itself, and past us.
            .proxy(java.net.Proxy.NO_PROXY)
            .callTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .build();
  }

  /**
   * The host of an address that may be called; says what is wrong with another one. Asks DNS.
   *
   * @throws Unusable with a code and a sentence that goes on after the field's name
   */
  String host(ClientSecret address) throws Unusable {
    @Nullable HttpUrl url = HttpUrl.parse(address.reveal());
    if (url == null || !url.isHttps()) {
      throw new Unusable("url.https", "must be an address that begins with https://");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty() || url.fragment() != null) {
      throw new Unusable("url.plain", "must have neither a user name nor a fragment");
    }
    try {
      hosts.lookup(url.host());
    } catch (PublicHosts.NotPublic e) {
      throw new Unusable(
          "url.private",
          "names a host whose address is not of the public internet; who runs this installation can"
              + " allow it in keyturn.notification.allowed-private-hosts");
    } catch (UnknownHostException e) {
      // Perhaps later; trying the channel out will tell.
    }
    return url.host();
  }

  /**
   * @param id of the notification, the same at each try, so that a receiver can tell
   * @param signingSecret null for receivers that check none
   */
  Delivery post(
      ClientSecret address,
      byte[] body,
      UUID id,
      @Nullable ClientSecret signingSecret,
      Instant now) {
    @Nullable HttpUrl url = HttpUrl.parse(address.reveal());
    if (url == null || !url.isHttps()) {
      return new Failed("The stored address is not one that can be called. Save the channel anew.");
    }
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "Keyturn")
            .header("Keyturn-Notification", id.toString())
            .post(RequestBody.create(body, JSON));
    if (signingSecret != null) {
      request.header("Keyturn-Signature", signature(signingSecret, now, body));
    }
    try {
      hosts.lookup(url.host()); // OkHttp asks nobody about a host that is an address already
      try (Response answer = http.newCall(request.build()).execute()) {
        // Its body is not read: nothing in it is for us.
        return answer.isSuccessful() ? new Delivered() : new Failed(refusal(answer.code()));
      }
    } catch (PublicHosts.NotPublic e) {
      return new Failed(
          "The address leads into a private network and was not called. Name another one, or have"
              + " it allowed in keyturn.notification.allowed-private-hosts.");
    } catch (UnknownHostException e) {
      return new Failed("No host of that name is known. Check the address.");
    } catch (SSLException e) {
      return new Failed("The receiver's certificate is not trusted, or it speaks no TLS.");
    } catch (InterruptedIOException e) {
      return new Failed("The receiver did not answer in time.");
    } catch (IOException e) {
      return new Failed("The receiver cannot be reached (" + e.getClass().getSimpleName() + ").");
    }
  }

  private static String refusal(int status) {
    return status >= 300 && status < 400
        ? "The receiver answered with a redirect ("
            + status
            + "), and none is followed. Name the"
            + " address that it leads to."
        : "The receiver answered with status " + status + ".";
  }

  /** {@code t=<seconds>,v1=<hex>}: HMAC-SHA256 over the seconds, a full stop and the body. */
  static String signature(ClientSecret secret, Instant now, byte[] body) {
    String seconds = String.valueOf(now.getEpochSecond());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
      return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
    }
  }

  /** An address that is not called. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    final String code;
    final String what;

    Unusable(String code, String what) {
      super(what, null, false, false);
      this.code = code;
      this.what = what;
    }
  }
}
