/** The applications whose secret is rotated, and the service connections bound to them. */
@NullMarked
package io.keyturn.settings.application;

import org.jspecify.annotations.NullMarked;
