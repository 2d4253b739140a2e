/**
 * The Azure DevOps client that both applications use. {@link io.keyturn.azuredevops.AzureDevOps} is
 * the door; every call answers an {@link io.keyturn.contracts.outcome.Attempt} and none throws for
 * what the network, Entra or Azure DevOps did.
 *
 * <p>May depend on {@code contracts}, on azure-identity, on OkHttp and on azure-devops-java-sdk's
 * transport; knows nothing of tenants, rotations or Spring.
 */
@NullMarked
package io.keyturn.azuredevops;

import org.jspecify.annotations.NullMarked;
