package io.keyturn.embedded.entra;

/** Entra says no: an AADSTS code with its OAuth error. Stays inside this package. */
final class SignInException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String error;
  private final int code;

  SignInException(int status, String error, int code, String message) {
    super("AADSTS" + code + ": " + message, null, false, false);
    this.status = status;
    this.error = error;
    this.code = code;
  }

  int status() {
    return status;
  }

  /** The OAuth error, such as {@code invalid_client}. */
  String error() {
    return error;
  }

  int code() {
    return code;
  }

  /** The AADSTS code and its sentence. */
  String sentence() {
    return String.valueOf(getMessage());
  }

  static SignInException invalidRequest(int code, String message) {
    return new SignInException(400, "invalid_request", code, message);
  }

  static SignInException invalidGrant(int code, String message) {
    return new SignInException(400, "invalid_grant", code, message);
  }

  static SignInException invalidClient(int code, String message) {
    return new SignInException(401, "invalid_client", code, message);
  }

  static SignInException unknownTenant(String tenant) {
    return invalidRequest(
        90002,
        "Tenant '"
            + tenant
            + "' not found. Check to make sure you have the correct tenant ID and are signing into"
            + " the correct cloud.");
  }

  static SignInException unknownApplication(String clientId, String tenant) {
    return new SignInException(
        400,
        "unauthorized_client",
        700016,
        "Application with identifier '"
            + clientId
            + "' was not found in the directory '"
            + tenant
            + "'. This can happen if the application has not been installed by the administrator of"
            + " the tenant or consented to by any user in the tenant.");
  }

  static SignInException consentRequired(Application application) {
    return invalidGrant(
        65001,
        "The user or administrator has not consented to use the application with ID '"
            + application.clientId()
            + "' named '"
            + application.displayName()
            + "'. Send an interactive authorization request for this user and resource.");
  }
}
