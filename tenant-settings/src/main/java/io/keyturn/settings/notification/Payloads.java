package io.keyturn.settings.notification;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is posted: JSON of our own for webhooks, an Adaptive Card for Teams. */
final class Payloads {

  private static final JsonMapper JSON = JsonMapper.shared();

  private Payloads() {}

  static byte[] webhook(Notification notification, Wording wording) {
    Facts facts = notification.facts();
    ObjectNode json = JSON.createObjectNode();
    json.put("id", notification.id().toString());
    json.put("event", notification.event().map(Enum::name).orElse("TEST"));
    json.put("at", notification.createdAt().toString());
    json.put("tenantId", notification.tenantId().toString());
    put(json, "applicationId", notification.applicationId());
    if (notification.applicationId() != null) {
      json.put("applicationName", facts.applicationName());
    }
    if (facts.token() != null) {
      put(json, "connector", facts.token().connector());
      put(json, "organization", facts.token().organization());
    }
    json.put("title", wording.title());
    json.put("message", wording.sentence());
    json.put("remedy", wording.nextStep());
    wording.link().ifPresent(link -> json.put("link", link));
    put(json, "reason", facts.reason());
    put(json, "bindingId", facts.binding());
    put(json, "rotationId", facts.rotation());
    put(json, "time", facts.at());
    return JSON.writeValueAsBytes(json);
  }

  private static void put(ObjectNode json, String field, @Nullable Object value) {
    if (value != null) {
      json.put(field, value.toString());
    }
  }

  /**
   * As the trigger "When a Teams webhook request is received" of Power Automate takes it: a message
   * with one card. Text stands in runs, which know no Markdown: names come from people.
   */
  static byte[] teams(Wording wording) {
    ObjectNode message = JSON.createObjectNode();
    message.put("type", "message");
    ObjectNode attachment = message.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    attachment.putNull("contentUrl");
    ObjectNode card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard");
    card.put("version", "1.4");
    ArrayNode body = card.putArray("body");
    run(body, wording.title()).put("weight", "Bolder").put("size", "Medium");
    run(body, wording.sentence());
    run(body, wording.nextStep()).put("isSubtle", true);
    wording
        .link()
        .ifPresent(link -> {
          ObjectNode action = card.putArray("actions").addObject();
          action.put("type", "Action.OpenUrl");
          action.put("title", "Open in Keyturn");
          action.put("url", link);
        });
    return JSON.writeValueAsBytes(message);
  }

  private static ObjectNode run(ArrayNode body, String text) {
    ObjectNode block = body.addObject();
    block.put("type", "RichTextBlock");
    ObjectNode run = block.putArray("inlines").addObject();
    run.put("type", "TextRun");
    return run.put("text", text);
  }
}
