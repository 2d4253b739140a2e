package io.keyturn.embedded.keyvault;

import io.keyturn.embedded.entra.Directory.Principal;
import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The requests of one signed-in caller to one vault.
 *
 * @param address what {@code id}s in answers begin with
 * @param base what links to further pages begin with: the address and the vault's path
 */
record VaultPages(Vault vault, Principal caller, String address, String base, Clock clock) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

  Answer answer(String path, List<String> segments, Request request) {
    try {
      return route(path, segments, request);
    } catch (VaultRefusal refusal) {
      return refusal.answer();
    } catch (JacksonException e) {
      return VaultJson.error(400, "BadParameter", "The request body is not valid JSON.", null);
    }
  }

  private Answer route(String path, List<String> segments, Request request) {
    String second = segments.size() > 1 ? segments.get(1) : "";
    String third = segments.size() > 2 ? segments.get(2) : "";
    boolean deleted = segments.getFirst().equalsIgnoreCase("deletedsecrets");
    String shape =
        request.method()
            + (deleted ? " deleted" : " secrets")
            + (second.isEmpty() ? "" : "/name")
            + (third.isEmpty()
                ? ""
                : third.equals("versions") || third.equals("recover") ? "/" + third : "/version");
    if (!second.isEmpty() && !NAME.matcher(second).matches()) {
      return VaultJson.error(
          400, "BadParameter", "The request URI contains an invalid name: " + second, null);
    }
    return switch (shape) {
      case "GET secrets" -> list(path, request);
      case "GET secrets/name" -> get(second, "");
      case "GET secrets/name/version" -> get(second, third);
      case "GET secrets/name/versions" -> versions(path, second, request);
      case "PUT secrets/name" -> set(second, request);
      case "PATCH secrets/name/version" -> update(second, third, request);
      case "DELETE secrets/name" -> delete(second);
      case "GET deleted" -> listDeleted(path, request);
      case "GET deleted/name" -> getDeleted(second);
      case "POST deleted/name/recover" -> recover(second);
      case "DELETE deleted/name" -> purge(second);
      default -> VaultJson.error(405, "MethodNotAllowed", "HTTP method not supported here.", null);
    };
  }

  private Answer get(String name, String version) {
    need(Permission.GET, name);
    List<SecretVersion> all = vault.versions(name);
    Optional<SecretVersion> found =
        version.isEmpty()
            ? all.reversed().stream().findFirst()
            : all.stream().filter(each -> each.version().equals(version)).findFirst();
    if (found.isEmpty()) {
      return VaultRefusal.notFound(version.isEmpty() ? name : name + "/" + version);
    }
    if (!found.get().enabled()) {
      return VaultJson.error(
          403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
    }
    return Answer.json(200, VaultJson.bundle(address, name, found.get()).toString());
  }

  private Answer set(String name, Request request) {
    need(Permission.SET, name);
    JsonNode body = JSON.readTree(request.body());
    if (!body.path("value").isString()) {
      return VaultJson.error(400, "BadParameter", "Property  has invalid value", null);
    }
    long now = clock.instant().getEpochSecond();
    SecretVersion blank =
        new SecretVersion(
            UUID.randomUUID().toString().replace("-", ""),
            body.path("value").asString(),
            null,
            Map.of(),
            true,
            null,
            null,
            now,
            now);
    SecretVersion version = blank.changed(body, now);
    return vault.add(name, version)
        ? Answer.json(200, VaultJson.bundle(address, name, version).toString())
        : VaultJson.error(
            409,
            "Conflict",
            "Secret "
                + name
                + " is currently in a deleted but recoverable state, and its name cannot be reused;"
                + " in this state, the secret can only be recovered or purged.",
            "ObjectIsDeletedButRecoverable");
  }

  private Answer update(String name, String version, Request request) {
    need(Permission.UPDATE, name);
    JsonNode body = JSON.readTree(request.body());
    long now = clock.instant().getEpochSecond();
    return vault
        .change(name, version, old -> old.changed(body, now))
        .map(after ->
            Answer.json(
                200,
                VaultJson.item(address + "/secrets/" + name + "/" + version, after).toString()))
        .orElseGet(() -> VaultRefusal.notFound(name + "/" + version));
  }

  private Answer versions(String path, String name, Request request) {
    need(Permission.LIST, name);
    List<SecretVersion> all = vault.versions(name);
    return all.isEmpty()
        ? VaultRefusal.notFound(name)
        : page(
            path,
            all,
            each -> VaultJson.item(address + "/secrets/" + name + "/" + each.version(), each),
            request);
  }

  private Answer list(String path, Request request) {
    need(Permission.LIST, "");
    return page(
        path,
        vault.names().stream().filter(name -> !vault.versions(name).isEmpty()).toList(),
        name -> VaultJson.item(address + "/secrets/" + name, vault.versions(name).getLast()),
        request);
  }

  private Answer listDeleted(String path, Request request) {
    need(Permission.LIST, "");
    return page(
        path,
        vault.deletedNames(),
        name ->
            vault
                .deleted(name)
                .map(record -> VaultJson.deleted(address, name, record))
                .orElseGet(JSON::createObjectNode),
        request);
  }

  private Answer delete(String name) {
    need(Permission.DELETE, name);
    return vault
        .delete(name, clock.instant().getEpochSecond())
        .map(record -> Answer.json(200, VaultJson.deleted(address, name, record).toString()))
        .orElseGet(() -> VaultRefusal.notFound(name));
  }

  private Answer getDeleted(String name) {
    need(Permission.GET, name);
    return vault
        .deleted(name)
        .map(record -> Answer.json(200, VaultJson.deleted(address, name, record).toString()))
        .orElseGet(() -> VaultRefusal.notDeleted(name));
  }

  private Answer recover(String name) {
    need(Permission.RECOVER, name);
    return vault
        .recover(name)
        .map(latest ->
            Answer.json(
                200,
                VaultJson.item(address + "/secrets/" + name + "/" + latest.version(), latest)
                    .toString()))
        .orElseGet(() -> VaultRefusal.notDeleted(name));
  }

  private Answer purge(String name) {
    need(Permission.PURGE, name);
    return vault.purge(name) ? Answer.empty(204) : VaultRefusal.notDeleted(name);
  }

  private void need(Permission permission, String secret) {
    if (!vault.permits(caller.objectId(), permission)) {
      throw VaultRefusal.forbidden(caller, permission, vault.name(), secret);
    }
  }

  private <T> Answer page(String path, List<T> all, Function<T, ObjectNode> json, Request request) {
    return VaultPage.asked(request).answer(base + path, all, json);
  }
}
