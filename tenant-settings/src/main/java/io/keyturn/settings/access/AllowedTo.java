package io.keyturn.settings.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The roles that may call this. Any of them is enough; {@link Role#APPLICATION_OWNER} only for an
 * application or a rotation in the path that is the caller's own. Without this annotation nobody
 * may.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AllowedTo {
  Role[] value();
}
