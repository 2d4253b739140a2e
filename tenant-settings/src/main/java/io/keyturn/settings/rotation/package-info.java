/** Asking for a rotation, and this application's view of the rotation output. */
@NullMarked
package io.keyturn.settings.rotation;

import org.jspecify.annotations.NullMarked;
