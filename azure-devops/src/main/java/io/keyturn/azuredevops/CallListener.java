package io.keyturn.azuredevops;

import java.time.Duration;

/** Hears what whoever paces calls has to know. Called on the caller's thread; must not block. */
@FunctionalInterface
public interface CallListener {

  /** Nobody paces. */
  CallListener NONE = (organization, identity, after) -> {};

  /**
   * Azure DevOps wants this identity's next call in this organization no sooner than {@code after}
   * from now. Also said along with answers that succeeded, which must not be replayed.
   *
   * @param organization empty for calls that belong to no organization (profile, accounts)
   * @param identity as {@link SignIn#identity()}
   */
  void pause(String organization, String identity, Duration after);
}
