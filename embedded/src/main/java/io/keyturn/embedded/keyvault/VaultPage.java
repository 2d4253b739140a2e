package io.keyturn.embedded.keyvault;

import io.keyturn.embedded.http.Answer;
import io.keyturn.embedded.http.Request;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Which part of a list a caller asks for; the link to the next part names the same size. */
record VaultPage(int from, int size, String apiVersion) {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SIZE = 25;

  /**
   * @throws VaultRefusal when a number is none
   */
  static VaultPage asked(Request request) {
    int size = number(request, "maxresults", SIZE);
    return new VaultPage(
        number(request, "$skiptoken", 0), size, request.query().getOrDefault("api-version", ""));
  }

  /**
   * @param address of the list, without a query
   */
  <T> Answer answer(String address, List<T> all, Function<T, ObjectNode> json) {
    int begin = Math.min(from, all.size());
    int end = Math.min(begin + size, all.size());
    ObjectNode body = JSON.createObjectNode();
    ArrayNode value = body.putArray("value");
    all.subList(begin, end).forEach(each -> value.add(json.apply(each)));
    if (end < all.size()) {
      body.put(
          "nextLink",
          address + "?api-version=" + apiVersion + "&$skiptoken=" + end + "&maxresults=" + size);
    } else {
      body.putNull("nextLink");
    }
    return Answer.json(200, body.toString());
  }

  private static int number(Request request, String name, int otherwise) {
    String given = request.query().getOrDefault(name, "");
    if (given.isEmpty()) {
      return otherwise;
    }
    if (!given.matches("[0-9]{1,6}")
        || (name.equals("maxresults") && Integer.parseInt(given) < 1)) {
      throw VaultRefusal.invalid(name);
    }
    return Integer.parseInt(given);
  }
}
