package coffer.sgx.sefs;

import coffer.bytes.Bytes;

/// Something in an image.
///
/// @param path from the root, one character per byte, UTF-8, no slash at the start; empty for the
///   root
/// @param inode its number
/// @param mode permission bits
/// @param size of a file or link in bytes; 0 for folders
/// @param mac of its protected file, 16 bytes
/// @param target of a link, one character per byte; else empty
public record SefsEntry(
    String path, SefsType type, int inode, int mode, long size, Bytes mac, String target) {}
