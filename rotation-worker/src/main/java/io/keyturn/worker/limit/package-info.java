/**
 * How many calls an organization gets at once from one identity, and when the next may be made.
 * Knows Azure DevOps' client and nothing else of the worker.
 */
@NullMarked
package io.keyturn.worker.limit;

import org.jspecify.annotations.NullMarked;
