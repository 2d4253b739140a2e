/** Who is calling, and may they: Entra tokens, roles, ownership, the worker's door. */
@NullMarked
package io.keyturn.settings.access;

import org.jspecify.annotations.NullMarked;
