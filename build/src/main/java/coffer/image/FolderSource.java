package coffer.image;

import coffer.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// A folder of image files. Nothing is followed out of it: a symbolic link on the way is refused.
record FolderSource(Path path) implements BlobSource {
  @Override
  public boolean has(String name) {
    return Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(file(name));
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(file(name), LinkOption.NOFOLLOW_LINKS);
  }

  private Path file(String name) throws IOException {
    Path at = path;
    for (Path part : Path.of(name)) {
      at = at.resolve(part);
      if (part.toString().equals("..") || !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
        throw new MalformedException(name + ": missing, but wanted");
      }
      if (Files.isSymbolicLink(at)) {
        throw new MalformedException(name + ": a regular file wanted, found a symbolic link");
      }
    }
    if (!Files.readAttributes(at, BasicFileAttributes.class).isRegularFile()) {
      throw new MalformedException(name + ": a regular file wanted, found something else");
    }
    return at;
  }
}
