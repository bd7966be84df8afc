package coffer.image;

import coffer.bytes.BoundedInputStream;
import coffer.bytes.MalformedException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// A tar of image files, read by position. Links are followed inside the archive only: Docker
/// writes a layer that two images share once, and a link to it.
record TarSource(Path path, Map<String, TarIndex.Entry> entries) implements BlobSource {
  private static final int MAX_LINKS = 16;

  /// Goes through the headers once; contents are skipped.
  static TarSource index(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new TarSource(path, TarIndex.read(channel));
    }
  }

  @Override
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  @Override
  public long size(String name) {
    return file(name).size();
  }

  @Override
  public InputStream open(String name) throws IOException {
    TarIndex.File file = file(name);
    // Copies once less than the stream of a channel.
    FileInputStream in = new FileInputStream(path.toFile());
    in.getChannel().position(file.offset());
    return new BoundedInputStream(in, file.size());
  }

  private TarIndex.File file(String name) {
    String at = name;
    for (int links = 0; links <= MAX_LINKS; links++) {
      switch (entries.get(at)) {
        case TarIndex.File file -> {
          return file;
        }
        case TarIndex.Link link -> at = link.target();
        case TarIndex.Repeated _ ->
            throw new MalformedException(at + ": one entry wanted, found several");
        case TarIndex.Other _ ->
            throw new MalformedException(at + ": a regular file wanted, found something else");
        case null ->
            throw new MalformedException(
                name + ": missing, but wanted" + (links == 0 ? "" : " (a link to " + at + ")"));
      }
    }
    throw new MalformedException(name + ": more than " + MAX_LINKS + " links in a row");
  }
}
