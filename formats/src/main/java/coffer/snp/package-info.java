/// AMD SEV-SNP attestation reports, the certificate extensions that belong to them, and the
/// documents in which Azure hands out both. Bytes in, values out: what is true and what is wanted
/// are judged elsewhere.
///
/// Sources: AMD publication 56860 (SEV Secure Nested Paging Firmware ABI), AMD publication 57230
/// (VCEK certificate and KDS interface), and the layouts of google/go-sev-guest and virtee/sev.
@NullMarked
package coffer.snp;

import org.jspecify.annotations.NullMarked;
