/// From an image at hand to what a policy must know of it: its configuration, and the root hashes
/// of its layers, measured here.
@NullMarked
package coffer.measure;

import org.jspecify.annotations.NullMarked;
