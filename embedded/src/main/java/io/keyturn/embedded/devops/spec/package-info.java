/**
 * Checks recorded calls to Azure DevOps against Microsoft's OpenAPI documents.
 *
 * <p>For tests of any module: what our client sends and what the embedded Azure DevOps answers are
 * held against the same documents. Depends on the seam {@code http} and Jackson, nothing else.
 */
@NullMarked
package io.keyturn.embedded.devops.spec;

import org.jspecify.annotations.NullMarked;
