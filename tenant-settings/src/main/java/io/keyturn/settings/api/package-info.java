/**
 * How the API reads a body and says no: problem details, field errors, pages. Depends on no other
 * package here.
 */
@NullMarked
package io.keyturn.settings.api;

import org.jspecify.annotations.NullMarked;
