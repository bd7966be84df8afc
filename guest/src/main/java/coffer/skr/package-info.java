/// Secure key release inside the guest: the HTTP API that programs in confidential containers know
/// (the sidecar of microsoft/confidential-sidecar-containers, `/status`, `/attest/*`,
/// `/key/release`), and the client of a vault that releases keys against evidence.
///
/// Two small interfaces are its whole outside: [coffer.skr.ReportSource] and
/// [coffer.skr.KeyReleaser].
@NullMarked
package coffer.skr;

import org.jspecify.annotations.NullMarked;
