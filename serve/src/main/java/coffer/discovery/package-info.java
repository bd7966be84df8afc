/// Finds the keys with which an issuer signs its tokens.
@NullMarked
package coffer.discovery;

import org.jspecify.annotations.NullMarked;
