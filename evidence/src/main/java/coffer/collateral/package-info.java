/// What makers of hardware publish and evidence is judged against, from their services or from
/// caching services, kept on disk until it ends. Nothing of it is believed for where it came from:
/// whoever judges checks every signature.
@NullMarked
package coffer.collateral;

import org.jspecify.annotations.NullMarked;
