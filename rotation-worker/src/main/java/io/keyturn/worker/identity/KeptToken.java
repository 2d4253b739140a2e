package io.keyturn.worker.identity;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One access token of the worker's own identity, kept until shortly before it expires. A credential
 * keeps its tokens, too, but not against every Entra: with an authority that it does not know it
 * was seen to ask anew for each call.
 */
public final class KeptToken {

  private static final Duration RENEW_BEFORE_EXPIRY = Duration.ofMinutes(5);

  private final TokenCredential credential;
  private final String scope;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable AccessToken kept;

  public KeptToken(TokenCredential credential, String scope) {
    this.credential = credential;
    this.scope = scope;
  }

  /**
   * However many callers need it, Entra is asked once.
   *
   * @throws RuntimeException whatever the credential throws when there is none to be had
   */
  public String value() {
    AccessToken known = kept;
    if (known != null && isGood(known)) {
      return known.getToken();
    }
    asking.lock();
    try {
      AccessToken meanwhile = kept;
      if (meanwhile != null && isGood(meanwhile)) {
        return meanwhile.getToken();
      }
      AccessToken token = credential.getTokenSync(new TokenRequestContext().addScopes(scope));
      kept = token;
      return token.getToken();
    } finally {
      asking.unlock();
    }
  }

  /** It was not accepted; the next one is asked for anew. */
  public void drop(String refused) {
    AccessToken known = kept;
    if (known != null && known.getToken().equals(refused)) {
      kept = null;
    }
  }

  private static boolean isGood(AccessToken token) {
    return token.getDurationUntilExpiration().compareTo(RENEW_BEFORE_EXPIRY) > 0;
  }
}
