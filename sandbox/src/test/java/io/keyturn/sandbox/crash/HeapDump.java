package io.keyturn.sandbox.crash;

import io.keyturn.sandbox.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** All that a process can still reach, as one text: a string's bytes stand in it as they are. */
final class HeapDump {

  private final String content;

  private HeapDump(String content) {
    this.content = content;
  }

  /** After a full collection: jcmd dumps live objects only unless told otherwise. */
  static HeapDump of(Child process, Path file) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(process.pid()),
                "GC.heap_dump",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0 || !Files.exists(file)) {
      throw new IllegalStateException("no heap dump: " + said);
    }
    return new HeapDump(Files.readString(file, StandardCharsets.ISO_8859_1));
  }

  /**
   * How often a string, or an array of characters or bytes, is exactly this text. A copy within the
   * buffer of a connection is not one: it has neighbours.
   */
  int copiesOf(String ascii) {
    return count(array(ascii.length(), 8) + ascii)
        + count(array(2 * ascii.length(), 8) + ascii.replaceAll(".", "$0\0"))
        + count(array(ascii.length(), 5) + ascii.replaceAll(".", "\0$0"));
  }

  /** What stands before the elements of a primitive array in a dump: their number and type. */
  private static String array(int length, int type) {
    return new String(new char[] {0, 0, (char) (length >> 8), (char) (length & 0xff), (char) type});
  }

  private int count(String text) {
    int count = 0;
    for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
      count++;
    }
    return count;
  }
}
