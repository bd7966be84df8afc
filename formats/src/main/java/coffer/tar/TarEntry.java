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
/// @param mode permission bits; what an archive says in higher bits is kept and means nothing
/// @param uid owner, 32 bits unsigned
/// @param gid group, 32 bits unsigned
/// @param size bytes of content, holes of sparse files included; 0 for types without content
/// @param accessed null when the archive does not say
/// @param changed null when the archive does not say
/// @param linkName target of a link, one character per byte; empty for other types
/// @param xattrs extended attributes by full name (`user.a`, one character per byte)
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
    xattrs =
        xattrs.isEmpty()
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(xattrs));
  }

  /// A regular file of `size` bytes.
  public static TarEntry file(String name, int mode, long size) {
    TarDraft draft = draft(name, TarType.FILE, mode);
    draft.size = size;
    return draft.entry();
  }

  public static TarEntry directory(String name, int mode) {
    return draft(name, TarType.DIRECTORY, mode).entry();
  }

  public static TarEntry symlink(String name, String target) {
    TarDraft draft = draft(name, TarType.SYMLINK, 0777);
    draft.linkName = target;
    return draft.entry();
  }

  /// A second name for the earlier entry `target`.
  public static TarEntry hardLink(String name, String target) {
    TarDraft draft = draft(name, TarType.HARD_LINK, 0644);
    draft.linkName = target;
    return draft.entry();
  }

  public static TarEntry fifo(String name, int mode) {
    return draft(name, TarType.FIFO, mode).entry();
  }

  /// A character or block device.
  public static TarEntry device(String name, TarType type, int mode, int major, int minor) {
    TarDraft draft = draft(name, type, mode);
    draft.deviceMajor = major;
    draft.deviceMinor = minor;
    return draft.entry();
  }

  public TarEntry withOwner(int newUid, int newGid) {
    TarDraft draft = TarDraft.of(this);
    draft.uid = newUid;
    draft.gid = newGid;
    return draft.entry();
  }

  public TarEntry withModified(TarTime time) {
    return withTimes(time, accessed, changed);
  }

  public TarEntry withTimes(
      TarTime newModified, @Nullable TarTime newAccessed, @Nullable TarTime newChanged) {
    TarDraft draft = TarDraft.of(this);
    draft.modified = newModified;
    draft.accessed = newAccessed;
    draft.changed = newChanged;
    return draft.entry();
  }

  public TarEntry withXattr(String xattr, Bytes value) {
    return withXattrs(Map.of(xattr, value));
  }

  /// These attributes and the ones that are there; a new value wins.
  public TarEntry withXattrs(Map<String, Bytes> more) {
    TarDraft draft = TarDraft.of(this);
    draft.xattrs = new TreeMap<>(xattrs);
    draft.xattrs.putAll(more);
    return draft.entry();
  }

  private static TarDraft draft(String name, TarType type, int mode) {
    TarDraft draft = new TarDraft();
    draft.name = name;
    draft.type = type;
    draft.mode = mode;
    return draft;
  }
}
