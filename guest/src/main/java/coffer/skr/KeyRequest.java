package coffer.skr;

import java.util.Optional;

/// What a program asks of the sidecar's `/key/release`.
///
/// @param maaEndpoint host, or host and port, of the attestation service
/// @param akvEndpoint the same of the vault
/// @param kid a key's name, or `name/version`
/// @param accessToken the bearer token for the vault, when the program has one
public record KeyRequest(
    String maaEndpoint, String akvEndpoint, String kid, Optional<String> accessToken) {}
