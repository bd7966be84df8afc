package coffer.ext4;

import coffer.bytes.Bytes;
import java.util.SortedMap;

/// What the creator of a file says about it.
///
/// @param permissions the low twelve bits of the mode
/// @param uid 32 bits unsigned; so is gid
/// @param accessed as [Ext4Time] encodes it; so are changed, modified, and created
/// @param size of a regular file, in bytes; of others it means nothing
/// @param linkTarget of a symbolic link, one character per byte
/// @param deviceMajor of a device; so is deviceMinor
/// @param xattrs by full name, one character per byte
public record FileAttributes(
    FileType type,
    int permissions,
    int uid,
    int gid,
    long accessed,
    long changed,
    long modified,
    long created,
    long size,
    String linkTarget,
    int deviceMajor,
    int deviceMinor,
    SortedMap<String, Bytes> xattrs) {}
