/// Secure key release inside the guest: the HTTP API that programs in confidential containers know
/// (the sidecar of microsoft/confidential-sidecar-containers, `/status`, `/attest/*`,
/// `/key/release`), and the clients of attestation services and of vaults that release keys against
/// evidence.
///
/// Three small interfaces are its whole outside: [coffer.skr.ReportSource],
/// [coffer.skr.TokenSource] and [coffer.skr.KeyReleaser].
@NullMarked
package coffer.skr;

import org.jspecify.annotations.NullMarked;
