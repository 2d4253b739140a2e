package io.keyturn.worker.metric;

/** Something that is looked at now and then, because nothing happens when it changes. */
interface Sample {

  /** Looks, and remembers for whoever reads. */
  void take() throws Exception;

  /** It could not be looked at: what was remembered is not true any more. */
  void forget();
}
