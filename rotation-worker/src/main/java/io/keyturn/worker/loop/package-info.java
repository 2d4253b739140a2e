/** How the worker's own threads keep going, and how they tell of what went wrong. */
@NullMarked
package io.keyturn.worker.loop;

import org.jspecify.annotations.NullMarked;
