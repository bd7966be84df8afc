/// Protected files: the format in which Intel's SGX SDK keeps files that an enclave can trust, as
/// Occlum changed it. A file is a tree of nodes of 4096 bytes under one 16-byte MAC, readable
/// ("integrity-only") or encrypted with a key of the user.
///
/// [coffer.sgx.protectedfile.ProtectedFileWriter] writes a file of any size in one pass;
/// [coffer.sgx.protectedfile.ProtectedFileReader] gives out nothing that it has not verified;
/// [coffer.sgx.protectedfile.ProtectedFile] does both for files that fit into memory.
///
/// The MAC of an integrity-only file is a GMAC under a key that everybody knows. It detects damage;
/// it is no proof against somebody who wants to change the content.
///
/// Sources: occlum/linux-sgx at cd4e96fd, `sdk/protected_fs/sgx_tprotected_fs`: the nodes are in
/// `protected_fs_nodes.h`, their order in `file_read_write.cpp`, keys in `file_crypto.cpp`.
@NullMarked
package coffer.sgx.protectedfile;

import org.jspecify.annotations.NullMarked;
