/**
 * Azure DevOps as far as Keyturn meets it: organizations, projects, service connections, groups,
 * identities, roles.
 *
 * <p>It answers as the sources collected in FACTS.md say that the real service does, refusals and
 * oddities included. Depends on the seams of this module ({@code http}, {@code entra}, {@code
 * state}) and on Jackson, nothing else. Being a double on one machine it keeps secrets readable.
 */
@NullMarked
package io.keyturn.embedded.devops;

import org.jspecify.annotations.NullMarked;
