/** Who changed what, and when; never a secret. */
@NullMarked
package io.keyturn.settings.history;

import org.jspecify.annotations.NullMarked;
