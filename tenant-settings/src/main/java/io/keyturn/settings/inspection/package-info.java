/**
 * Looks at bound service connections: which are due, what was found, and what a tenant is shown of
 * it. Depends on {@code application} for what a binding is, and tells {@code notification}.
 */
@NullMarked
package io.keyturn.settings.inspection;

import org.jspecify.annotations.NullMarked;
