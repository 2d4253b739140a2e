/**
 * Looks at what an application needs around it, with its own settings and before it starts: what it
 * does not reach, and which grant is missing. Changes nothing and tells no secret.
 */
@NullMarked
package io.keyturn.preflight;

import org.jspecify.annotations.NullMarked;
