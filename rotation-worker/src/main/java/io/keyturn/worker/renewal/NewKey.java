package io.keyturn.worker.renewal;

import io.keyturn.contracts.secret.ClientSecret;

/** A client secret that was made a moment ago; its text is told this once. */
record NewKey(EntraKey key, ClientSecret secret) {}
