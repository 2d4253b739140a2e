/** What a step can answer, and the stable reasons it may give. Depends on nothing. */
@NullMarked
package io.keyturn.contracts.outcome;

import org.jspecify.annotations.NullMarked;
