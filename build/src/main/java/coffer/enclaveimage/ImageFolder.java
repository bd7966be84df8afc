package coffer.enclaveimage;

import coffer.bytes.MalformedException;
import coffer.sgx.protectedfile.NodeSink;
import coffer.sgx.protectedfile.NodeSource;
import coffer.sgx.sefs.ImageFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// An image in a folder of the file system.
public record ImageFolder(Path folder) implements ImageFiles {
  @Override
  public NodeSink create(String name) {
    return FileNodes.create(folder.resolve(name));
  }

  @Override
  public NodeSource open(String name) throws IOException {
    return FileNodes.open(folder.resolve(name));
  }

  /// @throws MalformedException when there is something else than files
  @Override
  public Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new MalformedException(file + ": a file wanted: an image holds nothing else");
        }
        names.add(String.valueOf(file.getFileName()));
      }
    }
    return names;
  }
}
