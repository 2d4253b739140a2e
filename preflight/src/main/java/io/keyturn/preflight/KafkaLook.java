package io.keyturn.preflight;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Whether Kafka lets the application in, has its topics, and lets it do there what it has to. Reads
 * and writes no record.
 *
 * @param config of an admin client
 * @param needs what the application does with each topic
 * @param group its consumer group
 */
public record KafkaLook(
    Map<String, Object> config, Map<String, Set<AclOperation>> needs, String group) {

  private static final String WHAT = "kafka";
  private static final int PATIENCE_MILLIS = 5_000;

  public KafkaLook {
    config = Map.copyOf(config);
    needs = new TreeMap<>(needs);
  }

  /** Without its settings: a password may be among them. */
  @Override
  public String toString() {
    return "KafkaLook[" + where() + "]";
  }

  public List<Finding> take() {
    Map<String, Object> bounded = new HashMap<>(config);
    bounded.put(AdminClientConfig.CLIENT_ID_CONFIG, "keyturn-preflight");
    bounded.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    bounded.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    try (Admin admin = Admin.create(bounded)) {
      answer(admin.describeCluster().clusterId());
      List<Finding> findings = new ArrayList<>();
      findings.add(Finding.ok(WHAT, where(), "lets the application in."));
      Map<String, KafkaFuture<TopicDescription>> topics =
          admin
              .describeTopics(
                  needs.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues();
      needs.forEach((topic, needed) -> findings.add(topic(topic, needed, topics.get(topic))));
      findings.add(group(admin));
      return findings;
    } catch (Refused e) {
      return List.of(Finding.failed(WHAT, where(), why(e.getCause())));
    } catch (ConfigException e) {
      return List.of(
          Finding.failed(
              WHAT,
              where(),
              "cannot be tried: " + e.getClass().getSimpleName() + ". Check spring.kafka.*."));
    } catch (KafkaException e) {
      return List.of(
          Finding.failed(
              WHAT,
              where(),
              "no broker can be found by its name, or a certificate cannot be read. Check"
                  + " spring.kafka.bootstrap-servers and spring.kafka.ssl.*."));
    }
  }

  private String where() {
    Object servers = config.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    return servers instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(servers);
  }

  private static String why(@Nullable Throwable cause) {
    return switch (cause) {
      case SslAuthenticationException _ ->
          "shows a certificate that is not trusted, or does not trust ours. Check spring.kafka.ssl.*.";
      case AuthenticationException _ ->
          "refuses the sign-in. Check spring.kafka.properties.sasl.* and the user at the broker.";
      case AuthorizationException _ ->
          "lets the user in and nothing be asked: grant DESCRIBE on the cluster's topics.";
      case null, default ->
          "does not answer. Check spring.kafka.bootstrap-servers, .security.protocol and the firewall.";
    };
  }

  private Finding topic(
      String topic, Set<AclOperation> needed, @Nullable KafkaFuture<TopicDescription> answer) {
    try {
      if (answer == null) {
        return Finding.failed(WHAT, topic, "was not told of.");
      }
      TopicDescription described = answer(answer);
      Set<AclOperation> missing = missing(needed, described.authorizedOperations());
      return missing.isEmpty()
          ? Finding.ok(
              WHAT, topic, described.partitions().size() + " partitions; " + needed + " allowed.")
          : Finding.failed(
              WHAT, topic, "grant " + missing + " on the topic " + topic + " to Keyturn's user.");
    } catch (Refused e) {
      return switch (e.getCause()) {
        case UnknownTopicOrPartitionException _ ->
            Finding.failed(
                WHAT,
                topic,
                "is not there: make it, with six partitions to begin with; or the user may not see it:"
                    + " grant DESCRIBE and "
                    + needed
                    + ".");
        case AuthorizationException _ ->
            Finding.failed(
                WHAT, topic, "grant DESCRIBE and " + needed + " on the topic to Keyturn's user.");
        case null, default -> Finding.failed(WHAT, topic, "could not be looked at.");
      };
    }
  }

  private Finding group(Admin admin) {
    try {
      Set<AclOperation> allowed =
          answer(
                  admin
                      .describeConsumerGroups(
                          List.of(group),
                          new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                      .describedGroups()
                      .values()
                      .iterator()
                      .next())
              .authorizedOperations();
      return missing(EnumSet.of(AclOperation.READ), allowed).isEmpty()
          ? Finding.ok(WHAT, group, "the consumer group may be used.")
          : Finding.failed(WHAT, group, "grant READ on the group " + group + " to Keyturn's user.");
    } catch (Refused e) {
      return e.getCause() instanceof AuthorizationException
          ? Finding.failed(WHAT, group, "grant READ on the group " + group + " to Keyturn's user.")
          // One that nobody has used yet is not there, and made when it is used.
          : Finding.ok(WHAT, group, "the consumer group is made when it is used first.");
    }
  }

  /**
   * @param allowed null where the broker does not say, as those without access lists may
   */
  static Set<AclOperation> missing(Set<AclOperation> needed, @Nullable Set<AclOperation> allowed) {
    Set<AclOperation> missing = EnumSet.noneOf(AclOperation.class);
    if (allowed != null && !allowed.contains(AclOperation.ALL)) {
      missing.addAll(needed);
      missing.removeAll(allowed);
    }
    return missing;
  }

  private static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new Refused(e.getCause());
    } catch (TimeoutException e) {
      throw new Refused(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(e);
    }
  }

  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(@Nullable Throwable cause) {
      super(cause);
    }
  }
}
