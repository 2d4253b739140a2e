package io.keyturn.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.contracts.event.MalformedEvent;
import io.keyturn.contracts.outcome.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages list is what there is, and what they link to is there. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW =
      Pattern.compile("^\\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \\|(.*)\\|$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]+))?\\)");

  @Test
  void everyReasonSaysOnceWhatHappenedWhoActsAndWhatToDo() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/reasons.md"));
    List<String> listed = new ArrayList<>();
    ROW.matcher(page.substring(page.indexOf("\n## ")))
        .results()
        .forEach(row -> {
          listed.addAll(List.of(row.group(1).replace("`", "").split(", ")));
          assertThat(row.group(2).split("\\|")).hasSize(3).noneMatch(String::isBlank);
        });

    List<String> known =
        Stream.concat(
                Stream.concat(
                    Stream.of(Reason.values()).map(Reason::name),
                    Stream.of(MalformedEvent.Flaw.values()).map(Enum::name)),
                Stream.of("UNKNOWN_ROTATION"))
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void everyLinkOfThePagesLeadsSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(it -> it.toString().endsWith(".md")).forEach(pages::add);
    }
    pages.add(ROOT.resolve("CHANGELOG.md"));
    for (Path page : pages) {
      for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
        Path there =
            link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
        assertThat(there).as(page + " " + link.group()).exists();
        if (link.group(2) != null) {
          assertThat(sections(there)).as(page + " " + link.group()).contains(link.group(2));
        }
      }
    }
  }

  /** As hosts of Markdown name them. */
  private static List<String> sections(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.matches("#{1,6} .*"))
        .map(line ->
            line.replaceFirst("^#+ ", "")
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-'))
        .toList();
  }
}
