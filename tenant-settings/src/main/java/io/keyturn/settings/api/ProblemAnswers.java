package io.keyturn.settings.api;

import io.keyturn.contracts.api.Problem;
import java.util.List;
import java.util.Objects;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Every way a request can fail, as a problem with a stable code. */
@RestControllerAdvice
class ProblemAnswers extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

  @ExceptionHandler
  ResponseEntity<Problem> problem(ProblemException refused) {
    return answer(refused.problem(), new HttpHeaders());
  }

  @ExceptionHandler({
    CannotGetJdbcConnectionException.class,
    CannotCreateTransactionException.class,
    DataAccessResourceFailureException.class,
    TransientDataAccessException.class
  })
  ResponseEntity<Problem> databaseAway(Exception e) {
    log.atError().addKeyValue("cause", e.getClass().getSimpleName()).log("database out of reach");
    return answer(
        new Problem(
            503,
            HttpStatus.SERVICE_UNAVAILABLE.getReasonPhrase(),
            "database.unavailable",
            "The settings cannot be read or saved at the moment.",
            "Try again in a minute; the same request may be sent again.",
            List.of()),
        new HttpHeaders());
  }

  /** Tomcat reads the query only when it is asked for, and throws then: {@code ?x=%zz}. */
  @ExceptionHandler
  ResponseEntity<Problem> malformedQuery(InvalidParameterException e) {
    return answer(
        new Problem(
            400,
            HttpStatus.BAD_REQUEST.getReasonPhrase(),
            "query.malformed",
            "The part of the address behind the question mark cannot be read.",
            "Encode it as in a URL: every % is followed by two hex digits.",
            List.of()),
        new HttpHeaders());
  }

  /** A bug. What it says may hold anything, so only where it happened is told. */
  @ExceptionHandler
  ResponseEntity<Problem> bug(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    log.atError()
        .addKeyValue("exception", e.getClass().getName())
        .addKeyValue("at", trace.length == 0 ? "?" : trace[0])
        .addKeyValue("from", ownFrame(trace))
        .log("request failed unexpectedly");
    return answer(ofStatus(HttpStatus.INTERNAL_SERVER_ERROR), new HttpHeaders());
  }

  private static String ownFrame(StackTraceElement[] trace) {
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().startsWith("io.keyturn")) {
        return frame.toString();
      }
    }
    return "?";
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    HttpStatus known =
        Objects.requireNonNullElse(
            HttpStatus.resolve(status.value()), HttpStatus.INTERNAL_SERVER_ERROR);
    if (known.is5xxServerError()) {
      return ResponseEntity.status(known)
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .body(bug(e).getBody());
    }
    return ResponseEntity.status(known)
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(ofStatus(known));
  }

  /** The problem for a status that some layer below ours decided on. */
  static Problem ofStatus(HttpStatus status) {
    return switch (status.value()) {
      case 400 ->
          of(
              status,
              "request.malformed",
              "The request cannot be read.",
              "Compare the address, the query and the headers with the API's description.");
      case 401 ->
          of(
              status,
              "sign-in.required",
              "A bearer token of your Entra tenant is needed.",
              "Sign in, then send the access token for this API in the Authorization header.");
      case 403 ->
          of(
              status,
              "access.denied",
              "You may not do this.",
              "Ask an administrator of your Entra tenant for the app role.");
      case 404 ->
          of(
              status,
              "path.unknown",
              "There is nothing at this address.",
              "Compare the address with the API's description.");
      case 405 ->
          of(
              status,
              "method.not-allowed",
              "This address does not answer to this method.",
              "The Allow header names the methods it answers to.");
      case 406 ->
          of(status, "accept.unsupported", "No answer of the wanted kind exists.", "Ask for JSON.");
      case 413 ->
          of(
              status,
              "body.too-large",
              "The body is larger than accepted.",
              "Send less: no request of this API needs that much.");
      case 415 ->
          of(
              status,
              "content-type.unsupported",
              "The body must be JSON.",
              "Send it with Content-Type: application/json.");
      case 503 ->
          of(
              status,
              "service.unavailable",
              "Something this request needs is out of reach.",
              "Try again in a minute.");
      default ->
          status.is4xxClientError()
              ? of(
                  status,
                  "request.refused",
                  "The request was refused.",
                  "Compare the request with the API's description.")
              : of(
                  HttpStatus.INTERNAL_SERVER_ERROR,
                  "internal.error",
                  "Something went wrong on our side.",
                  "Try again; if it stays, give the time of the request to your operator.");
    };
  }

  private static Problem of(HttpStatus status, String code, String detail, String remedy) {
    return new Problem(status.value(), status.getReasonPhrase(), code, detail, remedy, List.of());
  }

  private static ResponseEntity<Problem> answer(Problem problem, HttpHeaders headers) {
    return ResponseEntity.status(problem.status())
        .headers(headers)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
