package io.keyturn.embedded.devops;

/** How a service connection can answer an update that it has applied. */
public enum AfterUpdate {
  /** 200 with {@code isReady: false}; so are the reads that follow, until the next update. */
  NOT_READY,
  /** 200 with {@code operationStatus.state: Failed}, kept until the next update. */
  OPERATION_FAILED,
  /** 200 with {@code operationStatus.state: InProgress}; the first read finds it ready. */
  OPERATION_IN_PROGRESS,
  /** 500 although it was applied. */
  ANSWERS_500
}
