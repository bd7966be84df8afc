/// Registries (OCI distribution specification 1.1; Docker registry token authentication): a client
/// over the JDK's HTTP client that fetches and pushes blobs and manifests, signs in, tries again,
/// goes on where a connection broke, and follows referrers. What comes in is checked against its
/// digest by whoever knows it.
@NullMarked
package coffer.registry;

import org.jspecify.annotations.NullMarked;
