/** The rotation output: what the owner of an application reads of a rotation, line by line. */
@NullMarked
package io.keyturn.contracts.output;

import org.jspecify.annotations.NullMarked;
