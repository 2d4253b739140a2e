package io.keyturn.contracts.output;

/** The steps of a rotation, in the order they are taken. */
public enum Step {
  /** The news was stored. */
  RECEIVE,
  /** May it run? */
  ADMIT,
  /** A new secret is made at Entra and stored in Key Vault, where one was asked for. */
  RENEW,
  /** The secret is read from Key Vault. */
  READ,
  /** The new secret works, before anything is changed. */
  PROVE,
  /** The service connection gets it. */
  UPDATE,
  /** The stored connection works. */
  VERIFY,
  /** The old secret goes. */
  RETIRE,
  /** How the rotation ended; the last line of every output. */
  CONCLUDE
}
