package io.keyturn.azuredevops;

import io.keyturn.contracts.outcome.Attempt;
import io.keyturn.contracts.outcome.Reason;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The question and the answer of TestConnection. The HTTP status is 200 whether the test passed or
 * not; what counts is {@code statusCode}, and of {@code errorMessage} only the codes in it.
 */
final class ConnectionTest {

  // Azure Resource Manager's error codes for "signed in, but nothing to see here".
  private static final Pattern NOT_VISIBLE =
      Pattern.compile("\\b(?:SubscriptionNotFound|AuthorizationFailed)\\b|\\(403\\)");
  private static final Pattern STATUS = Pattern.compile("[A-Za-z]{2,40}");

  private ConnectionTest() {}

  /** Tests what is stored. */
  static ObjectNode ofStored() {
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.putObject("dataSourceDetails").put("dataSourceName", "TestConnection");
    request.putObject("resultTransformationDetails");
    return request;
  }

  /** Tests these details; they take precedence over what is stored. */
  static ObjectNode ofDetails(ObjectNode connection) {
    ObjectNode request = ofStored();
    ObjectNode details = request.putObject("serviceEndpointDetails");
    for (String field : new String[] {"type", "url", "data", "authorization"}) {
      JsonNode value = connection.get(field);
      if (value != null) {
        details.set(field, value);
      }
    }
    return request;
  }

  /**
   * @param tested which secret of which connection, for the middle of a sentence: {@code the new
   *     secret of service connection payments-prod in contoso/Payments}
   */
  static Attempt<@Nullable Void> outcome(JsonNode answer, String tested) {
    String status =
        Json.text(answer, "statusCode")
            .filter(code -> STATUS.matcher(code).matches())
            .map(code -> code.toLowerCase(Locale.ROOT))
            .orElse("");
    if (status.equals("ok")) {
      return Attempt.done();
    }
    String message = Json.text(answer, "errorMessage").orElse("");
    Optional<String> code = EntraCodes.in(message);
    if (code.isPresent()) {
      return ofCode(code.get(), tested);
    }
    if (status.equals("forbidden") || NOT_VISIBLE.matcher(message).find()) {
      return Attempt.refused(
          Reason.SUBSCRIPTION_NOT_VISIBLE,
          "With "
              + tested
              + " the application signs in, but sees no such subscription or management group. Give"
              + " its service principal a role there (Reader is enough for the test).");
    }
    return switch (status) {
      case "toomanyrequests" ->
          Attempt.retryLater(
              Reason.THROTTLED,
              "Azure DevOps could not test "
                  + tested
                  + " now: TestConnection is being throttled. The limit lifts by itself.");
      case "requesttimeout",
          "gatewaytimeout",
          "badgateway",
          "serviceunavailable",
          "internalservererror" ->
          Attempt.retryLater(
              Reason.SERVER_ERROR, "Azure DevOps could not test " + tested + " (" + status + ").");
      case "unauthorized" ->
          Attempt.refused(
              Reason.CANDIDATE_REJECTED,
              "The other side does not accept "
                  + tested
                  + ". Check that the secret belongs to this connection's identity.");
      default ->
          Attempt.retryLater(
              Reason.UNEXPECTED_ANSWER,
              "The test of "
                  + tested
                  + " failed without saying why in a code"
                  + (status.isEmpty() ? "" : " (" + status + ")")
                  + ". If it stays so, press Verify on the connection in the portal.");
    };
  }

  private static Attempt<@Nullable Void> ofCode(String code, String tested) {
    String which = " (AADSTS" + code + ")";
    return switch (code) {
      case EntraCodes.WRONG_OR_NOT_YET_VALID_SECRET ->
          Attempt.retryLater(
              Reason.CANDIDATE_NOT_YET_VALID,
              "Entra does not accept " + tested + " yet" + which + ". A new one can take minutes.");
      case EntraCodes.EXPIRED_SECRET ->
          Attempt.refused(
              Reason.CLIENT_SECRET_EXPIRED,
              "Entra does not accept "
                  + tested
                  + " any more, because it has expired"
                  + which
                  + ". Renew it.");
      case EntraCodes.APPLICATION_NOT_FOUND, EntraCodes.TENANT_NOT_FOUND ->
          Attempt.refused(
              Reason.CANDIDATE_REJECTED,
              "Entra cannot try "
                  + tested
                  + ", because it does not know the application or the tenant"
                  + which
                  + ". Check the connection's service principal id and tenant id.");
      default ->
          EntraCodes.isTransient(code)
              ? Attempt.retryLater(
                  Reason.SERVER_ERROR,
                  "Entra has a passing problem and could not try " + tested + which + ".")
              : Attempt.refused(
                  Reason.CANDIDATE_REJECTED,
                  "Entra refuses the sign-in with "
                      + tested
                      + which
                      + ". Look the code up in Microsoft's list of AADSTS error codes.");
    };
  }
}
