package coffer.sgx.enclave;

import coffer.bytes.Bytes;

/// What a processor makes of an enclave's pages.
///
/// @param mrEnclave MRENCLAVE, 32 bytes
/// @param addedPages pages of 4,096 bytes that exist when the enclave starts (EADD)
/// @param measuredPages those of them whose content is in MRENCLAVE (EEXTEND)
/// @param hashedBytes how many bytes MRENCLAVE is the SHA-256 of
public record EnclaveMeasurement(
    Bytes mrEnclave, long addedPages, long measuredPages, long hashedBytes) {}
