package coffer.difference;

import org.jspecify.annotations.Nullable;

/// Layers of one container that stand at the same position and differ.
///
/// @param position from 0, base layer first
/// @param before root hash in hex; null where the first policy has no layer
/// @param after root hash in hex; null where the second policy has no layer
public record LayerPair(
    String container, int position, @Nullable String before, @Nullable String after) {}
