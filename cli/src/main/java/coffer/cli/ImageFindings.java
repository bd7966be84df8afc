package coffer.cli;

import coffer.image.Images;
import coffer.lint.RunChecks;
import coffer.plan.MeasuredImage;
import coffer.plan.MeasuredLayer;
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
    for (Map.Entry<String, MeasuredImage> image : images.measured().entrySet()) {
      for (MeasuredLayer layer : image.getValue().layers()) {
        checks.layer(image.getKey(), layer.layer().toString(), layer.hash().impliedFolders());
      }
    }
  }
}
