/** Microsoft Entra as far as Keyturn meets it: tokens, applications and their secrets. */
@NullMarked
package io.keyturn.embedded.entra;

import org.jspecify.annotations.NullMarked;
