/**
 * The API's own description (OpenAPI), made from its controllers. Depends on {@code access} and
 * {@code api}, and on swagger's model.
 */
@NullMarked
package io.keyturn.settings.description;

import org.jspecify.annotations.NullMarked;
