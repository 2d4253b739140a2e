/**
 * The worker as a process that is killed, stalled and cut off while its organizations misbehave: no
 * secret may be lost, written late, or written over by an older one.
 */
@NullMarked
package io.keyturn.sandbox.crash;

import org.jspecify.annotations.NullMarked;
