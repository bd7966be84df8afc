/// Judges attestation tokens: JWTs (RFC 7519) in which Microsoft Azure Attestation, or a service
/// like it, says what it verified about a guest or an enclave. Whether the token is authentic is
/// asked of its signature, issuer and times (RFC 8725, section 3); whether it is what the caller
/// wants, of its claims.
///
/// The entry point is [coffer.evidence.token.TokenVerifier].
@NullMarked
package coffer.evidence.token;

import org.jspecify.annotations.NullMarked;
