import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Adds up the test reports below a checkout and prints `N passed, N failed, N skipped`. Exits with 1 when a test
/// failed, when none ran, or when one was skipped for another reason than absent vectors.
class Counts {
  private static int passed;
  private static int failed;
  private static final List<String> skipped = new ArrayList<>();
  private static final List<String> unexplained = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    Path checkout = Path.of(args[0]);
    boolean vectors = vectorsPresent(checkout);
    for (Path report : reports(checkout)) {
      count(report, vectors);
    }
    skipped.forEach(test -> System.out.println("skipped: " + test));
    unexplained.forEach(test -> System.out.println("must not be skipped here: " + test));
    System.out.printf("%d passed, %d failed, %d skipped%n", passed, failed, skipped.size());
    System.exit(passed == 0 || failed > 0 || !unexplained.isEmpty() ? 1 : 0);
  }

  private static boolean vectorsPresent(Path checkout) {
    String configured = System.getenv("COFFER_VECTORS");
    Path folder =
        configured != null
            ? Path.of(configured)
            : checkout.toAbsolutePath().normalize().resolveSibling("shared").resolve("vectors");
    return Files.isDirectory(folder);
  }

  private static List<Path> reports(Path checkout) throws IOException {
    try (Stream<Path> files = Files.walk(checkout, 4)) {
      return files
          .filter(file -> file.toString().matches(".*/(surefire|failsafe)-reports/TEST-.*\\.xml"))
          .sorted()
          .toList();
    }
  }

  private static void count(Path report, boolean vectors) throws Exception {
    NodeList cases =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      NodeList skips = test.getElementsByTagName("skipped");
      if (skips.getLength() > 0) {
        String reason = ((Element) skips.item(0)).getAttribute("message");
        String name = test.getAttribute("classname") + "." + test.getAttribute("name") + ": " + reason;
        skipped.add(name);
        if (vectors || !reason.contains("vectors")) {
          unexplained.add(name);
        }
      } else if (test.getElementsByTagName("failure").getLength() > 0
          || test.getElementsByTagName("error").getLength() > 0) {
        failed++;
      } else {
        passed++;
      }
    }
  }
}
