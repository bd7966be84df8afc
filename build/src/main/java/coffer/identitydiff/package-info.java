/// Why two identities differ: down to the container, the layer and, when the images are at hand,
/// the file and what about it changed.
@NullMarked
package coffer.identitydiff;

import org.jspecify.annotations.NullMarked;
