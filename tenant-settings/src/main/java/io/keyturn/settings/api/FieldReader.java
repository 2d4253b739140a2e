package io.keyturn.settings.api;

import io.keyturn.contracts.api.Problem.FieldError;
import io.keyturn.contracts.secret.ClientSecret;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the fields of a JSON object and collects what is wrong with each, so that one answer names
 * all of them. A field that is wrong reads as a placeholder; {@link #finish()} makes sure that
 * nobody goes on with it. Fields that the request does not have are refused before ({@link
 * RequestBodies}).
 */
public final class FieldReader {

  private static final UUID NO_GUID = new UUID(0, 0);
  // What a shell or a template was to fill in: $(…), ${…}, `…`, {{…}}, %NAME% (D-15).
  private static final Pattern EXPRESSION = Pattern.compile("\\$[({A-Za-z_]|`|\\{\\{|%\\w+%");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  // Azure DevOps prints personal access tokens as letters and digits; leave room for other forms.
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,512}");

  private final JsonNode object;
  private final String prefix;
  private final List<FieldError> errors;

  FieldReader(JsonNode object) {
    this(object, "", new ArrayList<>());
  }

  private FieldReader(JsonNode object, String prefix, List<FieldError> errors) {
    this.object = object;
    this.prefix = prefix;
    this.errors = errors;
  }

  /** Whether the field is there, null included. */
  public boolean mentions(String field) {
    return object.has(field);
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return object.hasNonNull(field);
  }

  /** Whether it is a text with nothing but whitespace in it: a form's field left empty. */
  public boolean isBlank(String field) {
    JsonNode value = object.path(field);
    return value.isString() && value.stringValue().isBlank();
  }

  public boolean flag(String field) {
    JsonNode value = object.path(field);
    if (!value.isBoolean()) {
      missingOr(field, "field.type", "must be true or false");
      return false;
    }
    return value.booleanValue();
  }

  public boolean flag(String field, boolean otherwise) {
    return has(field) ? flag(field) : otherwise;
  }

  /** A text without the whitespace around it, neither blank nor with control characters. */
  public String text(String field, int longest) {
    JsonNode value = object.path(field);
    if (!value.isString()) {
      missingOr(field, "field.type", "must be a text");
      return "";
    }
    String text = value.stringValue().strip();
    if (text.isEmpty()) {
      refuse(field, "field.required", "must not be blank");
    } else if (text.length() > longest) {
      refuse(field, "field.length", "must not be longer than " + longest + " characters");
    } else if (CONTROL.matcher(text).find()) {
      refuse(field, "field.characters", "must not have control characters");
    } else if (text.codePoints().anyMatch(FieldReader::isHalfACharacter)) {
      refuse(field, "field.characters", "must not have half of a surrogate pair");
    }
    return text;
  }

  /** A code point that is a surrogate has no partner; UTF-8, and so PostgreSQL, cannot hold it. */
  private static boolean isHalfACharacter(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** A whole number; the least where it is none. */
  public int number(String field, int least, int most) {
    JsonNode value = object.path(field);
    if (!value.isIntegralNumber()) {
      missingOr(field, "field.type", "must be a whole number");
      return least;
    }
    if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
      refuse(field, "field.range", "must be from " + least + " to " + most);
      return least;
    }
    return value.intValue();
  }

  public Optional<String> optionalText(String field, int longest) {
    return has(field) ? Optional.of(text(field, longest)) : Optional.empty();
  }

  public UUID guid(String field) {
    JsonNode value = object.path(field);
    if (!value.isString()) {
      missingOr(field, "field.type", "must be a GUID in a text");
      return NO_GUID;
    }
    Optional<UUID> guid = Guid.parse(value.stringValue().strip());
    if (guid.isEmpty()) {
      refuse(
          field,
          "field.guid",
          EXPRESSION.matcher(value.stringValue()).find()
              ? "must be the GUID itself, and is an expression that nothing has filled in"
              : "must be a GUID, for example 11111111-2222-3333-4444-555555555555");
    }
    return guid.orElse(NO_GUID);
  }

  public Optional<UUID> optionalGuid(String field) {
    return has(field) ? Optional.of(guid(field)) : Optional.empty();
  }

  /** Different GUIDs, in the order they came in. */
  public List<UUID> guids(String field, int most) {
    JsonNode value = object.path(field);
    if (!value.isArray()) {
      missingOr(field, "field.type", "must be a list of GUIDs");
      return List.of();
    }
    if (value.size() > most) {
      refuse(field, "field.length", "must not have more than " + most + " entries");
      return List.of();
    }
    Set<UUID> guids = new LinkedHashSet<>();
    for (int i = 0; i < value.size(); i++) {
      JsonNode item = value.get(i);
      Optional<UUID> guid =
          item.isString() ? Guid.parse(item.stringValue().strip()) : Optional.empty();
      if (guid.isEmpty()) {
        refuse(field + "[" + i + "]", "field.guid", "must be a GUID in a text");
      }
      guid.ifPresent(guids::add);
    }
    return List.copyOf(guids);
  }

  /** Different texts, in the order they came in; at least one. */
  public List<String> texts(String field, int most, int longest) {
    JsonNode value = object.path(field);
    if (!value.isArray() || value.isEmpty()) {
      missingOr(field, "field.type", "must be a list of texts");
      return List.of();
    }
    if (value.size() > most) {
      refuse(field, "field.length", "must not have more than " + most + " entries");
      return List.of();
    }
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < value.size(); i++) {
      String text = value.get(i).isString() ? value.get(i).stringValue().strip() : "";
      if (text.isEmpty() || text.length() > longest || CONTROL.matcher(text).find()) {
        refuse(
            field + "[" + i + "]",
            "field.type",
            "must be a text of 1 to " + longest + " characters without control characters");
      } else {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /** A day such as {@code 2027-03-31}. */
  public Optional<LocalDate> optionalDate(String field) {
    if (!has(field)) {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.parse(object.path(field).asString("").strip()));
    } catch (DateTimeParseException e) {
      refuse(field, "field.date", "must be a day, for example 2027-03-31");
      return Optional.empty();
    }
  }

  /** Each object of a list; none where it is no list, or too long. */
  public List<FieldReader> objects(String field, int most) {
    JsonNode value = object.path(field);
    if (!value.isArray()) {
      missingOr(field, "field.type", "must be a list of objects");
      return List.of();
    }
    if (value.size() > most) {
      refuse(field, "field.length", "must not have more than " + most + " entries");
      return List.of();
    }
    List<FieldReader> objects = new ArrayList<>();
    for (int i = 0; i < value.size(); i++) {
      String name = field + "[" + i + "]";
      if (value.get(i).isObject()) {
        objects.add(new FieldReader(value.get(i), prefix + name + ".", errors));
      } else {
        refuse(name, "field.type", "must be an object");
      }
    }
    return objects;
  }

  public FieldReader object(String field) {
    JsonNode value = object.path(field);
    if (!value.isObject()) {
      missingOr(field, "field.type", "must be an object");
      // One complaint about the object is enough: none about the fields it does not have.
      return new FieldReader(JsonNodeFactory.instance.objectNode(), "", new ArrayList<>());
    }
    return new FieldReader(value, prefix + field + ".", errors);
  }

  public Optional<FieldReader> optionalObject(String field) {
    return has(field) ? Optional.of(object(field)) : Optional.empty();
  }

  public SecretChange secret(String field) {
    if (!object.has(field)) {
      return new SecretChange.Keep();
    }
    if (object.path(field).isNull()) {
      return new SecretChange.Remove();
    }
    if (!object.path(field).isString()) {
      refuse(field, "field.type", "must be a text, or null to remove it");
      return new SecretChange.Keep();
    }
    String value = object.path(field).stringValue().strip();
    if (value.isEmpty()) {
      return new SecretChange.Remove();
    }
    if (!TOKEN.matcher(value).matches()) {
      refuse(
          field,
          "field.characters",
          "must be at most 512 visible ASCII characters without any space inside");
      return new SecretChange.Keep();
    }
    return new SecretChange.Replace(ClientSecret.of(value));
  }

  public void refuse(String field, String code, String message) {
    errors.add(new FieldError(prefix + field, code, message));
  }

  /**
   * @throws ProblemException naming every field that was refused
   */
  public void finish() {
    if (!errors.isEmpty()) {
      throw ProblemException.of(
          HttpStatus.UNPROCESSABLE_CONTENT,
          "fields.invalid",
          errors.size() == 1
              ? "The field " + errors.getFirst().field() + " " + errors.getFirst().message() + "."
              : errors.size() + " fields are not as they must be.",
          "Correct the fields named in errors, then save again. Nothing was stored.",
          errors);
    }
  }

  private void missingOr(String field, String code, String message) {
    if (has(field)) {
      refuse(field, code, message);
    } else {
      refuse(field, "field.required", message);
    }
  }
}
