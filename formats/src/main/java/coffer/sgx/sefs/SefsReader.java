package coffer.sgx.sefs;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.sgx.protectedfile.IntegrityException;
import coffer.sgx.protectedfile.ProtectedFileReader;
import coffer.sgx.protectedfile.Protection;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads an image. Everything but the contents of files is verified when it is opened: the root MAC
/// against `metadata`, the superblock and the free maps, each inode's MAC against its file, all
/// folders, names and links, and that the image has no other files. Contents are verified as they
/// are read.
public final class SefsReader {
  private final ImageFiles image;
  private final Protection protection;
  private final Bytes rootMac;
  private final List<SefsEntry> entries;
  private final Map<Integer, Inode> inodes;

  private SefsReader(
      ImageFiles image,
      Protection protection,
      Bytes rootMac,
      List<SefsEntry> entries,
      Map<Integer, Inode> inodes) {
    this.image = image;
    this.protection = protection;
    this.rootMac = rootMac;
    this.entries = List.copyOf(entries);
    this.inodes = inodes;
  }

  /// @throws MalformedException when it is no image, or has a tree that cannot be
  /// @throws IntegrityException when it was changed, or has another key
  public static SefsReader open(ImageFiles image, Protection protection) throws IOException {
    Set<String> names = image.names();
    if (!names.contains(MetadataFile.NAME)) {
      throw new MalformedException(
          "no image: the file 'metadata' wanted, found %d others".formatted(names.size()));
    }
    Bytes rootMac;
    byte[] content;
    try (ProtectedFileReader file =
        ProtectedFileReader.open(image.open(MetadataFile.NAME), MetadataFile.NAME, protection)) {
      rootMac = file.mac();
      content = TreeWalk.inMemory(file);
    } catch (MalformedException e) {
      throw e.within(MetadataFile.NAME);
    } catch (IntegrityException e) {
      throw e.within(MetadataFile.NAME);
    }
    Map<Integer, Inode> inodes = inodes(content);
    checkNames(names, inodes);
    List<SefsEntry> entries = new TreeWalk(image, protection, inodes).entries();
    return new SefsReader(image, protection, rootMac, entries, inodes);
  }

  /// The MAC of `metadata`, 16 bytes.
  public Bytes rootMac() {
    return rootMac;
  }

  /// Depth first: each folder, the root at first, stands before what is in it.
  public List<SefsEntry> entries() {
    return entries;
  }

  /// The content of a file, which is verified as it is read: what was read before a failure is
  /// right, but not all.
  public InputStream content(SefsEntry entry) throws IOException {
    Inode inode = inodes.get(entry.inode());
    if (inode == null || entry.type() != SefsType.FILE) {
      throw new IllegalArgumentException("no file: " + entry);
    }
    return TreeWalk.open(image, protection, inode).content();
  }

  private static Map<Integer, Inode> inodes(byte[] content) {
    try {
      return MetadataFile.parse(content).inodes();
    } catch (MalformedException e) {
      throw e.within("content of " + MetadataFile.NAME);
    }
  }

  /// The files of the image are those that its inodes name.
  private static void checkNames(Set<String> names, Map<Integer, Inode> inodes) {
    Set<String> wanted = new HashSet<>(Set.of(MetadataFile.NAME));
    inodes.forEach(
        (number, inode) -> {
          String name = inode.fileName().toHex();
          if (!names.contains(name)) {
            throw new IntegrityException(
                "inode %d: its file %s is missing".formatted(number, name));
          }
          if (!wanted.add(name)) {
            throw new MalformedException(
                "inode %d: its file %s is that of another inode too".formatted(number, name));
          }
        });
    for (String name : names) {
      if (!wanted.contains(name)) {
        throw new IntegrityException("the file '%s' belongs to no inode".formatted(name));
      }
    }
  }
}
