/// A key vault as the clients of Azure Key Vault and Managed HSM expect it: secrets, and keys that
/// are released under a policy to whoever shows an attestation token that meets it (Azure REST API
/// specifications, data-plane Key Vault 7.4).
@NullMarked
package coffer.akv;

import org.jspecify.annotations.NullMarked;
