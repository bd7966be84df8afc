/// SGX enclaves before they run: from an ELF file and its configuration to the pages that the
/// processor measures, to MRENCLAVE, and to the signature that stands in the file. Bytes in, values
/// out; keys stay with the caller.
///
/// [coffer.sgx.enclave.EnclaveFile] is a file to sign or a signed one,
/// [coffer.sgx.enclave.EnclaveConfig] what the XML file says, [coffer.sgx.enclave.EnclaveDraft] the
/// two of them laid out and measured, ready for a signature of
/// [coffer.sgx.enclave.EnclaveSigner]'s, [coffer.sgx.enclave.SigStruct] the result.
///
/// Sources: Intel Software Developer's Manual, volume 3D, chapters 33 to 38 (SIGSTRUCT, SECINFO,
/// TCS, "Constructing an enclave"); metadata and layout as the signing tool of Intel's SGX SDK for
/// Linux writes them (`sdk/sign_tool`, `common/inc/internal/metadata.h`), versions 2.18 to 2.28.
@NullMarked
package coffer.sgx.enclave;

import org.jspecify.annotations.NullMarked;
