package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import java.time.Duration;

/**
 * Where every call to Azure DevOps asks before it is sent, and says afterwards what came of it;
 * whoever paces calls stands behind it. Used on the caller's thread.
 */
@FunctionalInterface
public interface CallGate {

  /** Nobody paces. */
  CallGate OPEN = (organization, identity) -> Attempt.succeeded(Pass.UNHEEDED);

  /**
   * Anything but a pass is the call's own outcome, and nothing is sent.
   *
   * @param organization empty for calls that belong to no organization (profile, accounts)
   * @param identity as {@link SignIn#identity()}
   * @throws InterruptedException when the caller was stopped while it waited for a short moment
   */
  Attempt<Pass> enter(String organization, String identity) throws InterruptedException;

  /** One call that may be sent now. Exactly one of its methods is called, once. */
  interface Pass {

    /** Hears nothing. */
    Pass UNHEEDED =
        new Pass() {
          @Override
          public void answered(int status, Duration pause) {}

          @Override
          public void unanswered() {}
        };

    /**
     * @param pause how long Azure DevOps wants this identity's next call in this organization put
     *     off, from now; zero when it asks for nothing. Also said along with answers that
     *     succeeded, which must not be replayed
     */
    void answered(int status, Duration pause);

    /** No answer in time, or none at all; the call may have been carried out. */
    void unanswered();
  }
}
