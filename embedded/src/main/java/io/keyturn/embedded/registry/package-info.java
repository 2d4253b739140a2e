/** Docker registries as far as signing in to them goes. */
@NullMarked
package io.keyturn.embedded.registry;

import org.jspecify.annotations.NullMarked;
