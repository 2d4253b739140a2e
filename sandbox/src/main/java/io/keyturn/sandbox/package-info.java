/**
 * The whole product on embedded defaults. The demo plays the main job and what must be refused;
 * serve starts the same stack and waits.
 */
@NullMarked
package io.keyturn.sandbox;

import org.jspecify.annotations.NullMarked;
