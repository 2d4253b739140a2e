package io.keyturn.settings.notification;

/** What came of handing one notification over. */
sealed interface Delivery {

  record Delivered() implements Delivery {}

  /**
   * @param why a sentence for an administrator, without any address or secret
   */
  record Failed(String why) implements Delivery {}
}
