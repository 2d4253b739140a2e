package io.keyturn.embedded.devops;

import io.keyturn.embedded.http.Answer;
import tools.jackson.databind.node.ObjectNode;

/** A request ends here: the answer to give, thrown from wherever the reason was found. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Answer answer;

  Refusal(Answer answer) {
    super("answered " + answer.status(), null, false, false);
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  /**
   * The wrapped exception of the real service.
   *
   * @param type the .NET type with its namespace; the assembly is derived from it
   */
  static Refusal of(int status, String type, String message, int eventId) {
    return new Refusal(Answer.json(status, wrapped(type, message, eventId)));
  }

  static Refusal of(int status, String type, String message) {
    return of(status, type, message, 3000);
  }

  static Refusal badArgument(String message) {
    return of(400, "System.ArgumentException", message, 0);
  }

  static Refusal nullArgument(String parameter) {
    return of(
        400,
        "System.ArgumentNullException",
        "Value cannot be null.\r\nParameter name: " + parameter,
        0);
  }

  static Refusal badConnection(String message) {
    return of(
        400,
        "Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi.ServiceEndpointException",
        message);
  }

  static Refusal accessDenied(String message) {
    return of(403, "Microsoft.VisualStudio.Services.Security.AccessCheckException", message);
  }

  static Refusal notAuthorized(String message) {
    return of(
        401, "Microsoft.TeamFoundation.Framework.Server.UnauthorizedRequestException", message);
  }

  /** How the service says that it does not want an edit, among other things. */
  static Refusal internalError(String activityId) {
    return of(
        500,
        "Microsoft.TeamFoundation.Framework.Server.TeamFoundationServiceException",
        "TF400898: An Internal Error Occurred. Activity Id: " + activityId + ".");
  }

  static String wrapped(String type, String message, int eventId) {
    ObjectNode body = World.JSON.createObjectNode();
    body.put("$id", "1");
    body.putNull("innerException");
    body.put("message", message);
    int lastDot = type.lastIndexOf('.');
    String assembly = type.startsWith("System.") ? "mscorlib" : type.substring(0, lastDot);
    body.put("typeName", type + ", " + assembly);
    body.put("typeKey", type.substring(lastDot + 1));
    body.put("errorCode", 0);
    body.put("eventId", eventId);
    return body.toString();
  }
}
