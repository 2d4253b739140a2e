/**
 * What Quartz does at certain times, once in the whole installation: its tables are in the
 * journal's database, and the workers share them.
 */
@NullMarked
package io.keyturn.worker.schedule;

import org.jspecify.annotations.NullMarked;
