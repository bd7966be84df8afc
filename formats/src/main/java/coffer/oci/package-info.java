/// The documents of container images (OCI image specification 1.1: image-index, manifest, config,
/// descriptor, image-layout) and their Docker equivalents (distribution schema 2, and the
/// `manifest.json` of `docker save`). Text in, values out; blobs and folders are read elsewhere.
/// Members that these records do not know are left out, as the specification asks of readers; what
/// must keep its digest is kept as bytes by the caller.
@NullMarked
package coffer.oci;

import org.jspecify.annotations.NullMarked;
