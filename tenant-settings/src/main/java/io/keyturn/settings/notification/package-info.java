/**
 * Tells a tenant what concerns it: channels, what each was told, and how it gets there. Others say
 * what happened through {@code Notices}; this package depends on none of them.
 */
@NullMarked
package io.keyturn.settings.notification;

import org.jspecify.annotations.NullMarked;
