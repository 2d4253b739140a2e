/**
 * The console: pages that a browser shows. Each page reads and writes by calling the API in this
 * process as the signed-in person, so that it may do exactly what that person may, and refuses in
 * the API's own words. No package depends on this one.
 */
@NullMarked
package io.keyturn.settings.console;

import org.jspecify.annotations.NullMarked;
