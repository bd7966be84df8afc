/// Signed CBOR documents (COSE_Sign1, RFC 9052) and the issuers that did:x509 names. Values only;
/// signatures and certificate chains are checked elsewhere.
@NullMarked
package coffer.cose;

import org.jspecify.annotations.NullMarked;
