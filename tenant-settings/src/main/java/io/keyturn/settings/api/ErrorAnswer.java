package io.keyturn.settings.api;

import io.keyturn.contracts.api.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What fails before a request reaches a controller (the firewall, a filter) as a problem, too. */
@RestController
class ErrorAnswer implements ErrorController {

  @RequestMapping("/error")
  ResponseEntity<Problem> error(HttpServletRequest request) {
    Object exception = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatus status =
        exception instanceof AuthenticationServiceException
            // Entra's signing keys could not be fetched: not the caller's fault.
            ? HttpStatus.SERVICE_UNAVAILABLE
            : Objects.requireNonNullElse(
                code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND,
                HttpStatus.INTERNAL_SERVER_ERROR);
    Problem problem = ProblemAnswers.ofStatus(status);
    return ResponseEntity.status(problem.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem);
  }
}
