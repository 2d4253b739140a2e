/** Whether what this application stands on can be reached. */
@NullMarked
package io.keyturn.settings.health;

import org.jspecify.annotations.NullMarked;
