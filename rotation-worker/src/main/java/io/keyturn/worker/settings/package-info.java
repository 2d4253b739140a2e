/** What the worker asks of tenant-settings. */
@NullMarked
package io.keyturn.worker.settings;

import org.jspecify.annotations.NullMarked;
