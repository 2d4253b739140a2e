/** What goes over HTTP between the outside, tenant-settings and the worker. */
@NullMarked
package io.keyturn.contracts.api;

import org.jspecify.annotations.NullMarked;
