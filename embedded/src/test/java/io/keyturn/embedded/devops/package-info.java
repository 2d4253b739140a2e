/** Tests of the embedded Azure DevOps, through its sites as its callers meet it. */
@NullMarked
package io.keyturn.embedded.devops;

import org.jspecify.annotations.NullMarked;
