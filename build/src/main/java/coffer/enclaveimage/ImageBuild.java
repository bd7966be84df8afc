package coffer.enclaveimage;

import coffer.sgx.protectedfile.NodeWorkers;
import coffer.sgx.protectedfile.Protection;
import coffer.sgx.sefs.ImageSummary;
import coffer.sgx.sefs.Loss;
import coffer.sgx.sefs.SefsTree;
import coffer.sgx.sefs.SefsWriter;
import coffer.sgx.sefs.TarTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// An image made of a tree.
///
/// @param summary root MAC and sizes
/// @param losses what the image could not hold
public record ImageBuild(ImageSummary summary, List<Loss> losses) {
  public ImageBuild {
    losses = List.copyOf(losses);
  }

  /// An archive that can be read twice.
  public interface Tar {
    /// The uncompressed archive from its start.
    InputStream open() throws IOException;
  }

  private interface Contents {
    void writeTo(SefsWriter writer) throws IOException;
  }

  /// Makes the image of an archive in the folder `out`, which is not there yet, or empty.
  public static ImageBuild ofTar(Tar tar, Path out, Protection protection) throws IOException {
    TarTree tree;
    try (InputStream in = tar.open()) {
      tree = TarTree.read(in);
    }
    return write(
        tree.tree(),
        out,
        protection,
        writer -> {
          try (InputStream in = tar.open()) {
            tree.writeContents(in, writer);
          }
        });
  }

  /// Makes the image of what is below `folder` in the folder `out`, which is not there yet, or
  /// empty. The content of each file goes through `watch`.
  public static ImageBuild ofFolder(
      Path folder, Path out, Protection protection, UnaryOperator<InputStream> watch)
      throws IOException {
    FolderTree tree = FolderTree.read(folder);
    return write(tree.tree(), out, protection, writer -> tree.writeContents(writer, watch));
  }

  private static ImageBuild write(SefsTree tree, Path out, Protection protection, Contents contents)
      throws IOException {
    ImageSummary summary =
        NewFolder.make(
            out,
            folder -> {
              try (NodeWorkers workers = NodeWorkers.ofAllCores()) {
                SefsWriter writer =
                    new SefsWriter(tree, new ImageFolder(folder), protection, workers);
                contents.writeTo(writer);
                return writer.finish();
              }
            });
    return new ImageBuild(summary, tree.losses());
  }
}
