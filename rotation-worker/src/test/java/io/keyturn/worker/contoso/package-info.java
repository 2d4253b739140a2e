/** Contoso: a tenant with everything a rotation meets, for tests. */
@NullMarked
package io.keyturn.worker.contoso;

import org.jspecify.annotations.NullMarked;
