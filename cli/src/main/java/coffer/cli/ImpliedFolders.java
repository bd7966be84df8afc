package coffer.cli;

import coffer.lint.RunChecks;
import coffer.measure.MeasuredImage;
import java.io.PrintWriter;
import java.util.List;

/// Warns of layers that hash differently on older hosts, and says why.
final class ImpliedFolders {
  private ImpliedFolders() {}

  static void warn(PrintWriter err, MeasuredImage image) {
    for (int i = 0; i < image.hashes().size(); i++) {
      warn(err, image.image().layers().get(i).toString(), image.hashes().get(i).impliedFolders());
    }
  }

  /// `folders` of `layer` have no entry of their own; nothing is said when there are none.
  static void warn(PrintWriter err, String layer, List<String> folders) {
    if (!folders.isEmpty()) {
      err.println("warning: " + RunChecks.folders(layer, folders));
      err.println("hint: hosts with an older converter compute another hash; docs/layer-hash.md");
    }
  }
}
