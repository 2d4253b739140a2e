/**
 * What the worker tells those who watch it: how its journal, its limits and its topic stand, taken
 * now and then beside the work, and the door where it is read. What is counted is counted where it
 * happens.
 */
@NullMarked
package io.keyturn.worker.metric;

import org.jspecify.annotations.NullMarked;
