package coffer.javaimage;

import coffer.workload.Workload;
import java.nio.file.Path;

/// Builds an image in a process of its own, as the test of reproducibility wants it: `BuildMain
/// FOLDER CACHE LAYOUT`.
final class BuildMain {
  private BuildMain() {}

  public static void main(String[] args) throws Exception {
    JavaImage image =
        new JavaImageBuild(Path.of(System.getProperty("java.home")), Path.of(args[1]), Path.of("/"))
            .build(Workload.load(Path.of(args[0])), Path.of(args[2]), _ -> {});
    System.out.println(image.manifest());
  }
}
