/// An attestation service as the clients of Microsoft Azure Attestation expect it: evidence in, a
/// signed token with what was verified out (Azure REST API specifications, data-plane Attestation).
@NullMarked
package coffer.maa;

import org.jspecify.annotations.NullMarked;
