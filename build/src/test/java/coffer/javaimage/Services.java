package coffer.javaimage;

import coffer.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Small services that the tests build.
final class Services {
  private static final String MAIN =
      """
      package small;

      public class Main {
        public static void main(String[] args) throws Exception {
          System.out.println("started " + Runtime.version().feature() + " " + String.join(",", args));
          System.out.println(new String(Main.class.getResourceAsStream("/note.txt").readAllBytes()));
        }
      }
      """;

  private Services() {}

  /// A service compiled from sources, with `more` keys under `service`.
  static Workload fromSource(Path folder, String more) throws IOException {
    Files.createDirectories(folder.resolve("src/small"));
    Files.writeString(folder.resolve("src/small/Main.java"), MAIN);
    Files.writeString(folder.resolve("src/note.txt"), "a resource");
    Files.writeString(folder.resolve("app.conf"), "key = value\n");
    return load(folder, "source: src" + more);
  }

  /// A workload whose service holds the given keys.
  static Workload load(Path folder, String service) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("coffer.yaml"),
        "apiVersion: coffer/v1\nkind: Workload\nname: small\nports: [{container: 8080}]\n"
            + "service:\n  type: java\n  "
            + service
            + "\n");
    return Workload.load(folder);
  }
}
