/// Policy fragments as signed documents: COSE_Sign1 with the signer's certificates and a did:x509
/// issuer in its headers, the Rego text as payload; and what a policy that imports them takes over.
@NullMarked
package coffer.fragment;

import org.jspecify.annotations.NullMarked;
