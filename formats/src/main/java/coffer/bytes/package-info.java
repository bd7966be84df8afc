/// The ground under every format: a cursor over little-endian bytes, immutable byte strings,
/// digests, and the one exception for bad input. Imported by everything, imports nothing of ours.
@NullMarked
package coffer.bytes;

import org.jspecify.annotations.NullMarked;
