package io.keyturn.settings.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryCsvTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "plain|\"plain\"",
        "say \"yes\"|\"say \"\"yes\"\"\"",
        "=1+2|\"'=1+2\"",
        "-1|\"'-1\"",
        "@x|\"'@x\"",
        "a,b|\"a,b\""
      })
  void aCellIsTextForEverySpreadsheet(String text, String cell) {
    assertThat(HistoryPage.cell(text)).isEqualTo(cell);
  }
}
