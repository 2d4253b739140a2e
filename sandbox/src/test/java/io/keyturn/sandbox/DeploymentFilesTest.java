package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The files that an installation is made of, as far as they can be checked without one. */
class DeploymentFilesTest {

  private static final Path ROOT = Path.of("..");
  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "v1 ServiceAccount", ServiceAccount.class,
          "v1 Service", Service.class,
          "apps/v1 Deployment", Deployment.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

  @Test
  void kubernetesKnowsEveryFieldOfTheManifests() throws Exception {
    List<String> seen = new ArrayList<>();
    for (Path file : files(ROOT.resolve("deploy/kubernetes/base"))) {
      if (file.endsWith("kustomization.yaml")) {
        continue;
      }
      try (Reader reader = Files.newBufferedReader(file)) {
        for (Object document : new Yaml().loadAll(reader)) {
          Map<?, ?> manifest = (Map<?, ?>) document;
          String kind = manifest.get("apiVersion") + " " + manifest.get("kind");
          assertThat(KINDS).containsKey(kind);
          Object read = new ObjectMapper().convertValue(manifest, KINDS.get(kind));
          assertThat(unknown(read, kind)).as(file.toString()).isEmpty();
          seen.add(kind);
        }
      }
    }
    assertThat(seen).containsAll(KINDS.keySet());
  }

  @Test
  void aFieldThatKubernetesDoesNotKnowIsSeen() {
    Deployment wrong =
        new ObjectMapper()
            .convertValue(
                Map.of("spec", Map.of("template", Map.of("spec", Map.of("volumez", List.of())))),
                Deployment.class);

    assertThat(unknown(wrong, "Deployment"))
        .containsExactly("Deployment.spec.template.spec.volumez");
  }

  /** What the model has no field for it keeps aside. */
  private static List<String> unknown(@Nullable Object read, String path) {
    List<String> found = new ArrayList<>();
    if (read instanceof List<?> list) {
      list.forEach(item -> found.addAll(unknown(item, path)));
    } else if (read != null && read.getClass().getName().startsWith("io.fabric8.kubernetes.api")) {
      for (Method method : read.getClass().getMethods()) {
        if (method.getName().startsWith("get") && method.getParameterCount() == 0) {
          String field = method.getName().substring(3);
          Object value = value(read, method);
          if (field.equals("AdditionalProperties") && value instanceof Map<?, ?> aside) {
            aside.keySet().forEach(name -> found.add(path + "." + name));
          } else {
            found.addAll(
                unknown(
                    value, path + "." + field.substring(0, 1).toLowerCase() + field.substring(1)));
          }
        }
      }
    }
    return found;
  }

  private static @Nullable Object value(Object of, Method getter) {
    try {
      return getter.invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
