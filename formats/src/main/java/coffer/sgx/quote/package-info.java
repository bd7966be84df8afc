/// Intel SGX quotes: what an enclave shows to be believed. Bytes in, values out: what is true and
/// what is wanted are judged elsewhere.
///
/// Sources: Intel SGX ECDSA Quote Library Reference (DCAP), appendix A "quote format"; the layout
/// of the report is that of `sgx_report_body_t` in the Intel SGX SDK.
@NullMarked
package coffer.sgx.quote;

import org.jspecify.annotations.NullMarked;
