package coffer.sgx.sefs;

import coffer.bytes.Bytes;

/// What became of a tree.
///
/// @param rootMac the MAC of `metadata`, 16 bytes
/// @param inodes files, folders and links, the root included
/// @param contentBytes content of all files, in bytes
public record ImageSummary(Bytes rootMac, int inodes, long contentBytes) {}
