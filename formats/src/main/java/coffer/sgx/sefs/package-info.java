/// SEFS, Occlum's file system: a folder of protected files, one for each inode and `metadata`,
/// whose MAC is the root MAC of the whole tree.
///
/// [coffer.sgx.sefs.SefsTree] collects a tree, [coffer.sgx.sefs.SefsWriter] writes its image as
/// Occlum's `sefs-cli zip` does, byte for byte when it is not encrypted, and
/// [coffer.sgx.sefs.SefsReader] gives out nothing that the root MAC does not cover.
///
/// The root MAC of an image without key is a checksum under a key that everybody knows: see
/// [coffer.sgx.protectedfile].
///
/// Sources: occlum/sefs at a4b47b5a: structures in `rcore-fs-sefs/src/structs.rs`, the order of an
/// image in `rcore-fs-cli/src/zip.rs`.
@NullMarked
package coffer.sgx.sefs;

import org.jspecify.annotations.NullMarked;
