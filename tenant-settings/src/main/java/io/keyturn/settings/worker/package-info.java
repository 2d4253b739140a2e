/** The one door for the worker: everything it needs to know of one application in one answer. */
@NullMarked
package io.keyturn.settings.worker;

import org.jspecify.annotations.NullMarked;
