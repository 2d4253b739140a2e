package io.keyturn.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * How the tests of all modules ended in this build, from the reports that Maven's plugins write.
 */
record TestResults(List<Ended> all) {

  /** A test method; of one with parameters each case is one. */
  record Ended(String testClass, String method, End end) {}

  enum End {
    PASSED,
    FAILED,
    SKIPPED
  }

  static TestResults ofThisBuild() {
    List<Ended> all = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      modules
          .map(module -> module.resolve("target"))
          .flatMap(target ->
              Stream.of(target.resolve("surefire-reports"), target.resolve("failsafe-reports")))
          .filter(Files::isDirectory)
          .forEach(reports -> all.addAll(in(reports)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TestResults(List.copyOf(all));
  }

  /**
   * @param test {@code Class} or {@code Class.method}; what a contract says is found in the classes
   *     that keep it
   */
  List<Ended> of(String test) {
    int dot = test.indexOf('.');
    if (dot < 0) {
      return all.stream().filter(one -> one.testClass.equals(test)).toList();
    }
    String testClass = test.substring(0, dot);
    List<Ended> named =
        all.stream().filter(one -> one.method.equals(test.substring(dot + 1))).toList();
    List<Ended> own = named.stream().filter(one -> one.testClass.equals(testClass)).toList();
    return own.isEmpty() ? named : own;
  }

  private static List<Ended> in(Path reports) {
    List<Ended> ended = new ArrayList<>();
    try (Stream<Path> files = Files.list(reports)) {
      for (Path file :
          files.filter(it -> it.getFileName().toString().startsWith("TEST-")).toList()) {
        Document report =
            DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder().parse(file.toFile());
        NodeList cases = report.getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
          ended.add(one((Element) cases.item(i)));
        }
      }
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("cannot read the reports in " + reports, e);
    }
    return ended;
  }

  private static Ended one(Element testcase) {
    String testClass = testcase.getAttribute("classname");
    return new Ended(
        testClass.substring(testClass.lastIndexOf('.') + 1),
        testcase.getAttribute("name").replaceFirst("[(\\[].*", ""),
        has(testcase, "failure") || has(testcase, "error")
            ? End.FAILED
            : has(testcase, "skipped") ? End.SKIPPED : End.PASSED);
  }

  private static boolean has(Element testcase, String what) {
    return testcase.getElementsByTagName(what).getLength() > 0;
  }
}
