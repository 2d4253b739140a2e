/** One connector per Azure DevOps organization: its name, its sign-in, its status. */
@NullMarked
package io.keyturn.settings.connector;

import org.jspecify.annotations.NullMarked;
