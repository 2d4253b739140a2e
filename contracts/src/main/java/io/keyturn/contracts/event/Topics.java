package io.keyturn.contracts.event;

/** The topics that others may rely on. Their key is {@code <tenantId>/<applicationId>}. */
public final class Topics {

  public static final String ROTATION_EVENTS = "rotation-events";
  public static final String ROTATION_OUTPUT = "rotation-output";
  public static final String DEAD_LETTER = "rotation-events.dead-letter";

  private Topics() {}

  /** The key that keeps everything of one application in order. */
  public static String key(String tenantId, String applicationId) {
    return tenantId + "/" + applicationId;
  }
}
