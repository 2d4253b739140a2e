package io.keyturn.worker.target;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what was found out a moment ago is taken as still so; zero asks each time.
 *
 * @param administrator that the worker's identity administers a connection
 * @param signIn the client secret that the worker's identity signs in with, as Key Vault had it
 * @param entries of each kind, at most
 */
@ConfigurationProperties("keyturn.memory")
public record MemoryProperties(
    @DefaultValue("60s") Duration administrator,
    @DefaultValue("5m") Duration signIn,
    @DefaultValue("2000") int entries) {}
