/// Root hashes of whole images: all layers at once, remembered by their digests, and the facts that
/// a policy needs of an image as a document.
@NullMarked
package coffer.measure;

import org.jspecify.annotations.NullMarked;
