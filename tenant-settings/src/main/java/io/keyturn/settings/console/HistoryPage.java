package io.keyturn.settings.console;

import io.keyturn.contracts.api.HistoryEntry;
import io.keyturn.contracts.api.Page;
import io.keyturn.settings.console.Api.Address;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who changed what; on a page, and as a file for a spreadsheet. */
@Controller
@ConditionalOnProperty("keyturn.console.client-id")
class HistoryPage {

  private static final int MOST_LINES = 10_000;

  private final Api api;

  HistoryPage(Api api) {
    this.api = api;
  }

  @GetMapping("/console/history")
  String show(
      @RequestParam(name = "actor", required = false) @Nullable String actor,
      @RequestParam(name = "after", required = false) @Nullable String after,
      Model model,
      HttpServletResponse response) {
    model.addAttribute("actor", actor == null ? "" : actor);
    model.addAttribute("first", after == null);
    try {
      Page<HistoryEntry> page =
          api.page(
              Address.of("/history").with("actor", actor).with("after", after), HistoryEntry.class);
      model.addAttribute("entries", page.items());
      model.addAttribute("next", page.next());
    } catch (Refused e) {
      if (!e.problem().code().equals("actor.invalid")) {
        throw e;
      }
      response.setStatus(e.problem().status());
      model.addAttribute("problem", e.problem());
      model.addAttribute("entries", List.of());
    }
    return "history";
  }

  @GetMapping("/console/history.csv")
  void csv(
      @RequestParam(name = "actor", required = false) @Nullable String actor,
      HttpServletResponse response)
      throws IOException {
    Address all = Address.of("/history").with("actor", actor).with("limit", "200");
    Page<HistoryEntry> page = api.page(all, HistoryEntry.class);
    response.setContentType("text/csv");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"history.csv\"");
    PrintWriter out = response.getWriter();
    out.print("id,at,actor,action,subject,detail\r\n");
    int lines = 0;
    while (true) {
      for (HistoryEntry it : page.items()) {
        out.print(
            String.join(
                    ",",
                    String.valueOf(it.id()),
                    it.at().toString(),
                    cell(it.actor()),
                    cell(it.action()),
                    cell(it.subject()),
                    cell(it.detail()))
                + "\r\n");
      }
      lines += page.items().size();
      if (page.next() == null || lines >= MOST_LINES) {
        return;
      }
      page = api.page(all.with("after", page.next()), HistoryEntry.class);
    }
  }

  /** Quoted (RFC 4180); what a spreadsheet would take for a formula is kept from being one. */
  static String cell(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
