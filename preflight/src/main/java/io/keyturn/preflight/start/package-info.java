/**
 * What both applications do with their settings before they start, or when those stop the start.
 */
@NullMarked
package io.keyturn.preflight.start;

import org.jspecify.annotations.NullMarked;
