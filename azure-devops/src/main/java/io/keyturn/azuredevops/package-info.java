/** Placeholder. */
@NullMarked
package io.keyturn.azuredevops;

import org.jspecify.annotations.NullMarked;
