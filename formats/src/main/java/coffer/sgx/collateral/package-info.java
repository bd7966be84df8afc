/// What Intel publishes about SGX platforms, and what a quote is judged against: the extensions of
/// a platform's certificate, the TCB levels of its processor family, and the identity of the
/// quoting enclave. Bytes in, values out; signatures are checked elsewhere.
///
/// Sources: Intel SGX PCK Certificate and CRL Profile Specification; Intel SGX and TDX Provisioning
/// Certification Service API (versions 3 and 4).
@NullMarked
package coffer.sgx.collateral;

import org.jspecify.annotations.NullMarked;
