/**
 * What both applications decide about a service connection, so that what may be chosen is what may
 * be written. Pure; knows nothing of how a connection is read.
 */
@NullMarked
package io.keyturn.contracts.connection;

import org.jspecify.annotations.NullMarked;
