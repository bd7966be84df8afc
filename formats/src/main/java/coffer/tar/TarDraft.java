package coffer.tar;

import coffer.bytes.Bytes;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// A [TarEntry] in the making: several headers may have a say in one entry.
final class TarDraft {
  String name = "";
  TarType type = TarType.FILE;
  int mode;
  int uid;
  int gid;
  long size;
  TarTime modified = TarTime.EPOCH;
  @Nullable TarTime accessed;
  @Nullable TarTime changed;
  String linkName = "";
  int deviceMajor;
  int deviceMinor;
  SortedMap<String, Bytes> xattrs = Collections.emptySortedMap();

  static TarDraft of(TarEntry entry) {
    TarDraft draft = new TarDraft();
    draft.name = entry.name();
    draft.type = entry.type();
    draft.mode = entry.mode();
    draft.uid = entry.uid();
    draft.gid = entry.gid();
    draft.size = entry.size();
    draft.modified = entry.modified();
    draft.accessed = entry.accessed();
    draft.changed = entry.changed();
    draft.linkName = entry.linkName();
    draft.deviceMajor = entry.deviceMajor();
    draft.deviceMinor = entry.deviceMinor();
    draft.xattrs = entry.xattrs();
    return draft;
  }

  TarEntry entry() {
    return new TarEntry(
        name,
        type,
        mode,
        uid,
        gid,
        type.hasContent() ? size : 0,
        modified,
        accessed,
        changed,
        linkName,
        deviceMajor,
        deviceMinor,
        xattrs);
  }
}
