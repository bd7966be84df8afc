/// Occlum's images and protected files on disk: what [coffer.sgx.sefs] and
/// [coffer.sgx.protectedfile] make of bytes, for files and folders. What is made here is there
/// whole or not at all.
@NullMarked
package coffer.enclaveimage;

import org.jspecify.annotations.NullMarked;
