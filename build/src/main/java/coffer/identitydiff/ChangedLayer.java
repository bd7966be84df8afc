package coffer.identitydiff;

import coffer.bytes.Digest;
import org.jspecify.annotations.Nullable;

/// Layers of one container at the same position that differ.
///
/// @param position from 0, base layer first
/// @param before digest of the first one's tar; null where the first identity has no layer
/// @param after digest of the second one's tar; null where the second identity has no layer
/// @param sameTar whether the tars are the same and only their root hashes differ
public record ChangedLayer(
    String container,
    int position,
    @Nullable Digest before,
    @Nullable Digest after,
    boolean sameTar) {}
