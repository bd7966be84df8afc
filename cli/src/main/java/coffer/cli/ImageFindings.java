package coffer.cli;

import coffer.image.Images;
import coffer.lint.RunChecks;
import coffer.measure.MeasuredImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// What there is to say about the images that a run has read.
final class ImageFindings {
  private ImageFindings() {}

  static void add(PolicyImageOptions images, RunChecks checks) throws IOException {
    for (Path archive : images.archives()) {
      checks.archive(archive.toString(), Images.names(archive));
    }
    for (Map.Entry<String, MeasuredImage> entry : images.measured().entrySet()) {
      MeasuredImage image = entry.getValue();
      for (int i = 0; i < image.hashes().size(); i++) {
        checks.layer(
            entry.getKey(),
            image.image().layers().get(i).toString(),
            image.hashes().get(i).impliedFolders());
      }
    }
  }
}
