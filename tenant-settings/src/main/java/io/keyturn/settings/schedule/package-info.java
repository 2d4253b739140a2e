/**
 * Rotations that begin by themselves: what is due is claimed in batches, by whichever process of
 * the installation comes first. Depends on {@code application}, {@code rotation} and {@code
 * isolation}.
 */
@NullMarked
package io.keyturn.settings.schedule;

import org.jspecify.annotations.NullMarked;
