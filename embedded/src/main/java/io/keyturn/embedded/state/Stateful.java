package io.keyturn.embedded.state;

import tools.jackson.databind.JsonNode;

/** A part of the embedded Azure whose state can be saved and brought back. */
public interface Stateful {

  /** The key under which the state is kept; unique among the parts. */
  String stateName();

  /** A copy of the whole state. May be called while requests are being served. */
  JsonNode save();

  /** Replaces the whole state by a saved one. Called before the first request. */
  void restore(JsonNode saved);
}
