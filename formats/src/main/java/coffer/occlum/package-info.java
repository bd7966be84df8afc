/// The configuration of an Occlum instance: what a person writes as `Occlum.json`, and the two
/// files that Occlum's build makes of it, byte for byte: `Enclave.xml` for the signing tool and
/// `.Occlum_sys.json` for the library OS. Bytes in, values out.
///
/// [coffer.occlum.OcclumDocument] reads, [coffer.occlum.OcclumConfig] is what was read and found
/// sound, [coffer.occlum.EnclaveSettings] and [coffer.occlum.InternalConfig] are the two results;
/// [coffer.occlum.BuiltinConfig] puts the MAC of the second into the file of the library OS.
///
/// Source: Occlum 0.31, `tools/gen_internal_conf/src/main.rs` and `src/libos/src/config.rs`. The
/// reference tool answers many of its own errors with status 0 and empty files, and passes others
/// on to the signing tool or to the start of the enclave; here all of them are refused.
@NullMarked
package coffer.occlum;

import org.jspecify.annotations.NullMarked;
