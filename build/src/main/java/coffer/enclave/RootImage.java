package coffer.enclave;

import coffer.image.LayerBlob;
import coffer.image.OciLayoutWriter;
import coffer.javaimage.FileTree;
import coffer.oci.ImageConfig;
import coffer.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// The root file system of an enclave as an image of one layer, for what runs images.
public final class RootImage {
  private static final String CREATED = "1970-01-01T00:00:00Z";

  private RootImage() {}

  /// Writes the tree below `root`, all of it the superuser's, as the only image of the OCI image
  /// layout `layout`.
  public static void write(Path root, String name, Path layout) throws IOException {
    FileTree tree = new FileTree();
    tree.copyWithModes(root, "/");
    try (OciLayoutWriter out = new OciLayoutWriter(layout)) {
      LayerBlob layer = out.addLayer(tree::writeTo);
      out.finish(
          new ImageConfig(
              Platform.LINUX_AMD64,
              CREATED,
              List.of(),
              List.of(),
              List.of(),
              "/",
              "",
              "",
              List.of(),
              List.of(),
              new TreeMap<>(),
              List.of(layer.diffId()),
              List.of(new ImageConfig.History(CREATED, "coffer up: enclave root", false))),
          name);
    }
  }
}
