package coffer.tar;

import coffer.bytes.Bytes;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One entry of a tar archive, without its content.
///
/// @param name one character per byte, as the archive has it: may end in `/`, hold `..` or start
///   with `/`
/// @param mode permission bits; higher bits are the archive's and mean nothing
/// @param uid owner, 32 bits unsigned
/// @param gid group, 32 bits unsigned
/// @param size bytes of content after sparse files are filled up; 0 for types without content
/// @param accessed null when the archive does not say
/// @param changed null when the archive does not say
/// @param linkName target of a link, one character per byte; empty for other types
/// @param xattrs extended attributes by full name (`user.a`), names of one character per byte
public record TarEntry(
    String name,
    TarType type,
    int mode,
    int uid,
    int gid,
    long size,
    TarTime modified,
    @Nullable TarTime accessed,
    @Nullable TarTime changed,
    String linkName,
    int deviceMajor,
    int deviceMinor,
    SortedMap<String, Bytes> xattrs) {
  public TarEntry {
    xattrs = Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
  }

  public static TarEntry file(String name, int mode, long size) {
    return of(name, TarType.FILE, mode, size, "");
  }

  public static TarEntry directory(String name, int mode) {
    return of(name, TarType.DIRECTORY, mode, 0, "");
  }

  public static TarEntry symlink(String name, String target) {
    return of(name, TarType.SYMLINK, 0777, 0, target);
  }

  public static TarEntry hardLink(String name, String target) {
    return of(name, TarType.HARD_LINK, 0644, 0, target);
  }

  /// Of any type: owner and group 0, modified at the epoch.
  public static TarEntry of(String name, TarType type, int mode, long size, String linkName) {
    return new TarEntry(
        name,
        type,
        mode,
        0,
        0,
        size,
        TarTime.EPOCH,
        null,
        null,
        linkName,
        0,
        0,
        Collections.emptySortedMap());
  }

  public TarEntry withOwner(int newUid, int newGid) {
    return new TarEntry(
        name,
        type,
        mode,
        newUid,
        newGid,
        size,
        modified,
        accessed,
        changed,
        linkName,
        deviceMajor,
        deviceMinor,
        xattrs);
  }

  public TarEntry withModified(TarTime time) {
    return withTimes(time, accessed, changed);
  }

  public TarEntry withTimes(
      TarTime newModified, @Nullable TarTime newAccessed, @Nullable TarTime newChanged) {
    return new TarEntry(
        name,
        type,
        mode,
        uid,
        gid,
        size,
        newModified,
        newAccessed,
        newChanged,
        linkName,
        deviceMajor,
        deviceMinor,
        xattrs);
  }

  public TarEntry withDevice(int major, int minor) {
    return new TarEntry(
        name, type, mode, uid, gid, size, modified, accessed, changed, linkName, major, minor,
        xattrs);
  }

  public TarEntry withXattr(String xattr, Bytes value) {
    return withXattrs(Map.of(xattr, value));
  }

  /// These attributes and the ones there are; a new value wins.
  public TarEntry withXattrs(Map<String, Bytes> more) {
    SortedMap<String, Bytes> all = new TreeMap<>(xattrs);
    all.putAll(more);
    return new TarEntry(
        name,
        type,
        mode,
        uid,
        gid,
        size,
        modified,
        accessed,
        changed,
        linkName,
        deviceMajor,
        deviceMinor,
        all);
  }
}
