package coffer.image;

import coffer.bytes.MalformedException;
import coffer.oci.OciLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Opens images that others made.
public final class Images {
  private static final String DOCKER_MANIFEST = "manifest.json";

  private Images() {}

  /// Opens the only image of a source; see [#open(Path, ImageSelector)].
  public static Image open(Path source) throws IOException {
    return open(source, ImageSelector.ONLY);
  }

  /// Opens one image of an OCI image layout (a folder or a tar of it) or of a docker-archive
  /// (`docker save`, `buildah push docker-archive:`, `skopeo copy ... docker-archive:`). The
  /// documents are read and checked at once, the layers when they are read.
  ///
  /// A [MalformedException] names the source, the file in it, what was wanted and what was found;
  /// when the choice is not clear it lists the names or the platforms.
  public static Image open(Path source, ImageSelector selector) throws IOException {
    return opened(source, selector, LayoutReader::read, reader -> reader.read(DOCKER_MANIFEST));
  }

  /// The names of all images of a source that [#open(Path, ImageSelector)] takes, an entry for
  /// each: its names joined by ` = `, or what else tells it from the others when it has none.
  public static List<String> names(Path source) throws IOException {
    return opened(
        source, ImageSelector.ONLY, LayoutReader::names, reader -> reader.names(DOCKER_MANIFEST));
  }

  /// Where the image lies, for whoever copies it as it is; see [#open(Path, ImageSelector)]. Of a
  /// docker-archive, which knows no digests of blobs, every layer is read.
  public static ImageSource source(Path source, ImageSelector selector) throws IOException {
    return opened(
        source,
        selector,
        reader -> new ImageSource(new LayoutBlobs(reader.blobs()), reader.root()),
        reader -> DockerArchiveBlobs.of(reader.blobs(), reader.entry(DOCKER_MANIFEST)));
  }

  /// The blobs of the OCI image layout in a folder.
  public static Blobs layout(Path folder) {
    return new LayoutBlobs(new FolderSource(folder));
  }

  private interface Reading<R, T> {
    T read(R reader) throws IOException;
  }

  private static <T> T opened(
      Path source,
      ImageSelector selector,
      Reading<LayoutReader, T> layout,
      Reading<DockerArchiveReader, T> docker)
      throws IOException {
    try {
      BlobSource blobs =
          Files.isDirectory(source) ? new FolderSource(source) : TarSource.index(source);
      if (blobs.has(OciLayout.MARKER) && blobs.has(OciLayout.INDEX)) {
        return layout.read(new LayoutReader(blobs, selector));
      }
      if (blobs.has(DOCKER_MANIFEST)) {
        return docker.read(new DockerArchiveReader(blobs, selector));
      }
      throw new MalformedException(
          "an OCI image layout (oci-layout, index.json) or a docker-archive (manifest.json) wanted,"
              + " found neither");
    } catch (MalformedException e) {
      throw e.within(source.toString());
    }
  }
}
