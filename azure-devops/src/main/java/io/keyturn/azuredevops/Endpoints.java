package io.keyturn.azuredevops;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The addresses of Azure DevOps' REST API that are used here, and their versions. */
final class Endpoints {

  private static final String RELEASED = "api-version=7.1";
  private static final String PREVIEW = "api-version=7.1-preview.1";

  /** Only from here on does a service connection say who edited it last, and when. */
  private static final String WITH_LAST_EDIT = "api-version=7.2-preview.4";

  private final AzureUrls urls;

  Endpoints(AzureUrls urls) {
    this.urls = urls;
  }

  URI connection(String organization, UUID project, UUID connection) {
    return URI.create(connections(organization, project) + "/" + connection + "?" + RELEASED);
  }

  URI connectionWithLastEdit(String organization, UUID project, UUID connection) {
    return URI.create(connections(organization, project) + "/" + connection + "?" + WITH_LAST_EDIT);
  }

  /** Not-ready ones too: the picker shows them disabled. There is no paging. */
  URI connectionList(String organization, UUID project) {
    return URI.create(connections(organization, project) + "?includeFailed=true&" + RELEASED);
  }

  /** The documented form of an update is organization-level; see FACTS 1.1. */
  URI connectionUpdate(String organization, UUID connection) {
    return URI.create(
        urls.devOps()
            + "/"
            + organization
            + "/_apis/serviceendpoint/endpoints/"
            + connection
            + "?"
            + RELEASED);
  }

  URI connectionTest(String organization, UUID project, UUID connection) {
    return URI.create(
        urls.devOps()
            + "/"
            + organization
            + "/"
            + project
            + "/_apis/serviceendpoint/endpointproxy?endpointId="
            + connection
            + "&"
            + RELEASED);
  }

  URI connectionData(String organization) {
    return URI.create(urls.devOps() + "/" + organization + "/_apis/connectionData?" + PREVIEW);
  }

  /**
   * @param continuation empty for the first page
   */
  URI projects(String organization, int most, String continuation) {
    return URI.create(
        urls.devOps()
            + "/"
            + organization
            + "/_apis/projects?stateFilter=wellFormed&$top="
            + most
            + "&"
            + continuation(continuation)
            + RELEASED);
  }

  URI projects(String organization, String continuation) {
    return URI.create(
        urls.devOps()
            + "/"
            + organization
            + "/_apis/projects?"
            + continuation(continuation)
            + RELEASED);
  }

  URI project(String organization, UUID project) {
    return URI.create(
        urls.devOps() + "/" + organization + "/_apis/projects/" + project + "?" + RELEASED);
  }

  URI permissionEvaluation(String organization) {
    return URI.create(
        urls.devOps()
            + "/"
            + organization
            + "/_apis/security/permissionevaluationbatch?"
            + RELEASED);
  }

  URI permissions(String organization, String namespace, int bits, String token) {
    return URI.create(
        urls.devOps()
            + "/"
            + organization
            + "/_apis/permissions/"
            + namespace
            + "/"
            + bits
            + "?tokens="
            + encoded(token)
            + "&alwaysAllowAdministrators=false&"
            + RELEASED);
  }

  URI scopeDescriptor(String organization, UUID project) {
    return URI.create(
        urls.identity()
            + "/"
            + organization
            + "/_apis/graph/descriptors/"
            + project
            + "?"
            + RELEASED);
  }

  /**
   * @param scope empty for every group of the organization
   */
  URI groups(String organization, String scope, String continuation) {
    return URI.create(
        urls.identity()
            + "/"
            + organization
            + "/_apis/graph/groups?"
            + (scope.isEmpty() ? "" : "scopeDescriptor=" + encoded(scope) + "&")
            + continuation(continuation)
            + PREVIEW);
  }

  URI identityWithMemberships(String organization, UUID identity) {
    return URI.create(
        urls.identity()
            + "/"
            + organization
            + "/_apis/identities?identityIds="
            + identity
            + "&queryMembership=ExpandedUp&"
            + RELEASED);
  }

  URI identitySearch(String organization, String account) {
    return URI.create(
        urls.identity()
            + "/"
            + organization
            + "/_apis/identities?searchFilter=General&filterValue="
            + encoded(account)
            + "&queryMembership=None&"
            + RELEASED);
  }

  URI profile() {
    return URI.create(urls.accounts() + "/_apis/profile/profiles/me?" + RELEASED);
  }

  URI accountsOf(UUID member) {
    return URI.create(urls.accounts() + "/_apis/accounts?memberId=" + member + "&" + RELEASED);
  }

  private String connections(String organization, UUID project) {
    return urls.devOps() + "/" + organization + "/" + project + "/_apis/serviceendpoint/endpoints";
  }

  private static String continuation(String token) {
    return token.isEmpty() ? "" : "continuationToken=" + encoded(token) + "&";
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
