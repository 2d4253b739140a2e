/**
 * What is said about time in settings: cron expressions, durations and maintenance windows. Depends
 * on {@code api}.
 */
@NullMarked
package io.keyturn.settings.timing;

import org.jspecify.annotations.NullMarked;
