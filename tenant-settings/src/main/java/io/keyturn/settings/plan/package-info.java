/** Plans: changes of settings that were only proposed, and what plans found out about targets. */
@NullMarked
package io.keyturn.settings.plan;

import org.jspecify.annotations.NullMarked;
